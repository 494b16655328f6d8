package import RunwareAPI

/// What an answer means for an attempt, by the rules of product §5 rule 2.
package enum ReplyReading: Hashable, Sendable {
    /// The verdict is complete: these images, these errors.
    case complete(items: [ReplyItem], errors: [ServiceError])
    /// The service has the task; so far there is this of it.
    case progress(Progress)
    /// These images came and are kept; what becomes of the others is not known.
    case incomplete(items: [ReplyItem], JobFailure)
    /// The service did not take the task; it may be sent again under the same UUID after so many seconds.
    case notAccepted(retryAfterSeconds: Int?, errors: [ServiceError])
    /// The service has the task, or may have it; nothing here is a verdict on it.
    case unknown(JobFailure)
    /// A question was answered with an explicit not-found, which proves nothing by itself.
    case absent
    /// A question was answered without a word about the task.
    case silence

    /// What is there of a task that is not over, or not known to be.
    package struct Progress: Hashable, Sendable {
        package var items: [ReplyItem] = []
        /// Error items that are verdicts on single images.
        package var errors: [ServiceError] = []
        /// Whether this is all there is so far, as in polls, or one piece, as in pushed frames.
        package var isCumulative = false
        /// Whether something is said to be still running, or was only just accepted.
        package var isRunning = false

        package init() {}

        /// Whether it only says that the task was accepted.
        package var isAcknowledgement: Bool { isRunning && !isCumulative && items.isEmpty && errors.isEmpty }
    }

    /// Reads an answer to the sending of a task. `reply` is what its bytes say, nil when they are no answer of the
    /// service's. Nil when it is about other tasks.
    ///
    /// - Parameter delivered: images of the attempt that are known already.
    package init?(_ answer: Answer, saying reply: ServiceReply?, to attempt: Attempt, delivered: Int = 0) {
        switch (answer.channel, reply) {
        case (.reply(let status, let retryAfter), let reply?):
            self.init(reply, httpStatus: status, retryAfterSeconds: retryAfter, to: attempt)
        case (.reply(let status, let retryAfter), nil) where [429, 503].contains(status):
            self = .notAccepted(retryAfterSeconds: retryAfter, errors: [])
        case (.reply(let status, _), nil):
            let isRedirect = (300..<400).contains(status)
            let excerpt = isRedirect ? "a redirect, which is not followed" : Excerpt.of(answer.bytes)
            self = .unknown(.unreadable(httpStatus: status, excerpt: excerpt))
        case (.frame, let reply?):
            guard let read = ReplyReading(frame: reply, to: attempt, delivered: delivered) else { return nil }
            self = read
        case (.frame, nil): return nil
        }
    }

    /// Reads the reply to one task sent over HTTP.
    package init(
        _ reply: ServiceReply, httpStatus: Int, retryAfterSeconds: Int?, to attempt: Attempt
    ) {
        let parts = Parts(reply, taskUUID: attempt.taskUUID.text, httpStatus: httpStatus)
        let decided = parts.images.count + parts.verdicts.count
        // The reply to a sync task ends it, unless something in the reply says that it goes on.
        let isOpen = parts.hasConflict || (decided < attempt.asked && (parts.isUndecided || parts.isAcknowledged))

        if parts.images.count >= attempt.asked {
            self = .complete(items: parts.images, errors: parts.verdicts)
        } else if parts.isAcknowledged, parts.told.isEmpty {
            // The answer to an async task, and to a sync one whose images go to a webhook.
            self = .progress(Progress(items: parts.images, isRunning: true))
        } else if !parts.images.isEmpty {
            let failure: JobFailure =
                parts.told.isEmpty
                ? .shortDelivery(delivered: parts.images.count, asked: attempt.asked) : .service(parts.told)
            self =
                isOpen ? .incomplete(items: parts.images, failure) : .complete(items: parts.images, errors: parts.told)
        } else if parts.hasConflict {
            self = .unknown(.service(parts.told))
        } else if !parts.verdicts.isEmpty, !isOpen {
            self = .complete(items: [], errors: parts.verdicts)
        } else if [429, 503].contains(httpStatus), parts.named.isEmpty, !parts.isAcknowledged {
            self = .notAccepted(retryAfterSeconds: retryAfterSeconds, errors: parts.nameless)
        } else if !parts.told.isEmpty {
            self = .unknown(.service(parts.told))
        } else {
            self = .unknown(.unreadable(httpStatus: httpStatus, excerpt: "an answer without our task"))
        }
    }

    /// Reads a frame that was pushed for a task: one image or several, an acknowledgement, or an error. One without a
    /// task is no verdict on any.
    private init?(frame reply: ServiceReply, to attempt: Attempt, delivered: Int) {
        let parts = Parts(reply, taskUUID: attempt.taskUUID.text, httpStatus: nil)
        let isRefusal =
            parts.images.isEmpty && !parts.verdicts.isEmpty && attempt.errors.isEmpty && delivered == 0
            && parts.verdicts.allSatisfy { Self.wholeTaskRefusals.contains($0.category) }
        if isRefusal {
            self = .complete(items: [], errors: parts.verdicts)
        } else if !parts.images.isEmpty || !parts.verdicts.isEmpty || parts.isAcknowledged {
            self = .progress(
                Progress(items: parts.images, errors: parts.verdicts, isRunning: parts.isAcknowledged))
        } else if !parts.told.isEmpty {
            self = .unknown(.service(parts.told))
        } else {
            return nil
        }
    }

    /// Errors of these categories refuse a whole task before any image of it is begun.
    static let wholeTaskRefusals: Set<ErrorCategory> = [.auth, .quota, .rateLimit, .validation]

    /// What of a reply concerns one task. One message carries one task, so an item or an error that names no task is
    /// about ours; one that names another is not.
    private struct Parts {
        /// Images, also those that were made but cannot be read: they were paid for.
        let images: [ReplyItem]
        /// Errors under our UUID.
        let named: [ServiceError]
        /// Errors without a UUID.
        let nameless: [ServiceError]
        /// The errors that are verdicts.
        let verdicts: [ServiceError]
        /// Whether an error concerns the task and is no verdict on it.
        let isUndecided: Bool
        /// Whether an item says that the task was accepted or goes on.
        let isAcknowledged: Bool

        var told: [ServiceError] { named + nameless }
        var hasConflict: Bool { told.contains { $0.code == "conflictTaskUUID" } }

        init(_ reply: ServiceReply, taskUUID: String, httpStatus: Int?) {
            func isOurs(_ text: String?) -> Bool { text?.lowercased() == taskUUID }
            func isNameless(_ text: String?) -> Bool { text?.isEmpty ?? true }

            let own = reply.items.filter { isOurs($0.taskUUID) }
            let anonymous = reply.items.filter {
                isNameless($0.taskUUID) && ($0.taskType ?? "imageInference") == "imageInference"
            }
            images = reply.items.filter { item in
                (own.contains(item) || anonymous.contains(item)) && (item.output != nil || item.isUnusableResult)
            }
            isAcknowledged = own.contains { $0.isAcknowledgement }
            // An error that names a question's type answers a question, whoever it was told to.
            named = (reply.errors.filter { isOurs($0.taskUUID) } + own.compactMap(\.error))
                .filter { CollectQuestion.Kind(rawValue: $0.taskType ?? "") == nil }
            nameless =
                reply.errors.filter { isNameless($0.taskUUID) }
                + anonymous.compactMap(\.error).filter { isNameless($0.taskUUID) }

            // A gateway's answer is never a verdict, whatever it carries; without a UUID only a refusal is one.
            let isGateway = httpStatus.map([502, 504].contains) ?? false
            let isRefusal = httpStatus.map([400, 401, 402, 403].contains) ?? false
            let decidingNamed = isGateway ? [] : named.filter(Self.isVerdict)
            verdicts = decidingNamed + (isRefusal ? nameless.filter(Self.isVerdict) : [])
            isUndecided = decidingNamed.count < named.count || isGateway || !nameless.allSatisfy(Self.isVerdict)
        }

        /// Whether an error item is a verdict on a sync task: never a conflict (the service has the task), a not-found
        /// or expired (it proves nothing), or a timeout (the task goes on in the background).
        static func isVerdict(_ error: ServiceError) -> Bool {
            switch error.code {
            case "conflictTaskUUID": return false
            // Of the category not-found, and yet final words about the task.
            case "unknownModel", "taskCancelled": return true
            default: return ![.notFound, .timeout].contains(error.category)
            }
        }
    }
}

extension ReplyReading.Progress {
    fileprivate init(items: [ReplyItem], errors: [ServiceError] = [], isRunning: Bool) {
        self.init()
        self.items = items
        self.errors = errors
        self.isRunning = isRunning
    }
}
