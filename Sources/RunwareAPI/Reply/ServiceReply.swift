package import Foundation

/// One item of a reply's `data`: an image, an acknowledgement, a pong, or a failure in item form (contract 4.2, 3.2).
package struct ReplyItem: Hashable, Sendable {
    package var taskType: String?
    package var taskUUID: String?
    package var imageUUID: String?
    package var output: ReplyOutput?
    package var seed: UInt64?
    package var nsfw: Bool?
    package var cost: Money?
    package var status: String?
    package var pong = false
    /// A failure that arrived as an item with `status:"error"`.
    package var error: ServiceError?
    /// The archived answer to a task, in the item that answers `getTaskDetails` (contract 3.3).
    package var details: ServiceReply?
    /// The task as it was sent, beside `details`.
    package var request: JSONValue?
    /// The account, in the item that answers `accountManagement`.
    package var account: AccountDetails?
    /// Names of members whose value had a type or range that cannot be used; the rest of the item holds.
    package var unusable: [String] = []

    package static let detailsType = "getTaskDetails"
    package static let accountType = "accountManagement"

    package init() {}

    /// Whether this item is a finished image.
    package var isResult: Bool { error == nil && output != nil }
    /// Whether this item only says that a task was accepted or goes on.
    package var isAcknowledgement: Bool {
        error == nil && output == nil && !pong && taskUUID != nil && !isUnusableResult
            && taskType != Self.detailsType && taskType != Self.accountType
    }
    /// Whether a picture was made, and perhaps billed, whose place or bytes cannot be read.
    package var isUnusableResult: Bool {
        error == nil && output == nil && (imageUUID != nil || status == "success")
    }
}

/// Where a picture is.
package enum ReplyOutput: Hashable, Sendable {
    case url(String)
    /// The bytes of the file, decoded from base64 or from a data URI.
    case bytes(Data)
}

/// A reply of the service: items, errors, or both (contract 2.1, 5.1).
package struct ServiceReply: Hashable, Sendable {
    package var items: [ReplyItem] = []
    package var errors: [ServiceError] = []

    package init(items: [ReplyItem] = [], errors: [ServiceError] = []) {
        self.items = items
        self.errors = errors
    }

    /// Reads a body of any documented shape. Nil when it is not JSON or no envelope of the service: a gateway's page,
    /// a cut body.
    package init?(parsing body: Data, httpStatus: Int? = nil) {
        guard let json = try? JSONValue(parsing: body), let reply = ReplyEnvelope(json: json).reply else { return nil }
        self = reply
        if let httpStatus {
            for index in errors.indices { errors[index].httpStatus = httpStatus }
            for index in items.indices { items[index].error?.httpStatus = httpStatus }
        }
    }
}
