package import RunwareAPI

extension ReplyReading {
    /// Reads what the answer to a question says of its task (product §5 rule 2): results and the errors that tell how
    /// it ended are verdict items; any other error is about the question, and the question is asked again.
    ///
    /// - Parameter others: what was asked about the same task in the same message and is answered by this very reply.
    package init(_ reply: ServiceReply?, to question: CollectQuestion, beside others: [CollectQuestion] = []) {
        guard let reply else {
            self = .silence
            return
        }
        func isOurs(_ text: String?) -> Bool { text?.lowercased() == question.taskUUID.text }
        let own = reply.items.filter { isOurs($0.taskUUID) }
        if let archived = own.lazy.compactMap(\.details).first,
            let reading = Self.archived(archived, of: question.taskUUID)
        {
            self = reading
            return
        }
        let polled = own.filter { $0.taskType != ReplyItem.detailsType }
        let errors = polled.compactMap(\.error) + reply.errors.filter { isOurs($0.taskUUID) }
        var progress = Progress()
        // The archive names itself: an image that does not is one that was pushed late, and may not be the last.
        progress.isCumulative = question.kind == .getResponse || !others.isEmpty
        progress.items = polled.filter { $0.error == nil && ($0.output != nil || $0.isUnusableResult) }
        progress.errors = errors.filter(Self.tellsTheEnd)
        progress.isRunning = polled.contains(where: \.isAcknowledgement)
        let absences = errors.filter { $0.category == .notFound }
        if progress.isRunning || !progress.items.isEmpty || !progress.errors.isEmpty {
            self = .progress(progress)
        } else if absences.contains(where: { $0.taskType == question.kind.rawValue }) || absences.count > others.count {
            self = .absent
        } else {
            self = .silence
        }
    }

    /// The archive names the end of a task: images and errors there are final, a timeout too.
    private static func archived(_ reply: ServiceReply, of task: TaskUUID) -> ReplyReading? {
        let items = reply.items.filter { $0.taskUUID.map { $0.lowercased() == task.text } ?? true }
        if items.contains(where: \.isAcknowledgement) { return nil }
        let images = items.filter { $0.error == nil && ($0.output != nil || $0.isUnusableResult) }
        let errors = items.compactMap(\.error) + reply.errors
        guard !images.isEmpty || !errors.isEmpty else { return nil }
        return .complete(items: images, errors: errors)
    }

    /// Whether an error in a poll is the end of the task itself: it says so by its status, and it is neither a conflict
    /// nor a not-found.
    private static func tellsTheEnd(_ error: ServiceError) -> Bool {
        guard error.status == "error", error.code != "conflictTaskUUID" else { return false }
        guard [nil, "imageInference"].contains(error.taskType) else { return false }
        switch error.code {
        case "unknownModel", "taskCancelled": return true
        default: return error.category != .notFound
        }
    }
}
