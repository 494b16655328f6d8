package import EngineModel
package import RunwareAPI

/// What the engine writes. Every call is one durable transaction.
package protocol JobJournal: Sendable {
    /// Takes over the unfinished jobs whose owner is gone, oldest first, and makes them this process's own.
    func adopt() async throws(StoreFailure) -> [Job]
    /// Writes entries together; when it returns they survive a power cut.
    func write(_ entries: [JournalEntry]) async throws(StoreFailure)
    /// The newest job with the user's own name for it at this service, that has not failed, been blocked or cancelled.
    func job(named name: TaskUUID, at service: ServiceIdentity) async throws(StoreFailure) -> Job?
}

/// Why the store could not do what was asked.
package enum StoreFailure: Error, Hashable, Sendable {
    /// The folder or file cannot be written, in the system's words.
    case cannotWrite(path: String, reason: String)
    /// The file cannot be read as a database of ours.
    case damaged(path: String, reason: String)
    /// The file was written by a newer version of the program.
    case newer(path: String)
    /// Anything else that the database said.
    case database(String)

    /// One sentence with what to do.
    package var sentence: String {
        switch self {
        case .cannotWrite(let path, let reason):
            "\(path) cannot be written (\(reason)); make it writable or set XDG_DATA_HOME to another folder"
        case .damaged(let path, let reason):
            "\(path) is damaged (\(reason)); move it away and start again, nothing is overwritten"
        case .newer(let path):
            "\(path) was written by a newer Easel; use that version, nothing was changed"
        case .database(let reason):
            "the history database failed: \(reason)"
        }
    }
}
