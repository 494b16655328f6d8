import RunwareAPI

/// The refusals of the service, each with its code, words and HTTP status (contract 5.2–5.4, 12.3).
extension ServiceError {
    static let malformedJSON = refusal("invalidJSON", "The body is not valid JSON of a sane depth.")
    static let emptyArray = refusal("invalidRequest", "The array holds no task.")

    static func notAnArray(found: String) -> ServiceError {
        refusal("invalidRequest", "The body must be an array of task objects, not a value of type \(found).")
    }

    static func notATask(found: String) -> ServiceError {
        refusal("invalidRequest", "Every element of the array must be a task object, not a value of type \(found).")
    }

    static func arrayTooLarge(maximum: Int) -> ServiceError {
        refusal("arrayTooLarge", "One message may hold at most \(maximum) tasks.")
    }

    static func bodyTooLarge(maximum: Int) -> ServiceError {
        refusal("maxBodySizeExceeded", "The body may have at most \(maximum) bytes.", status: 413)
    }

    static let missingApiKey = authentication(
        "missingApiKey",
        "Missing API key. Send it in an 'Authorization: Bearer' header or in a leading 'authentication' task.")

    static let invalidApiKey = authentication(
        "invalidApiKey", "Invalid API key. The local service takes only the key that it made or was started with.")

    private static func authentication(_ code: String, _ message: String) -> ServiceError {
        var error = refusal(code, message, status: 401)
        error.parameters = ["apiKey"]
        error.type = "string"
        error.taskType = "authentication"
        return error
    }

    static func foreignRequest(_ header: String) -> ServiceError {
        refusal(
            "forbidden", "The local service answers this machine only; refused by the \(header) header.", status: 403)
    }

    static let noSuchPlace = refusal("notFound", "There is nothing at this address.", status: 404)
    static let wrongMethod = refusal("methodNotAllowed", "Tasks are sent by POST.", status: 405)

    static let noUpgrade = refusal(
        "invalidRequest", "A WebSocket needs version 13 and a complete handshake on a connection of its own.")

    static func tooManySockets(maximum: Int) -> ServiceError {
        refusal("serviceUnavailable", "At most \(maximum) WebSockets may be open at a time.", status: 503)
    }

    static func tooManyConnections(maximum: Int) -> ServiceError {
        refusal("serviceUnavailable", "At most \(maximum) connections are served at a time.", status: 503)
    }

    /// A required member that is absent.
    static func missing(_ name: String, taskType: String?, type: String = "string") -> ServiceError {
        var error = refusal("missing" + codeName(name), "Missing required parameter: '\(name)'")
        error.parameters = [name]
        error.type = type
        error.taskType = taskType
        return error
    }

    static func invalidTaskUUID(taskType: String) -> ServiceError {
        var error = refusal(
            "invalidTaskUUID", "Invalid value for 'taskUUID' parameter. It must be a version 4 UUID, unique per task.")
        error.parameters = ["taskUUID"]
        error.type = "string"
        error.documentation = ParameterTable[.taskUUID].documentation
        error.taskType = taskType
        return error
    }

    /// The one operation of `accountManagement` that exists here.
    static func invalidOperation(_ taskUUID: TaskUUID) -> ServiceError {
        var error = refusal(
            "invalidOperation", "Invalid value for 'operation' parameter. Allowed values are: 'getDetails'.")
        error.parameters = ["operation"]
        error.type = "string"
        error.taskType = "accountManagement"
        error.taskUUID = taskUUID.text
        error.allowedValues = jsonList(["getDetails"])
        return error
    }

    /// A question about a task of which there is nothing to tell: unknown, or not finished. It proves neither.
    static func nothingFound(_ question: Question) -> ServiceError {
        let isPoll = if case .response = question { true } else { false }
        var error = refusal(
            isPoll ? "taskFailedOrNotFound" : "taskNotFound",
            isPoll
                ? "There is no async task with this 'taskUUID'." : "There is no finished task with this 'taskUUID'.",
            status: 404)
        error.parameters = ["taskUUID"]
        error.taskType = question.taskType
        error.taskUUID = question.taskUUID.text
        return error
    }

    static func unsupportedTaskType(_ given: JSONValue, taskUUID: TaskUUID?) -> ServiceError {
        let known = [
            "accountManagement", "authentication", "getResponse", "getTaskDetails", "imageInference", "ping",
        ]
        let shown = given.string.map { "'" + shortened($0) + "'" } ?? "of type \(given.typeName)"
        var error = refusal(
            "unsupportedTaskType", "Unsupported task type \(shown). Allowed values are: \(quotedList(known))")
        error.parameters = ["taskType"]
        error.type = "string"
        error.taskType = given.string.map(shortened)
        error.taskUUID = taskUUID?.text
        error.allowedValues = jsonList(known)
        return error
    }

