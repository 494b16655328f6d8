import RunwareAPI

/// What the core says about one message, piece by piece and as it happens.
struct ReplyPart: Sendable {
    enum Content: Sendable {
        case item(OutgoingItem)
        /// A refusal.
        case error(ServiceError)
        /// Failed results of a task, its last word.
        case failures([ServiceError])
        /// The answer to a `getResponse`, which each transport writes in its own way.
        case report(TaskReport)
        /// The service stops; what was accepted goes on when it next runs. There is nothing true to answer.
        case interrupted
    }

    /// Index of the task in its message, then of the result in its task: the order in which a whole reply names them.
    var task: Int
    var position = 0
    var content: Content
}

/// What has become of an async task so far (contract 3.2).
struct TaskReport: Hashable, Sendable {
    enum Outcome: Hashable, Sendable {
        case image(OutgoingImage)
        case failure(ServiceError)
    }

    var taskUUID: TaskUUID
    /// Whether there is an async task of this UUID. Sync tasks are hidden.
    var isKnown = true
    var isRunning = false
    /// Cumulative, in the order in which they came about.
    var outcomes: [Outcome] = []

    private var failures: [ServiceError] {
        outcomes.compactMap { outcome in
            guard case .failure(var error) = outcome else { return nil }
            // The poll itself may come back as 400 with that error (contract 3.2).
            error.httpStatus = 400
            return error
        }
    }

    /// Over HTTP: items beside top-level errors; nothing for an unknown UUID.
    var reply: OutgoingReply {
        var items = outcomes.compactMap { outcome -> OutgoingItem? in
            guard case .image(let image) = outcome else { return nil }
            return .image(image)
        }
        if isRunning { items.append(.processing(taskUUID)) }
        return OutgoingReply(items: items, failures: failures)
    }

    /// Over a socket: exactly one frame. A failed result stands among the items as long as there are others, for a
    /// client drops the data beside top-level errors (contract 12.1).
    var frame: OutgoingReply {
        guard isKnown else { return OutgoingReply(errors: [.nothingFound(.response(taskUUID))]) }
        guard isRunning || failures.count < outcomes.count else { return OutgoingReply(failures: failures) }
        var items = outcomes.map { outcome -> OutgoingItem in
            switch outcome {
            case .image(let image): .image(image)
            case .failure(let error): .failure(error)
            }
        }
        if isRunning { items.append(.processing(taskUUID)) }
        return OutgoingReply(items: items)
    }
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
            case .failures(let failed): failures += failed
            case .report(let report):
                items += report.reply.items
                failures += report.reply.failures
            case .interrupted: break
            }
        }
    }
}
