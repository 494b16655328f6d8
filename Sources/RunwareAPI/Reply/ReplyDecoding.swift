import Foundation

/// The shapes of a reply's outer object (contract 5.1): `data`, `errors`, singular `error`, a bare array of errors,
/// one bare error, and the legacy numeric form (2.2).
struct ReplyEnvelope {
    var items: [ReplyItem] = []
    var errors: [ServiceError] = []
    /// JSON, but nothing of ours in it.
    var isForeign = false

    /// What was read; nil when none of it is the service's.
    var reply: ServiceReply? { isForeign ? nil : ServiceReply(items: items, errors: errors) }

    init(json: JSONValue) {
        guard case .object(let members) = json else {
            if case .array(let values) = json { errors = values.compactMap(ServiceError.init(json:)) }
            isForeign = errors.isEmpty
            return
        }
        switch members["data"] {
        case .array(let values)?: items = values.compactMap(ReplyItem.init(json:))
        case let one?: items = ReplyItem(json: one).map { [$0] } ?? []
        case nil: break
        }
        for reported in [members["errors"], members["error"]].compactMap(\.self) {
            if case .array(let values) = reported {
                errors += values.compactMap(ServiceError.init(reported:))
            } else if var error = ServiceError(reported: reported) {
                error.taskUUID = error.taskUUID ?? members["taskUUID"]?.string
                error.taskType = error.taskType ?? members["taskType"]?.string
                errors.append(error)
            }
        }
        // A bare error names itself by a code; a `message` alone is any gateway's.
        if errors.isEmpty, items.isEmpty, members["code"]?.string != nil || members["errorMessage"]?.string != nil,
            let error = ServiceError(json: json)
        {
            errors.append(error)
        }
        isForeign = errors.isEmpty && items.isEmpty && members["data"] == nil && members["errors"] == nil
    }
}

extension ServiceError {
    /// Reads one error object in the present or the legacy form; nil when it names neither code nor message.
    package init?(json: JSONValue) {
        guard case .object = json else { return nil }
        let legacy = json["errorMessage"]?.string
        let message = json["message"]?.string ?? legacy
        guard
            let code = json["code"]?.string ?? (legacy == nil ? nil : Self.legacyCode(json))
                ?? message.map({ _ in Self.unnamedCode })
        else { return nil }
        self.init(code: code, message: message ?? code)
        switch json["parameter"] {
        case .text(let name)?: parameters = [name]
        case .array(let names)?: parameters = names.compactMap(\.string)
        default: break
        }
        type = json["type"]?.string
        documentation = json["documentation"]?.string
        taskType = json["taskType"]?.string
        taskUUID = json["taskUUID"]?.string
        status = json["status"]?.string
        responseContent = json["responseContent"]?.string
        allowedValues = json["allowedValues"]?.jsonText
    }

    /// Reads what stands where an error belongs: an error object, or anything else that says something at all. An
    /// error that nobody can read is still an error, never an empty reply.
    init?(reported json: JSONValue) {
        if let error = ServiceError(json: json) {
            self = error
            return
        }
        switch json {
        case .text(let text) where !text.isEmpty: self.init(code: Self.unnamedCode, message: text)
        case .object(let members) where !members.isEmpty:
            self.init(code: Self.unnamedCode, message: String(json.jsonText.prefix(200)))
        default: return nil
        }
    }

    /// The legacy form has numbers only; 19 with content 1212 was the refused key (contract 2.2).
    private static func legacyCode(_ json: JSONValue) -> String {
        if json["errorId"] == .integer(19) { return "invalidApiKey" }
        guard case .integer(let number)? = json["errorId"] else { return unnamedCode }
        return "legacyError\(number)"
    }
}

extension ReplyItem {
    /// Reads one item of `data`; nil when its place holds no object. A member of a wrong type costs that member, never
    /// the item: the image may have been paid for.
    init?(json: JSONValue) {
        guard case .object(let object) = json else { return nil }
        var members = ItemMembers(object)
        taskType = members.text("taskType")
        taskUUID = members.text("taskUUID")
        imageUUID = members.text("imageUUID")
        nsfw = members.value("NSFWContent") { $0.flag }
        status = members.text("status")
        pong = members.value("pong") { $0.flag } ?? false
        seed = members.value("seed") { json in
            guard case .integer(let integer) = json else { return nil }
            return UInt64(exactly: integer)
        }
        cost = members.value("cost") { $0.decimal.flatMap { Money(dollars: $0) } }
        output =
            members.value("imageURL") { $0.readable.flatMap { $0.isEmpty ? nil : .url($0) } }
            ?? members.value("imageBase64Data") { $0.readable.flatMap(Self.bytes(ofBase64:)) }
            ?? members.value("imageDataURI") { $0.readable.flatMap(Self.bytes(ofBase64:)) }
        error = error(reported: members.value("error") { $0 }, in: json)
        if taskType == Self.detailsType {
            details = members.value("response") { ReplyEnvelope(json: $0).reply }
            request = members.value("request") { $0 }
        } else if taskType == Self.accountType {
            account = AccountDetails(json: json)
        }
        unusable = members.unusable
    }

    /// The failure of an item: in its `error` member, or beside `status:"error"` in the item itself.
    private func error(reported: JSONValue?, in json: JSONValue) -> ServiceError? {
        var found: ServiceError?
        if case .array(let several)? = reported {
            found = several.lazy.compactMap(ServiceError.init(reported:)).first
        } else if let reported {
            found = ServiceError(reported: reported)
        }
        if found == nil, status == "error" {
            found =
                ServiceError(json: json)
                ?? ServiceError(
                    code: ServiceError.unnamedCode, message: "the service reported an error without details")
        }
        guard var error = found else { return nil }
        error.taskUUID = error.taskUUID ?? taskUUID
        error.taskType = error.taskType ?? taskType
        error.status = error.status ?? status
        return error
    }

    /// Reads base64 with or without the prefix of a data URI, and with the line breaks that MIME encoders put in.
    private static func bytes(ofBase64 text: String) -> ReplyOutput? {
        var digits = text[...]
        if text.hasPrefix("data:") {
            guard let comma = text.firstIndex(of: ","), text[..<comma].hasSuffix(";base64") else { return nil }
            digits = text[comma...].dropFirst()
        }
        let strict = Data(base64Encoded: String(digits))
        guard let data = strict ?? Data(base64Encoded: digits.filter { !$0.isWhitespace }), !data.isEmpty else {
            return nil
        }
        return .bytes(data)
    }

    /// Members of one item, and the names of those that could not be read.
    private struct ItemMembers {
        private let members: [String: JSONValue]
        private(set) var unusable: [String] = []

        init(_ members: [String: JSONValue]) { self.members = members }

        /// The text of a member; nil when it is absent or null, or none that can be read, which is noted.
        mutating func text(_ name: String) -> String? { value(name) { $0.readable } }

        /// The value of a member after a conversion that may refuse it, which is noted too.
        mutating func value<Value>(_ name: String, _ convert: (JSONValue) -> Value?) -> Value? {
            switch members[name] {
            case nil, .null?: return nil
            case let json?:
                if let value = convert(json) { return value }
                unusable.append(name)
                return nil
            }
        }
    }
}
