/// Something that goes wrong on purpose, so that clients can be tried. Pure data: what, where, how often, for whom.
package struct Fault: Hashable, Sendable {
    /// What goes wrong. The raw value is the name on the command line and on the control route.
    ///
    /// "Refusal" below means: over HTTP a reply of that status, `{"data":[],"errors":[…]}`, and nothing of the message
    /// is performed; over a socket an error frame with the same errors. There is one error for each task in question,
    /// with its UUID, or a single one without any when `namesTask` is false. At `afterAcceptance` the tasks are
    /// accepted and performed all the same, and the client only does not learn it.
    package enum Kind: String, CaseIterable, Hashable, Sendable {
        /// The message waits for `delay`, then goes its way.
        case latency
        /// Refusal with 401 `invalidApiKey`; it never names a task. A socket stays open.
        case unauthorized = "401"
        /// Refusal with 402 `insufficientCredits`.
        case credits = "402"
        /// Refusal with 400 `thirdPartyInsufficientCredits`.
        case providerCredits = "400-credits"
        /// Refusal with 429 `rateLimitExceeded`, without a `Retry-After` header unless `retryAfter` is set.
        case rateLimit = "429"
        /// Refusal with 429 `rateLimitExceeded` and `Retry-After`, of one second unless `retryAfter` says another. A
        /// socket has no headers: there it is the same as `429`.
        case rateLimitWait = "429-retry-after"
        /// Refusal with 500 `internalServerError`.
        case internalError = "500"
        /// Refusal with 503 `serviceUnavailable`.
        case unavailable = "503"
        /// Refusal with 504 `providerGatewayTimeout`.
        case gatewayTimeout = "504"
        /// A gateway's page: 502, `text/html`, no JSON. Over a socket a text frame that holds the page.
        case badGateway = "502-html"
        /// The task is accepted, and its generation ends with one error `invalidProviderContent` with
        /// `responseContent` and `status:"error"` for all its results: 400 in a sync reply. Nothing is charged.
        case refusedContent = "refused-content"
        /// The task is accepted, and its generation ends with one error `timeoutProvider` with `status:"error"`: 400
        /// in a sync reply. Nothing is charged.
        case providerTimeout = "provider-timeout"
        /// The task is accepted, and the last `failing` of its results end with `invalidProviderContent` each; the
        /// others are delivered and charged. HTTP has `data` and `errors` in one reply.
        case partialBatch = "partial-batch"
        /// The connection is closed without a byte of a reply, a socket without a close frame. At `beforeAcceptance`
        /// nothing is accepted; at `afterAcceptance` all is, and a socket's results wait for its session to resume.
        case drop
        /// The reply, or each frame, or the file, ends after half of its bytes, well-formed as a transport message.
        case truncatedJSON = "truncated-json"
        /// Nothing is answered and the connection stays open. At `beforeAcceptance` nothing is accepted; at
        /// `afterAcceptance` all is. A download never begins.
        case noAnswer = "no-answer"
        /// Each item and each error of the reply stands in it twice; over a socket each frame comes twice.
        case duplicateItems = "duplicate-items"
        /// The items of the reply are reversed; over a socket the frames of one message are, once the last is there.
        case outOfOrderItems = "out-of-order-items"
        /// The bytes come in sixteen pieces with pauses of `delay`: chunks of a body, fragments of a frame.
        case slowTrickle = "slow-trickle"
        /// A repeated UUID is no conflict: the task is accepted, generated and charged once more.
        case forgetUUIDs = "forget-uuids"
    }

    /// Where it happens. Only latency, refusals, `drop` and `noAnswer` differ before and after acceptance.
    package enum Place: String, CaseIterable, Hashable, Sendable {
        /// A message with `imageInference` tasks, before any of them is written.
        case beforeAcceptance = "before"
        /// The same message, when its tasks are durable and their work has begun.
        case afterAcceptance = "after"
        /// A message with `getResponse` tasks.
        case poll
        /// A message with `getTaskDetails` tasks.
        case details
        /// The request for a file. Refusals are JSON there too; kinds that concern items or generation do nothing.
        case download
    }

    package var kind: Kind
    package var place: Place
    /// How many messages, tasks or downloads it strikes; nil strikes all until it is cleared.
    package var count: Int?
    /// Strikes only where a prompt contains this text.
    package var prompt: String?
    /// Seconds in a `Retry-After` header.
    package var retryAfter: Int?
    /// How long latency lasts, and the pause between two pieces of a trickle.
    package var delay: Duration
    /// Failing results of a partial batch.
    package var failing = 1
    /// Whether the errors of a refusal carry the `taskUUID`.
    package var namesTask = true

    /// A fault of this kind with the usual place and details, which strikes once.
    package init(_ kind: Kind, at place: Place = .beforeAcceptance, count: Int? = 1) {
        self.kind = kind
        self.place = place
        self.count = count
        retryAfter = kind == .rateLimitWait ? 1 : nil
        delay = kind == .slowTrickle ? .milliseconds(50) : .seconds(1)
    }

    /// Where a fault is looked up: kinds that concern a single task have a time of their own.
    enum Moment: Hashable, Sendable {
        case message(Place)
        case generation
        case repetition
    }

    var moment: Moment {
        switch kind {
        case .refusedContent, .providerTimeout, .partialBatch: .generation
        case .forgetUUIDs: .repetition
        default: .message(place)
        }
    }
}
