package import EngineModel
package import RunwareAPI

/// What the engine writes. Every call is one durable transaction.
package protocol JobJournal: Sendable {
    /// Takes over what processes that are gone left unfinished, and makes it this process's own; ended jobs that are off
    /// the record too, since nobody was shown them.
    func adopt() async throws(StoreFailure) -> Adoption
    /// Makes new jobs durable in one transaction: all of them, or none when they would cross the limit. What every copy
    /// has spent, sent and queued is counted in the same transaction. Without jobs only the limit is checked.
    func submit(_ jobs: [Job], within limit: DayLimit?) async throws(AdmissionFailure)
    /// Writes entries together; when it returns they survive a power cut.
    ///
    /// - Returns: jobs that were deleted for ever: nothing was written about them, and nothing may be sent for them.
    @discardableResult func write(_ entries: [JournalEntry]) async throws(StoreFailure) -> Set<JobID>
    /// Deletes for ever what jobs that were off the record left: rows, raw answers and files. That their tasks existed
    /// stays known, so that nobody takes them for lost.
    func erase(_ jobs: [JobID]) async throws(StoreFailure)
    /// Those of these jobs that were deleted for ever, by whichever copy.
    func erased(among jobs: [JobID]) async throws(StoreFailure) -> Set<JobID>
    /// The newest job with the user's own name for it at this service, that has not failed, been blocked or cancelled.
    func job(named name: TaskUUID, at service: ServiceIdentity) async throws(StoreFailure) -> Job?
    /// The job that sent a task of this UUID.
    func job(task: TaskUUID) async throws(StoreFailure) -> Job?
    /// Tasks that the plain log of sent tasks names and the database does not, since a time: the database was set aside
    /// after they were sent.
    func forgotten(since time: Timestamp) async throws(StoreFailure) -> [ForgottenTask]
    /// Makes a job durable that was found again by the log of sent tasks, as this process's own.
    ///
    /// - Returns: false when its task is known by now, to whichever copy: nothing was written then.
    func recover(_ job: Job) async throws(StoreFailure) -> Bool
    /// How long the last tasks of our own took from sending to verdict, in milliseconds, oldest first, at most so many:
    /// those of real services or those of the local one, which is as quick as it likes.
    func durations(last count: Int, isSimulated: Bool) async throws(StoreFailure) -> [Int64]
    /// A word whenever another process changed the store; ends when the store is closed. One consumer.
    var changes: AsyncStream<Void> { get }
}

/// Why the store could not do what was asked.
package enum StoreFailure: Error, Hashable, Sendable {
    /// The folder or file cannot be written, in the system's words.
    case cannotWrite(path: String, reason: String)
    /// Another program has the file locked, and did not let go of it in time.
    case busy(path: String)
    /// There is no room left for the file, in the system's words.
    case full(path: String, reason: String)
    /// The file cannot be read as a database of ours.
    case damaged(path: String, reason: String)
    /// The file is another program's.
    case foreign(path: String)
    /// The file was written by a newer version of the program.
    case newer(path: String)
    /// Anything else that the database said.
    case database(String)

    /// One sentence with what to do.
    package var sentence: String {
        switch self {
        case .cannotWrite(let path, let reason):
            "\(path) cannot be written (\(reason)); make it writable or set XDG_DATA_HOME to another folder"
        case .busy(let path):
            "another program holds \(path) locked; wait until it is done or close it, then try again"
        case .full(let path, let reason):
            "there is no room left for \(path) (\(reason)); free some space on its disk, then try again"
        case .damaged(let path, let reason):
            "\(path) is damaged (\(reason)); close every Easel and start again: it is then checked and set aside, never "
                + "overwritten, and what was sent is collected"
        case .foreign(let path):
            "\(path) is the database of another program; move it away or set XDG_DATA_HOME to another folder, nothing was "
                + "changed"
        case .newer(let path):
            "\(path) was written by a newer Easel; use that version, nothing was changed"
        case .database(let reason):
            "the history database failed: \(reason)"
        }
    }
}
