import Foundation

/// The shapes of a reply's outer object (contract 5.1): `data`, `errors`, singular `error`, a bare array of errors,
/// one bare error, and the legacy numeric form (2.2).
struct ReplyEnvelope: Decodable {
    var items: [ReplyItem] = []
    var errors: [ServiceError] = []
    /// JSON, but nothing of ours in it.
    var isForeign = false

    /// What was read; nil when none of it is the service's.
    var reply: ServiceReply? { isForeign ? nil : ServiceReply(items: items, errors: errors) }

    private enum Member: String, CodingKey {
        case data, errors, error, code, message, errorMessage, errorId, taskUUID, taskType
    }

    init(from decoder: any Decoder) throws {
        // Asked in this order, and for nothing that is not there: every question that fails costs more than an answer.
        guard let container = try? decoder.container(keyedBy: Member.self) else {
            errors = try decoder.singleValueContainer().decode([JSONValue].self).compactMap(ServiceError.init(json:))
            isForeign = errors.isEmpty
            return
        }
        if let data = try? container.decode([ItemDecoding].self, forKey: .data) {
            items = data.compactMap(\.item)
        } else if let one = try? container.decode(ItemDecoding.self, forKey: .data) {
            items = one.item.map { [$0] } ?? []
        }
        for member in [Member.errors, .error] where container.contains(member) {
            guard let json = try? container.decode(JSONValue.self, forKey: member) else { continue }
            if case .array(let values) = json {
                errors += values.compactMap(ServiceError.init(reported:))
            } else if var error = ServiceError(reported: json) {
                error.taskUUID = error.taskUUID ?? (try? container.decode(String.self, forKey: .taskUUID))
                error.taskType = error.taskType ?? (try? container.decode(String.self, forKey: .taskType))
                errors.append(error)
            }
        }
        // A bare error names itself by a code; a `message` alone is any gateway's.
        if errors.isEmpty, items.isEmpty, let json = try? JSONValue(from: decoder),
            json["code"]?.string != nil || json["errorMessage"]?.string != nil, let error = ServiceError(json: json)
        {
            errors.append(error)
        }
        isForeign = errors.isEmpty && items.isEmpty && !container.contains(.data) && !container.contains(.errors)
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

/// One item of `data`. A member of a wrong type costs that member, never the item: the image may have been paid for.
private struct ItemDecoding: Decodable {
    /// Nil when the place of the item holds no object.
    private(set) var item: ReplyItem?

    private enum Member: String, CodingKey {
        case taskType, taskUUID, imageUUID, imageURL, imageBase64Data, imageDataURI, seed, cost, status, error, pong
        case response, request
        case nsfw = "NSFWContent"
    }

    init(from decoder: any Decoder) throws {
        guard let container = try? decoder.container(keyedBy: Member.self) else { return }
        var members = ItemMembers(container: container)
        var item = ReplyItem()
        item.taskType = members.read(.taskType)
        item.taskUUID = members.read(.taskUUID)
        item.imageUUID = members.read(.imageUUID)
        item.nsfw = members.read(.nsfw)
        item.status = members.read(.status)
        item.pong = members.read(.pong) ?? false
        item.seed = members.value(.seed) { (json: JSONValue) in
            guard case .integer(let integer) = json else { return nil }
            return UInt64(exactly: integer)
        }
        item.cost = members.value(.cost) { Money(dollars: $0) }
        item.output =
            members.value(.imageURL) { (url: String) in url.isEmpty ? nil : .url(url) }
            ?? members.value(.imageBase64Data) { Self.bytes(ofBase64: $0) }
            ?? members.value(.imageDataURI) { Self.bytes(ofBase64: $0) }
        item.error = Self.error(of: item, in: decoder, reported: members.read(.error))
        if item.taskType == ReplyItem.detailsType {
            item.details = members.value(.response) { (envelope: ReplyEnvelope) in envelope.reply }
            item.request = members.read(.request)
        } else if item.taskType == ReplyItem.accountType {
            item.account = (try? JSONValue(from: decoder)).flatMap(AccountDetails.init(json:))
        }
        item.unusable = members.unusable
        self.item = item
    }

    /// The failure of an item: in its `error` member, or beside `status:"error"` in the item itself.
    private static func error(of item: ReplyItem, in decoder: any Decoder, reported: JSONValue?) -> ServiceError? {
        var found: ServiceError?
        if case .array(let several)? = reported {
            found = several.lazy.compactMap(ServiceError.init(reported:)).first
        } else if let reported {
            found = ServiceError(reported: reported)
        }
        if found == nil, item.status == "error" {
            found =
                (try? JSONValue(from: decoder)).flatMap(ServiceError.init(json:))
                ?? ServiceError(
                    code: ServiceError.unnamedCode, message: "the service reported an error without details")
        }
        guard var error = found else { return nil }
        error.taskUUID = error.taskUUID ?? item.taskUUID
        error.taskType = error.taskType ?? item.taskType
        error.status = error.status ?? item.status
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
        let container: KeyedDecodingContainer<Member>
        var unusable: [String] = []

        /// The value of a member; nil when it is absent or null, or of another type, which is noted.
        mutating func read<Value: Decodable>(_ member: Member) -> Value? {
            value(member) { $0 }
        }

        /// The value of a member after a conversion that may refuse it, which is noted too.
        mutating func value<Raw: Decodable, Value>(_ member: Member, _ convert: (Raw) -> Value?) -> Value? {
            do {
                guard let raw = try container.decodeIfPresent(Raw.self, forKey: member) else { return nil }
                if let value = convert(raw) { return value }
            } catch {}
            unusable.append(member.rawValue)
            return nil
        }
    }
}
