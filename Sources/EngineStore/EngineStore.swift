package import EngineCore
package import EngineModel
import GRDB
package import RunwareAPI

/// The engine's ports on SQLite and files: journal, history, media, raw answers.
///
/// It holds what the program must not lose: frozen requests, attempts, results, what was spent, drafts. It decides
/// nothing about jobs, knows no transport and no screen, keeps no key, and never waits on the cooperative pool: the
/// database has queues of its own, files of images a queue of theirs.
///
/// Layout below the data folder (0700, files 0600): `easel.sqlite`, `sent.log`, `images/<yyyy-mm>/<result>.<ext>`,
/// `owners/<owner>.lock`, `import.lock`, `spool/<task>-….answer`.
package struct EngineStore: Sendable {
    let folder: DataFolder
    let database: StoreDatabase
    let owner: OwnerLock
    let media: MediaFiles
    let spool: SpoolFiles
    let watch: StoreWatch
    let words: WordPurge
    let chores: Chores
    let now: @Sendable () -> Timestamp
    /// What the user should know of how the store had to be opened; nil when all is as usual.
    package let notice: String?
    /// Whether tasks of a database that was set aside may still be collected by the log of sent tasks.
    package let mayHaveForgotten: Bool

    /// Opens or makes the store and brings it up to date. Blocks, for some milliseconds as a rule and for as long as
    /// another copy takes to open at the same time: call it on a thread of your own.
    ///
    /// A damaged database is set aside, which the notice says, and a fresh one begun; not while another copy has it open.
    /// What is not ours, is newer or cannot be written is left alone.
    ///
    /// - Parameters:
    ///   - dataDirectory: absolute path; made (0700) when it is not there.
    ///   - ownerBits: the fresh identity under which this process owns its jobs.
    ///   - now: the wall clock, for the log of sent tasks and the folders of months.
    package static func open(
        dataDirectory: String, ownerBits: TaskUUID,
        now: @escaping @Sendable () -> Timestamp = { SystemEngineClock().now() }
    ) throws(StoreFailure) -> EngineStore {
        let folder = DataFolder(dataDirectory)
        try folder.prepare()
        let gate = try OwnerGate(folder)
        defer { gate.release() }
        let opened = try DatabaseOpening(folder: folder, now: now()).open()
        let (database, notices) = (opened.database, opened.notices)
        let owner = try OwnerLock(ownerBits, in: folder)
        // SQLite syncs its log, not the log's name in the folder.
        try Disk.syncFolder(folder.path)
        let watch = StoreWatch(folder: folder.path, log: folder.logName) { database.changesByOthers() }
        let recently = now().adding(milliseconds: -JobQueue.collectedFor)
        return EngineStore(
            folder: folder, database: database, owner: owner, media: MediaFiles(folder: folder),
            spool: SpoolFiles(folder: folder), watch: watch, words: WordPurge(database), chores: Chores(), now: now,
            notice: notices.isEmpty ? nil : notices.joined(separator: "; "),
            mayHaveForgotten: SettingAside.happened(in: folder, since: recently))
    }

    /// Waits for running statements, closes the database and gives up what this process owned. Later calls of anything
    /// here fail.
    package func close() async {
        watch.stop()
        await chores.end()
        await words.end()
        await database.close()
        owner.release()
    }
}
