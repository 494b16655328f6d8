import RunwareAPI

/// One item of a reply's `data`.
enum OutgoingItem: Hashable, Sendable {
    case pong
    /// The answer to an `authentication` task.
    case session(TaskUUID)
    case image(OutgoingImage)

    /// The item as a JSON object. Prompt, size and addresses of the client are never echoed (contract 4.2, 12.1).
    var jsonText: String {
        switch self {
        case .pong:
            return JSONText.object([("taskType", "\"ping\""), ("pong", "true")])
        case .session(let session):
            return JSONText.object([
                ("taskType", "\"authentication\""), ("connectionSessionUUID", JSONText.quoted(session.text)),
            ])
        case .image(let image):
            var members = [
                ("taskType", "\"imageInference\""), ("imageUUID", JSONText.quoted(image.imageUUID.text)),
                ("taskUUID", JSONText.quoted(image.taskUUID.text)),
            ]
            if let cost = image.cost { members.append(("cost", cost.jsonNumber)) }
            members.append(("seed", String(image.seed)))
            if let flagged = image.flagged { members.append(("NSFWContent", flagged ? "true" : "false")) }
            members.append((image.output.member, JSONText.quoted(image.output.text)))
            return JSONText.object(members)
        }
    }
}

/// A finished image as it is handed over (contract 4.2).
struct OutgoingImage: Hashable, Sendable {
    var taskUUID: TaskUUID
    var imageUUID: TaskUUID
    var seed: UInt64
    /// Only when the request asked for it.
    var cost: Money?
    /// Only when the content check ran.
    var flagged: Bool?
    var output: OutgoingOutput
}

/// The picture, or the way to it.
enum OutgoingOutput: Hashable, Sendable {
    case url(String)
    case base64(String)
    case dataURI(String)

    var member: String {
        switch self {
        case .url: "imageURL"
        case .base64: "imageBase64Data"
        case .dataURI: "imageDataURI"
        }
    }

    var text: String {
        switch self {
        case .url(let text), .base64(let text), .dataURI(let text): text
        }
    }
}

/// A whole reply of a request-and-answer transport.
struct OutgoingReply: Hashable, Sendable {
    var items: [OutgoingItem] = []
    var errors: [ServiceError] = []

    /// 200 when anything succeeded, else the status of the first error (contract 5.2).
    var status: Int {
        guard items.isEmpty, let first = errors.first else { return 200 }
        return first.httpStatus ?? 400
    }

    /// `data` is always an array; `errors` is there only when there are some (contract 12.1).
    var jsonText: String {
        var members = [("data", "[" + items.map(\.jsonText).joined(separator: ",") + "]")]
        if !errors.isEmpty {
            members.append(("errors", "[" + errors.map(\.jsonText).joined(separator: ",") + "]"))
        }
        return JSONText.object(members)
    }
}

extension ServiceError {
    /// The error as a JSON object: one parameter is a string, several are an array (contract 5.1, 12.3).
    var jsonText: String {
        var members = [("code", JSONText.quoted(code)), ("message", JSONText.quoted(message))]
        if let only = parameters.first, parameters.count == 1 {
            members.append(("parameter", JSONText.quoted(only)))
        } else if !parameters.isEmpty {
            members.append(("parameter", Self.jsonList(parameters)))
        }
        func add(_ name: String, _ text: String?) {
            if let text { members.append((name, JSONText.quoted(text))) }
        }
        add("type", type)
        if let allowedValues { members.append(("allowedValues", allowedValues)) }
        add("responseContent", responseContent)
        add("documentation", documentation)
        add("taskType", taskType)
        add("taskUUID", taskUUID)
        return JSONText.object(members)
    }
}
