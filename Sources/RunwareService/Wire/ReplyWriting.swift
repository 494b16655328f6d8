import RunwareAPI

/// One item of a reply's `data`.
enum OutgoingItem: Hashable, Sendable {
    case pong
    /// The answer to an `authentication` task.
    case session(TaskUUID)
    /// The receipt of an async task: type and UUID, nothing more (contract 12.1).
    case acknowledgement(TaskUUID)
    case image(OutgoingImage)
    /// In a poll: the task has results to come.
    case processing(TaskUUID)
    /// In a poll over a socket: one failed result among others that did not fail (contract 12.1).
    case failure(ServiceError)
    case details(OutgoingDetails)
    case account(OutgoingAccount)

    /// The item as a JSON object. Prompt, size and addresses of the client are never echoed (contract 4.2, 12.1).
    var jsonText: String {
        switch self {
        case .pong:
            JSONText.object([("taskType", "\"ping\""), ("pong", "true")])
        case .session(let session):
            JSONText.object([
                ("taskType", "\"authentication\""), ("connectionSessionUUID", JSONText.quoted(session.text)),
            ])
        case .acknowledgement(let taskUUID): JSONText.object(Self.identity(taskUUID.text))
        case .processing(let taskUUID): JSONText.object(Self.identity(taskUUID.text) + [("status", "\"processing\"")])
        case .failure(let error):
            JSONText.object(
                Self.identity(error.taskUUID ?? "") + [("status", "\"error\""), ("error", error.jsonText)])
        case .image(let image): image.jsonText
        case .details(let details): details.jsonText
        case .account(let account): account.jsonText
        }
    }

    private static func identity(_ taskUUID: String) -> [(String, String)] {
        [("taskType", "\"imageInference\""), ("taskUUID", JSONText.quoted(taskUUID))]
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
    /// Whether `status:"success"` stands in it: in polls and over sockets, not in a sync reply (contract 12.1).
    var saysSuccess = false

    var jsonText: String {
        var members = [
            ("taskType", "\"imageInference\""), ("imageUUID", JSONText.quoted(imageUUID.text)),
            ("taskUUID", JSONText.quoted(taskUUID.text)),
        ]
        if saysSuccess { members.append(("status", "\"success\"")) }
        if let cost { members.append(("cost", cost.jsonNumber)) }
        members.append(("seed", String(seed)))
        if let flagged { members.append(("NSFWContent", flagged ? "true" : "false")) }
        members.append((output.member, JSONText.quoted(output.text)))
        return JSONText.object(members)
    }
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

/// A whole reply of a request-and-answer transport, or one frame of a socket.
struct OutgoingReply: Hashable, Sendable {
    var items: [OutgoingItem] = []
    /// Refusals of what was sent.
    var errors: [ServiceError] = []
    /// Failed generations: they alone say `status:"error"` (contract 5.1).
    var failures: [ServiceError] = []

    /// 200 when anything succeeded, else the status of the first error (contract 5.2).
    var status: Int {
        guard items.isEmpty, let first = errors.first ?? failures.first else { return 200 }
        return first.httpStatus ?? 400
    }

    /// `data` is always an array; `errors` is there only when there are some (contract 12.1).
    var jsonText: String {
        var members = [("data", Self.array(items.map(\.jsonText)))]
        if let errorList { members.append(("errors", errorList)) }
        return JSONText.object(members)
    }

    /// The same as the text of a socket's frame, which holds either data or errors: a client handles the errors and
    /// drops the data (contract 12.1). Items win; the caller sees to it that there is nothing to lose.
    var frameText: String {
        guard items.isEmpty, let errorList else {
            return JSONText.object([("data", Self.array(items.map(\.jsonText)))])
        }
        return JSONText.object([("errors", errorList)])
    }

    private var errorList: String? {
        let all = errors.map(\.jsonText) + failures.map { $0.jsonText(failed: true) }
        return all.isEmpty ? nil : Self.array(all)
    }

    private static func array(_ texts: [String]) -> String { "[" + texts.joined(separator: ",") + "]" }
}

extension ServiceError {
    /// The error as a JSON object: one parameter is a string, several are an array (contract 5.1, 12.3).
    var jsonText: String { jsonText(failed: false) }

    /// - Parameter failed: whether it ended a generation, which `status:"error"` says.
    func jsonText(failed: Bool) -> String {
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
        if failed { add("status", "error") }
        add("documentation", documentation)
        add("taskType", taskType)
        add("taskUUID", taskUUID)
        return JSONText.object(members)
    }
}
