package import RunwareAPI

/// What the queue asks the outside to do.
package enum QueueAction: Hashable, Sendable {
    /// Make these entries durable in one transaction; only then perform the rest. When the write fails, report
    /// `writeFailed` and send nothing; bytes that were paid for are kept all the same.
    case write([JournalEntry], then: [QueueAction])
    /// Send this task of this job; its attempt is durable.
    case send(JobID, ImageInference)
    /// Ask the service about tasks that were sent before, in one message.
    case collect([CollectQuestion])
    /// Fetch the file behind the link of this result into the data folder; its row is durable.
    case fetch(ResultID, url: String, OutputFormat)
    /// Write these bytes into the data folder as the file of this result.
    case keep(ResultID, bytes: ReplyBytes)
    /// What was kept of the raw answers about these tasks is not needed any more: all of it is durable elsewhere.
    case forget([TaskUUID])
    /// Call `tick` at this time.
    case wake(at: Timestamp)
    /// Tell whoever waits that the job has reached an end, for now or for good.
    case settled(JobID)
}

/// The bytes of an image that came inside the answer.
package struct ReplyBytes: Hashable, Sendable {
    package let output: ReplyOutput?
    package let format: OutputFormat

    package init(output: ReplyOutput?, format: OutputFormat) {
        self.output = output
        self.format = format
    }
}

/// One durable change. Entries of one `write` stand or fall together.
package enum JournalEntry: Hashable, Sendable {
    /// A new job, queued.
    case submitted(Job)
    /// The job enters `sending` under this attempt; its UUID also goes to the plain log of sent tasks.
    case sending(JobID, Attempt)
    /// State, failure, service or times of a job changed, or whether its attempts have a verdict; results did not.
    case changed(Job)
    /// A new result of a job.
    case result(JobID, ImageResult)
    /// The file of a result.
    case media(ResultID, MediaState)
    /// These jobs stand in this order from now on: they exchange their places among themselves, and no other job moves.
    /// One that is gone meanwhile is left out.
    case ordered([JobID])
    /// The socket session in which this process's tasks travel, for whoever has to take them over.
    case session(String, ServiceIdentity)

    /// The job that it concerns; nil for the file of a result, an order and a session.
    package var jobID: JobID? {
        switch self {
        case .submitted(let job), .changed(let job): job.id
        case .sending(let id, _), .result(let id, _): id
        case .media, .ordered, .session: nil
        }
    }
}

/// Why nothing is sent.
package enum PauseReason: Hashable, Sendable {
    /// The user paused.
    case user
    /// Unsent jobs of an earlier run wait for a key press; jobs of this run are sent all the same.
    case restored
    /// The service refused the key; its own words are with the job that was refused.
    case keyRefused
    /// The credit is too low.
    case creditTooLow
    /// The service cannot be reached.
    case unreachable(ConnectionFault)
    /// The journal cannot be written.
    case storeFailed(String)
}
