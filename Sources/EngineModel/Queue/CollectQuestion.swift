package import RunwareAPI

/// One question about a task that was sent before (contract 3.2, 3.3).
package struct CollectQuestion: Hashable, Sendable {
    package let taskUUID: TaskUUID
    package let kind: Kind

    package enum Kind: String, Hashable, Sendable {
        /// Progress and results of an async task.
        case getResponse
        /// The archive, for finished tasks of either delivery method.
        case getTaskDetails
    }

    package init(_ taskUUID: TaskUUID, _ kind: Kind) {
        self.taskUUID = taskUUID
        self.kind = kind
    }

    /// The task object on the wire.
    package var jsonText: String {
        JSONText.object([
            ("taskType", JSONText.quoted(kind.rawValue)), ("taskUUID", JSONText.quoted(taskUUID.text)),
        ])
    }
}
