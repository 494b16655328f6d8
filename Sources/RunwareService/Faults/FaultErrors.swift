import RunwareAPI

extension Fault {
    /// The errors of a refusal for the tasks of a message; nil when this kind is no refusal.
    func refusal(of tasks: [(taskType: String, taskUUID: TaskUUID)]) -> [ServiceError]? {
        guard let error else { return nil }
        guard namesTask, kind != .unauthorized, !tasks.isEmpty else {
            var single = error
            single.taskType = error.taskType ?? tasks.first?.taskType
            return [single]
        }
        return tasks.map { task in
            var named = error
            named.taskType = task.taskType
            named.taskUUID = task.taskUUID.text
            return named
        }
    }

    private var error: ServiceError? {
        switch kind {
        case .unauthorized: .invalidApiKey
        case .credits:
            .refusal("insufficientCredits", "The balance is too low for this request.", status: 402)
        case .providerCredits:
            .refusal(
                "thirdPartyInsufficientCredits",
                "Tasks of external providers need a paid invoice or at least 5 USD of credit.")
        case .rateLimit, .rateLimitWait:
            .refusal("rateLimitExceeded", "Too many requests: the queue is full. Try again later.", status: 429)
        case .internalError: .internalFault
        case .unavailable:
            .refusal("serviceUnavailable", "There is no capacity for now. Try again later.", status: 503)
        case .gatewayTimeout:
            .refusal("providerGatewayTimeout", "The request waited in the queue for too long.", status: 504)
        default: nil
        }
    }

    /// The page of a gateway that found nobody behind it.
    static let gatewayPage = """
        <html><head><title>502 Bad Gateway</title></head>
        <body><center><h1>502 Bad Gateway</h1></center><hr></body></html>

        """
}

/// How a generation fails.
struct GenerationFault: Hashable, Sendable {
    private let fault: Fault

    /// Nil when the fault concerns something else.
    init?(_ fault: Fault?) {
        guard let fault, fault.moment == .generation else { return nil }
        self.fault = fault
    }

    /// How many results fail when the others do not.
    var failing: Int { fault.kind == .partialBatch ? fault.failing : 0 }

    /// The one error of a task that fails as a whole; nil when only some results do.
    func wholeTask(_ taskUUID: TaskUUID) -> ServiceError? {
        switch fault.kind {
        case .refusedContent: return Self.refusedContent(taskUUID)
        case .providerTimeout:
            var error = ServiceError.refusal(
                "timeoutProvider", "The external provider did not respond within the time limit.")
            error.taskType = "imageInference"
            error.taskUUID = taskUUID.text
            return error
        default: return nil
        }
    }

    /// A refusal by the provider's moderation (contract 5.5).
    static func refusedContent(_ taskUUID: TaskUUID) -> ServiceError {
        var error = ServiceError.refusal(
            "invalidProviderContent",
            "Invalid content detected. The generated content was flagged and rejected by bfl's content moderation "
                + "system.")
        error.responseContent = "Request Moderated"
        error.taskType = "imageInference"
        error.taskUUID = taskUUID.text
        return error
    }
}
