import Foundation
import RunwareAPI

/// What the service says to the authentication task (contract 2.2).
enum LoginAnswer: Hashable {
    /// Tasks travel in this session from now on.
    case session(String)
    case refused([ServiceError])

    /// Longest answer that is read, in bytes; images that are pushed to a resumed session are longer.
    private static let longest = 64 * 1024

    /// Reads a frame that came before any task was sent; nil when it is about something else.
    init?(_ frame: Data) {
        guard frame.count <= Self.longest, let json = try? JSONValue(parsing: frame) else { return nil }
        let items: [JSONValue] =
            switch json["data"] {
            case .array(let items)?: items
            case let item?: [item]
            case nil: []
            }
        for item in items where item["taskType"]?.string == "authentication" {
            guard let session = item["connectionSessionUUID"]?.string, (1...128).contains(session.utf8.count) else {
                // Official clients take a login without a session for none, too.
                self = .refused([ServiceError(code: ServiceError.unnamedCode, message: "a login without a session")])
                return
            }
            self = .session(session)
            return
        }
        // An error that names a task answers an earlier sending of it.
        guard let errors = ServiceReply(parsing: frame)?.errors.filter({ $0.taskUUID?.isEmpty ?? true }),
            !errors.isEmpty
        else { return nil }
        self = .refused(errors)
    }
}
