package import RunwareAPI

/// One API task of a job, under a UUID of its own.
package struct Attempt: Hashable, Sendable {
    package let taskUUID: TaskUUID
    /// Images asked for by this attempt: all of the job's, or those that are missing.
    package let asked: Int
    /// A seed of ours that stands for the request's in this attempt: set when only missing images are asked for.
    package let seed: UInt64?
    package let startedAt: Timestamp
    /// Whether a byte of the request may have left this machine.
    package var bytesWritten = false
    /// Whether a complete verdict is known; until then no other UUID is used (product §5 rule 2).
    package var hasVerdict = false
    /// Error items that are verdicts on images of this attempt, as far as they are known; durable with the verdict.
    package var errors: [ServiceError] = []

    package init(taskUUID: TaskUUID, asked: Int, seed: UInt64? = nil, startedAt: Timestamp) {
        self.taskUUID = taskUUID
        self.asked = asked
        self.seed = seed
        self.startedAt = startedAt
    }

    /// Takes the errors of what became known: a poll tells all there are so far, a frame those that are new.
    mutating func learn(_ progress: ReplyReading.Progress) {
        errors = progress.isCumulative ? progress.errors : errors + progress.errors
    }

    /// The task that this attempt sends: the frozen request, or what of it is still missing.
    package func task(of request: ImageRequest) -> ImageInference {
        var request = request
        request.parameters.numberResults = asked
        if let seed { request.parameters.seed = seed }
        return ImageInference(taskUUID: taskUUID, request: request)
    }
}
