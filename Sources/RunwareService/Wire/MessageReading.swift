import Foundation
import RunwareAPI

/// One element of a message, as far as it can be understood without knowing other tasks.
enum SentTask: Hashable, Sendable {
    case ping
    /// A key offered in the body, nil when the member is missing or no text; and the session of an earlier connection
    /// that is to go on.
    case authentication(key: String?, session: TaskUUID?)
    /// A task whose members are still unchecked.
    case imageInference(TaskUUID, members: [String: JSONValue])
    case question(Question)
    /// Refused by its type or its UUID.
    case refused(ServiceError)
}

/// A task that only asks: it changes nothing, and its answer is made of what the store holds.
enum Question: Hashable, Sendable {
    /// `getResponse`: what has become of an async task.
    case response(TaskUUID)
    /// `getTaskDetails`: request and outcome of a finished task of either delivery method.
    case details(TaskUUID)
    /// `accountManagement` with the operation `getDetails`. The UUID is the question's own.
    case account(TaskUUID)

    /// Name of the task type.
    var taskType: String {
        switch self {
        case .response: "getResponse"
        case .details: "getTaskDetails"
        case .account: "accountManagement"
        }
    }

    /// The UUID it carried.
    var taskUUID: TaskUUID {
        switch self {
        case .response(let taskUUID), .details(let taskUUID), .account(let taskUUID): taskUUID
        }
    }
}

/// Bytes of a client to tasks, in the order of contract 12.2: JSON, array, task type, task UUID. Pure, and safe for
/// any bytes.
enum MessageReading {
    /// More tasks in one message are refused.
    static let maximumTasks = 100
    /// A request needs four levels; a parser that recurses must not be led deeper than its stack.
    static let maximumDepth = 32
    /// A hundred full tasks have some two thousand commas and brackets. Without a bound a mebibyte of them would keep
    /// a core busy for seconds, even before a key was shown.
    static let maximumElements = 20_000

    /// Reads a message: an array of task objects, or leniently one bare object.
    static func read(_ body: [UInt8]) throws(ServiceError) -> [SentTask] {
        guard isModest(body), let json = try? JSONValue(parsing: Data(body)) else { throw .malformedJSON }
        let elements: [JSONValue]
        switch json {
        case .array(let values): elements = values
        case .object: elements = [json]
        default: throw .notAnArray(found: json.typeName)
        }
        guard !elements.isEmpty else { throw .emptyArray }
        guard elements.count <= maximumTasks else { throw .arrayTooLarge(maximum: maximumTasks) }
        return elements.map(task)
    }

    private static func task(_ json: JSONValue) -> SentTask {
        guard case .object(let members) = json else { return .refused(.notATask(found: json.typeName)) }
        guard let given = members["taskType"] else { return .refused(.missing("taskType", taskType: nil)) }
        switch given.string {
        case "ping": return .ping
        case "authentication":
            return .authentication(
                key: members["apiKey"]?.string,
                session: members["connectionSessionUUID"]?.string.flatMap(TaskUUID.init))
        case "imageInference": return identified(members, "imageInference") { .imageInference($0, members: members) }
        case "getResponse": return identified(members, "getResponse") { .question(.response($0)) }
        case "getTaskDetails": return identified(members, "getTaskDetails") { .question(.details($0)) }
        case "accountManagement": return identified(members, "accountManagement") { account(members, $0) }
        default:
            return .refused(.unsupportedTaskType(given, taskUUID: members["taskUUID"]?.string.flatMap(TaskUUID.init)))
        }
    }

    private static func identified(
        _ members: [String: JSONValue], _ taskType: String, _ task: (TaskUUID) -> SentTask
    ) -> SentTask {
        guard let given = members["taskUUID"] else { return .refused(.missing("taskUUID", taskType: taskType)) }
        guard let text = given.string, let taskUUID = TaskUUID(text) else {
            return .refused(.invalidTaskUUID(taskType: taskType))
        }
        return task(taskUUID)
    }

    private static func account(_ members: [String: JSONValue], _ taskUUID: TaskUUID) -> SentTask {
        guard let operation = members["operation"] else {
            var error = ServiceError.missing("operation", taskType: "accountManagement")
            error.taskUUID = taskUUID.text
            return .refused(error)
        }
        guard operation.string == "getDetails" else { return .refused(.invalidOperation(taskUUID)) }
        return .question(.account(taskUUID))
    }

    /// Whether brackets and commas outside of strings stay within the bounds. Bytes with a zero among them are no UTF-8
    /// JSON, and would be read as another encoding in which this count means nothing.
    private static func isModest(_ body: [UInt8]) -> Bool {
        var depth = 0
        var elements = 0
        var inString = false
        var escaped = false
        for byte in body {
            switch byte {
            case 0: return false
            case _ where escaped: escaped = false
            case UInt8(ascii: "\\"): escaped = inString
            case UInt8(ascii: "\""): inString.toggle()
            case _ where inString: break
            case UInt8(ascii: "["), UInt8(ascii: "{"):
                depth += 1
                elements += 1
                if depth > maximumDepth { return false }
            case UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
            case UInt8(ascii: ","): elements += 1
            default: break
            }
        }
        return elements <= maximumElements
    }
}