    static func conflictTaskUUID(_ taskUUID: TaskUUID) -> ServiceError {
        var error = refusal("conflictTaskUUID", "This 'taskUUID' was used before. Every task needs one of its own.")
        error.parameters = ["taskUUID"]
        error.taskType = "imageInference"
        error.taskUUID = taskUUID.text
        return error
    }

    /// A fault of this service itself; its reason goes to the log, not to the client.
    static let internalFault = refusal("internalServerError", "The local service could not do its work.", status: 500)

    static func internalFault(_ taskUUID: TaskUUID, taskType: String = "imageInference") -> ServiceError {
        var error = internalFault
        error.taskType = taskType
        error.taskUUID = taskUUID.text
        return error
    }

    /// The one place where a broken rule of the table becomes a refusal on the wire.
    init(_ fault: ParameterFault, taskUUID: TaskUUID) {
        self = Self.refusal(of: fault)
        taskType = "imageInference"
        self.taskUUID = taskUUID.text
    }

    private static func refusal(of fault: ParameterFault) -> ServiceError {
        guard let parameter = fault.parameter else { return unknownName(fault.name) }
        let spec = ParameterTable[parameter]
        var error: ServiceError
        switch (fault.reason, parameter) {
        case (.missing, .width), (.missing, .height):
            error = refusal(
                "missingDimensionParameters", "Missing required parameters: 'width' and 'height' belong together.")
            error.parameters = ["width", "height"]
        case (.missing, _):
            error = missing(parameter.path, taskType: nil)
        case (.conflicts(let other, let needed), _):
            error = refusal(
                "incompatibleParameters",
                "Incompatible parameters: '\(parameter.path)' can only be used when '\(other.path)' is '\(needed)'.")
            error.parameters = [parameter.path, other.path]
        default:
            error = refusal(
                "invalid" + codeName(parameter.path),
                "Invalid value for '\(parameter.path)' parameter. " + rule(of: spec))
            error.parameters = [parameter.path]
            switch spec.domain {
            case .choice(let words): error.allowedValues = jsonList(words)
            case .constant(let word): error.allowedValues = jsonList([word])
            default: break
            }
        }
        error.type = spec.domain.typeName
        error.documentation = spec.documentation
        return error
    }

    private static func unknownName(_ name: String) -> ServiceError {
        let path = name.split(separator: ".", omittingEmptySubsequences: false)
        var error: ServiceError
        if path.count == 2, path[0] == "providerSettings" {
            error = refusal(
                "unknownProviderSettingsProvider", "Unknown provider in '\(name)'. Allowed values are: 'bfl'.")
        } else {
            let known = ParameterTable.rows.map(\.parameter.path)
            error = refusal(
                "unsupportedParameter",
                "Unsupported use of '\(name)' parameter. This parameter is not supported for the selected model. "
                    + "Allowed values are: \(quotedList(known))")
        }
        error.parameters = [name]
        error.documentation = RunwareModel.documentation
        return error
    }

    private static func rule(of spec: ParameterSpec) -> String {
        switch (spec.domain, spec.parameter) {
        case (.integer(let minimum, let maximum?, let step), .width),
            (.integer(let minimum, let maximum?, let step), .height):
            "Image/Video \(spec.parameter.path) must be an integer value between \(minimum) and \(maximum), "
                + "in multiples of \(step)."
        case (.integer(let minimum, let maximum?, _), _):
            "It must be an integer value between \(minimum) and \(maximum)."
        case (.integer(let minimum, nil, _), _): "It must be an integer value of at least \(minimum)."
        case (.text(let minimum, let maximum), _): "It must be a string of \(minimum) to \(maximum) characters."
        case (.choice(let words), _): "Allowed values are: \(quotedList(words))."
        case (.constant(let word), _): "Allowed values are: \(quotedList([word]))."
        case (.flag, _): "It must be a boolean."
        case (.address, _): "It must be an http or https URI."
        case (.uuid, _): "It must be a version 4 UUID, unique per task."
        }
    }

    static func refusal(_ code: String, _ message: String, status: Int = 400) -> ServiceError {
        var error = ServiceError(code: code, message: message)
        error.httpStatus = status
        return error
    }

    /// `safety.mode` as `SafetyMode`, for codes such as `invalidSafetyMode`.
    private static func codeName(_ path: String) -> String {
        path.split(separator: ".").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
    }

    static func quotedList(_ words: [String]) -> String {
        words.map { "'\($0)'" }.joined(separator: ", ")
    }

    static func jsonList(_ words: [String]) -> String {
        "[" + words.map(JSONText.quoted).joined(separator: ",") + "]"
    }

    private static func shortened(_ text: String) -> String { String(text.prefix(60)) }
}
