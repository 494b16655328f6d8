package import RunwareAPI

/// What processes that are gone left behind, taken over by this one (product §5 rule 7).
package struct Adoption: Hashable, Sendable {
    /// Their unfinished jobs, those that were let go of and whose fate is open, and ended ones of which raw answers are
    /// still kept; oldest first.
    package var jobs: [Job] = []
    /// Their results whose file is not there yet.
    package var files: [MissingFile] = []
    /// Their socket sessions at any service, newest first.
    package var sessions: [OwnerSession] = []

    package init(jobs: [Job] = [], files: [MissingFile] = [], sessions: [OwnerSession] = []) {
        self.jobs = jobs
        self.files = files
        self.sessions = sessions
    }
}

/// A result whose file has still to be fetched or written.
package struct MissingFile: Hashable, Sendable {
    package let result: ResultID
    package let taskUUID: TaskUUID
    package let imageUUID: String
    /// Nil when the bytes came inside the answer.
    package let url: String?
    package let format: OutputFormat

    package init(result: ResultID, taskUUID: TaskUUID, imageUUID: String, url: String?, format: OutputFormat) {
        self.result = result
        self.taskUUID = taskUUID
        self.imageUUID = imageUUID
        self.url = url
        self.format = format
    }
}

/// A task that was sent and of which nothing but its name is known any more.
package struct ForgottenTask: Hashable, Sendable {
    package let taskUUID: TaskUUID
    /// The key of the service that it was sent to.
    package let service: String
    package let sentAt: Timestamp
    /// Whether nothing of it may enter history.
    package let isOffRecord: Bool

    package init(taskUUID: TaskUUID, service: String, sentAt: Timestamp, isOffRecord: Bool = false) {
        self.taskUUID = taskUUID
        self.service = service
        self.sentAt = sentAt
        self.isOffRecord = isOffRecord
    }
}

/// A socket session in which tasks travelled.
package struct OwnerSession: Hashable, Sendable {
    package let session: String
    package let service: ServiceIdentity

    package init(session: String, service: ServiceIdentity) {
        self.session = session
        self.service = service
    }
}
