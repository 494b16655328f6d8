package import RunwareAPI

/// One API task of a job, under a UUID of its own.
package struct Attempt: Hashable, Sendable {
    package let taskUUID: TaskUUID
    /// Images asked for by this attempt.
    package let asked: Int
    package let startedAt: Timestamp
    /// Whether a byte of the request may have left this machine.
    package var bytesWritten = false
    /// Whether a complete verdict is known; until then no other UUID is used (product §5 rule 2).
    package var hasVerdict = false

    package init(taskUUID: TaskUUID, asked: Int, startedAt: Timestamp) {
        self.taskUUID = taskUUID
        self.asked = asked
        self.startedAt = startedAt
    }
}
