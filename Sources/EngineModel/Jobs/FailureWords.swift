import RunwareAPI

/// The one place that turns failures into words. Sentences name what happened and what the service said; what to press
/// next is named as a step, because keys belong to the studio.
package struct FailureWords: Hashable, Sendable {
    /// What a user can do next.
    package enum NextStep: Hashable, Sendable {
        case editPrompt, editParameters, setKey, addCredit, waitAndRetry, checkConnection
        /// Ask what became of it, which costs nothing; or send it again, which may be billed again.
        case collect
        case none
    }

    /// A word or two: `blocked by moderation`, `key refused`.
    package let headline: String
    /// One sentence.
    package let sentence: String
    package let next: NextStep

    package init(_ failure: JobFailure) {
        switch failure {
        case .service(let errors):
            self.init(errors: errors)
        case .undecided(let errors):
            let words = errors.first.map { "\($0.message) (\($0.code))" } ?? "nothing"
            self.init(
                "fate unknown",
                errors.first?.code == "conflictTaskUUID"
                    ? "the service has this task already; \(words)"
                    : "the service said: \(words); this decides nothing, the task may have been drawn and billed",
                .collect)
        case .notSent(let fault):
            self.init(
                "not sent", Self.connection(fault) + "; nothing was sent, nothing is billed", .checkConnection)
        case .lost(let fault):
            self.init(
                "fate unknown",
                Self.connection(fault) + " after the request was sent; it may have been drawn and billed", .collect)
        case .unreadable(let status, let excerpt):
            self.init(
                "fate unknown",
                "HTTP \(status) came with no answer of the service (\(excerpt)); it may have been drawn and billed",
                .collect)
        case .interrupted:
            self.init(
                "fate unknown",
                "Easel ended while the request was on its way; it may have been drawn and billed", .collect)
        case .shortDelivery(let delivered, let asked):
            self.init(
                delivered > 0 ? "partial" : "failed",
                "the service delivered \(delivered) of \(asked) images and gave no reason", .waitAndRetry)
        case .otherService(let key):
            self.init("held", "it was queued for another service (\(key)) and is sent only there", .none)
        case .erased:
            self.init("erased", "it was deleted for ever; nothing was sent, nothing is billed", .none)
        }
    }

    private init(_ headline: String, _ sentence: String, _ next: NextStep) {
        self.headline = headline
        self.sentence = sentence
        self.next = next
    }

    private init(errors: [ServiceError]) {
        guard let error = errors.first else {
            self.init("failed", "the service refused without a reason", .none)
            return
        }
        let (word, step): (String, NextStep) =
            switch error.category {
            case .safety: ("blocked by moderation", .editPrompt)
            case .quota: ("credit too low", .addCredit)
            case .auth: ("key refused", .setKey)
            case .rateLimit: ("rate limited", .waitAndRetry)
            case .timeout: ("provider timeout", .waitAndRetry)
            case .serverError, .provider, .connection: ("service trouble", .waitAndRetry)
            case .notFound: ("not found", .none)
            case .validation: ("refused", .editParameters)
            case .aborted, .unknown: ("failed", .none)
            }
        self.init(word, "\(error.message) (\(error.code))", step)
    }

    private static func connection(_ fault: ConnectionFault) -> String {
        switch fault.kind {
        case .refused: "the service cannot be reached (\(fault.detail))"
        case .unknownHost: "the service's name cannot be found (\(fault.detail))"
        case .insecure: "the service's certificate was not accepted (\(fault.detail))"
        case .timedOut: "the service did not answer in time (\(fault.detail))"
        case .closed: "the connection was closed (\(fault.detail))"
        case .tooLarge: "the answer was larger than accepted (\(fault.detail))"
        case .other: "the connection failed (\(fault.detail))"
        }
    }
}
