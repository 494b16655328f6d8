import RunwareAPI
import Testing

/// The codes of contract 5.3–5.7 with the category that each belongs to, written out; the official clients' rules with
/// two corrections: `timeoutProvider` is a timeout, and every `invalid…Content` is refused content.
@Suite("The category of an error")
struct ErrorCategoryTests {
    static let table: [(ErrorCategory, [String])] = [
        (.aborted, ["aborted"]),
        (
            .connection,
            ["connectionFailed", "notConnected", "notOpen", "reconnectionFailed", "connectionLost", "disconnected"]
        ),
        (
            .quota,
            [
                "insufficientCredits", "thirdPartyInsufficientCredits", "quotaExceeded", "dailyQuotaReached",
                "lowBalance",
                "accountBalanceTooLow", "paymentRequired", "environmentPaused",
            ]
        ),
        (
            .rateLimit,
            [
                "rateLimitExceeded", "inferenceRateLimitExceeded", "providerRateLimitExceeded",
                "inferenceRateLimitRequestTooLarge",
            ]
        ),
        (
            .safety,
            [
                "invalidProviderContent", "invalidBFLContent", "invalidOpenAIContent", "contentPolicyViolation",
                "providerContentPolicyViolation", "sensitiveContentDetected", "unsafeContentDetected",
                "nsfwContentDetected", "promptBlocked", "imageBlocked", "moderationFailed",
            ]
        ),
        (
            .auth,
            [
                "missingApiKey", "invalidApiKey", "unauthorized", "forbidden", "permissionDenied",
                "insufficientPermissions", "authenticationFailed", "invalidAuthentication", "invalidCredentials",
                "missingAuthentication", "tokenExpired", "tokenInvalid", "tokenMissing", "tokenRevoked",
                "accountSuspended", "accountDisabled", "organizationSuspended", "organizationDisabled",
                "workspaceSuspended", "workspaceDisabled",
            ]
        ),
        (.timeout, ["timeoutProvider", "timeout", "providerTimeout", "providerGatewayTimeout", "requestTimeout"]),
        (
            .notFound,
            [
                "taskCancelled", "taskFailedOrNotFound", "unknownModel", "taskNotFound", "mediaNotFound", "taskExpired",
                "urlExpired",
            ]
        ),
        (
            .serverError,
            [
                "internalServerError", "serviceUnavailable", "serverUnavailable", "standardError", "unknownError",
                "undefinedError", "defaultError",
            ]
        ),
        (
            .provider,
            [
                "providerInternalError", "providerUnavailable", "providerBadGateway", "providerUnknownError",
                "providerAuthenticationFailed", "inferenceError", "processingFailed", "taskFailed", "downloadFailed",
                "uploadFailed", "noAvailableServer", "modelUnavailable", "modelDisabled", "modelNotReady",
                "mediaStorageFileCouldNotBeMoved",
            ]
        ),
        (
            .validation,
            [
                "unsupportedParameter", "invalidWidth", "invalidHeight", "unsupportedDimensions",
                "missingDimensionParameters", "missingPositivePrompt", "invalidPositivePrompt",
                "invalidPositivePromptLength", "invalidTaskUUID", "conflictTaskUUID", "duplicateTaskUUID",
                "invalidModel",
                "unsupportedTaskType", "invalidOutputType", "mismatchProviderSettingsProvider",
                "unknownProviderSettingsProvider", "valueTooLarge", "arrayTooSmall", "maxPromptLengthExceeded",
                "incompatibleParameters", "unknownParameter", "validationFailed",
            ]
        ),
        (.unknown, ["", "somethingNew", "Aborted", "legacyError7", "unnamedError", "contentInvalid"]),
    ]

    @Test("follows from its code", arguments: table)
    func byCode(_ category: ErrorCategory, _ codes: [String]) {
        for code in codes {
            #expect(ErrorCategory(code: code) == category, "\(code)")
            #expect(ServiceError(code: code, message: "").category == category, "\(code)")
        }
    }

    @Test("appears at least once in this table, and each is known to be worth another try or not")
    func transience() {
        #expect(Set(Self.table.map(\.0)) == Set(ErrorCategory.allCases))
        let transient: Set<ErrorCategory> = [.connection, .rateLimit, .timeout, .serverError, .provider]
        for category in ErrorCategory.allCases { #expect(category.isTransient == transient.contains(category)) }
    }

    static let statuses: [(Int, ErrorCategory)] = [
        (200, .unknown), (302, .unknown), (400, .validation), (401, .auth), (402, .quota), (403, .auth),
        (404, .notFound),
        (408, .timeout), (413, .validation), (422, .validation), (429, .rateLimit), (500, .serverError),
        (502, .serverError), (503, .serverError), (504, .timeout), (599, .serverError),
    ]

    @Test("follows from the HTTP status for an unknown code only", arguments: statuses)
    func byStatus(_ status: Int, _ category: ErrorCategory) {
        var error = ServiceError(code: "somethingNew", message: "")
        #expect(error.category == .unknown)
        error.httpStatus = status
        #expect(error.category == category)
        error.code = "timeoutProvider"
        #expect(error.category == .timeout)
    }
}
