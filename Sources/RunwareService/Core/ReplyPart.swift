import RunwareAPI

/// What the core says about one message, piece by piece and as it happens.
struct ReplyPart: Sendable {
    enum Content: Sendable {
        case item(OutgoingItem)
        case error(ServiceError)
        /// The service stops; what was accepted goes on when it next runs. There is nothing true to answer.
        case interrupted
    }

    /// Index of the task in its message, then of the result in its task: the order in which a whole reply names them.
    var task: Int
    var position = 0
    var content: Content
}

extension OutgoingReply {
    /// Gathers the parts of a reply in the order of the message; nil when the service stopped meanwhile.
    init?(gathering parts: AsyncStream<ReplyPart>) async {
        var gathered: [ReplyPart] = []
        for await part in parts {
            if case .interrupted = part.content { return nil }
            gathered.append(part)
        }
        gathered.sort { ($0.task, $0.position) < ($1.task, $1.position) }
        for part in gathered {
            switch part.content {
            case .item(let item): items.append(item)
            case .error(let error): errors.append(error)
            case .interrupted: break
            }
        }
    }
}
