/// An error item of the service, unchanged: its code, message and parameter stay reachable to the last (contract 5.1).
package struct ServiceError: Error, Hashable, Sendable, Codable {
    package var code: String
    package var message: String
    /// Paths of the parameters at fault.
    package var parameters: [String] = []
    /// Type that the parameter should have.
    package var type: String?
    package var documentation: String?
    package var taskType: String?
    package var taskUUID: String?
    /// `error` when it tells how a task ended; absent when something else went wrong, a poll for instance.
    package var status: String?
    /// Raw words of the provider.
    package var responseContent: String?
    /// Allowed values as JSON text.
    package var allowedValues: String?
    /// HTTP status of the reply that carried it, when there was one.
    package var httpStatus: Int?

    /// Our own code for an error that came without one; it says nothing of the category, so the HTTP status decides.
    package static let unnamedCode = "unnamedError"

    package init(code: String, message: String) {
        self.code = code
        self.message = message
    }

    /// The category by code; an unknown code is decided by the HTTP status (contract 13.6).
    package var category: ErrorCategory {
        let byCode = ErrorCategory(code: code)
        guard byCode == .unknown, let httpStatus else { return byCode }
        return ErrorCategory(httpStatus: httpStatus)
    }
}

/// What kind of failure a code means (contract 5.7 with two corrections: `timeoutProvider` is a timeout, and every
/// `invalid…Content` is refused content).
package enum ErrorCategory: String, CaseIterable, Hashable, Sendable {
    case aborted, connection, quota, rateLimit, safety, auth, timeout, notFound, serverError, provider, validation
    case unknown

    /// Whether waiting and trying again can help.
    package var isTransient: Bool {
        switch self {
        case .rateLimit, .timeout, .connection, .serverError, .provider: true
        case .aborted, .quota, .safety, .auth, .notFound, .validation, .unknown: false
        }
    }

    /// The first rule that fits a code, in the order of contract 5.7.
    package init(code: String) {
        let rules: [(ErrorCategory, (String) -> Bool)] = [
            (.aborted, { $0 == "aborted" }),
            (.connection, Self.connectionCodes.contains),
            (.quota, { Self.contains($0, anyOf: ["Credits", "Quota", "Balance"]) || Self.quotaCodes.contains($0) }),
            (.rateLimit, { $0.contains("RateLimit") || $0 == "rateLimitExceeded" }),
            (.safety, { Self.safetyCodes.contains($0) || ($0.hasPrefix("invalid") && $0.hasSuffix("Content")) }),
            (.auth, { Self.authCodes.contains($0) || $0.contains("ApiKey") }),
            (.timeout, { $0.contains("Timeout") || $0 == "timeout" || $0 == "timeoutProvider" }),
            (.notFound, { Self.notFoundCodes.contains($0) || $0.hasSuffix("NotFound") || $0.hasSuffix("Expired") }),
            (.serverError, Self.serverCodes.contains),
            (.provider, { Self.providerCodes.contains($0) || $0.hasPrefix("provider") }),
            (.validation, { code in Self.validationPrefixes.contains { code.hasPrefix($0) } }),
        ]
        self = rules.first { $0.1(code) }?.0 ?? .unknown
    }

    /// The category that an HTTP status alone suggests (contract 5.2).
    package init(httpStatus: Int) {
        switch httpStatus {
        case 401, 403: self = .auth
        case 402: self = .quota
        case 404: self = .notFound
        case 408, 504: self = .timeout
        case 429: self = .rateLimit
        case 400..<500: self = .validation
        case 500...: self = .serverError
        default: self = .unknown
        }
    }

    private static func contains(_ code: String, anyOf words: [String]) -> Bool {
        words.contains { code.contains($0) }
    }

    private static let connectionCodes: Set = [
        "connectionFailed", "notConnected", "notOpen", "reconnectionFailed", "connectionLost", "disconnected",
    ]
    private static let quotaCodes: Set = ["quotaExceeded", "paymentRequired", "environmentPaused"]
    private static let safetyCodes: Set = [
        "invalidProviderContent", "invalidBFLContent", "contentPolicyViolation", "providerContentPolicyViolation",
        "sensitiveContentDetected", "unsafeContentDetected", "nsfwContentDetected", "promptBlocked", "imageBlocked",
        "moderationFailed",
    ]
    private static let authCodes: Set = [
        "unauthorized", "forbidden", "permissionDenied", "insufficientPermissions", "authenticationFailed",
        "invalidAuthentication", "invalidCredentials", "missingAuthentication", "tokenExpired", "tokenInvalid",
        "tokenMissing", "tokenRevoked", "accountSuspended", "accountDisabled", "organizationSuspended",
        "organizationDisabled", "workspaceSuspended", "workspaceDisabled",
    ]
    private static let notFoundCodes: Set = ["taskCancelled", "taskFailedOrNotFound", "unknownModel"]
    private static let serverCodes: Set = [
        "internalServerError", "serviceUnavailable", "serverUnavailable", "standardError", "unknownError",
        "undefinedError", "defaultError",
    ]
    private static let providerCodes: Set = [
        "inferenceError", "processingFailed", "taskFailed", "downloadFailed", "uploadFailed", "noAvailableServer",
        "modelUnavailable", "modelDisabled", "modelNotReady", "mediaStorageFileCouldNotBeMoved",
    ]
    private static let validationPrefixes = [
        "invalid", "missing", "conflict", "duplicate", "unsupported", "value", "array", "max", "mismatch",
        "incompatible", "unknownParameter", "unknownProviderSettings", "validationFailed",
    ]
}
