import EngineCore
import Foundation
import GRDB
import Glibc

/// The opened database: one writing connection with `synchronous` FULL, and readers beside it where the write-ahead log
/// works.
struct StoreDatabase: Sendable {
    let path: String
    /// What the user should know of how it had to be opened.
    let notice: String?
    private let writer: any DatabaseWriter

    /// Opens the file and brings it up to date. Blocks.
    init(path: String, mounts: MountTable = .current) throws(StoreFailure) {
        self.path = path
        do {
            (writer, notice) = try Self.openWriter(path, mounts: mounts)
            try StoreMigrations.migrator.migrate(writer)
        } catch {
            throw StoreFailure(error, path: path)
        }
    }

    /// Refuses a file that is no database of ours, is damaged, or belongs to a newer version, without writing to it.
    ///
    /// - Parameter closely: whether every page is looked at, and not only the first ones.
    static func inspect(
        _ path: String, closely: Bool = false, patience: TimeInterval = patience
    ) throws(StoreFailure) {
        guard access(path, F_OK) == 0 else { return try inspectLog(of: path) }
        // SQLite takes a file that is too short for a database for an empty one, and would write over it.
        let start = try Disk.start(of: path, count: 512)
        if start.isEmpty { return try inspectLog(of: path) }
        guard start.count == 512, start.starts(with: "SQLite format 3\0".utf8) else {
            throw .damaged(path: path, reason: "file is not a database")
        }
        var configuration = connection()
        configuration.readonly = true
        configuration.busyMode = .timeout(patience)
        do {
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            // A reader that cannot be closed is closed by its deinit.
            defer { try? queue.close() }
            try queue.read { database in
                try StoreMigrations.check(database, path: path)
                let search = DamageSearch(database: database)
                try search.glance()
                if closely { try search.whole(path: path) }
            }
        } catch {
            // Without shared memory a read-only connection cannot read a write-ahead log; the fallback checks again.
            if let error = error as? DatabaseError, lacksWriteAheadLog(error) { return }
            throw StoreFailure(error, path: path)
        }
    }

    /// SQLite would delete a log whose database is empty.
    private static func inspectLog(of path: String) throws(StoreFailure) {
        guard Disk.holdsSomething(path + "-wal") else { return }
        throw .damaged(path: path, reason: "it is empty, and its log is not")
    }

    /// Runs a transaction on the writing connection. It is not cancelled with the calling task: what was paid for has to
    /// be written whoever still waits.
    func write<Value: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws(StoreFailure) -> Value {
        try await onWriter { try Self.transaction($0, body) }
    }

    /// Runs on the writing connection, outside a transaction.
    func onWriter<Value: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws(StoreFailure) -> Value {
        let path = path
        let result: Result<Value, StoreFailure> = await withCheckedContinuation { continuation in
            writer.asyncWriteWithoutTransaction { database in
                continuation.resume(
                    returning: Result { try body(database) }.mapError { StoreFailure($0, path: path) })
            }
        }
        return try noting { () throws(StoreFailure) in try result.get() }
    }

    /// Reads one consistent state; ends early when the calling task is cancelled.
    func read<Value: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws(StoreFailure) -> Value {
        do {
            return try await writer.read(body)
        } catch {
            let failure = StoreFailure(error, path: path)
            return try noting { () throws(StoreFailure) in throw failure }
        }
    }

    /// Damage that is met while the program runs is looked into at the next start.
    private func noting<Value>(_ outcome: () throws(StoreFailure) -> Value) throws(StoreFailure) -> Value {
        do throws(StoreFailure) {
            return try outcome()
        } catch {
            if case .damaged = error { Suspicion(path).raise() }
            throw error
        }
    }

    /// Takes the write lock first, so that what is read inside cannot be changed by another copy before the commit.
    static func transaction<Value>(_ database: Database, _ body: (Database) throws -> Value) throws -> Value {
        try database.beginTransaction(.immediate)
        do {
            let value = try body(database)
            DiskWaits.note()
            try database.commit()
            return value
        } catch {
            // The first error counts; SQLite may have rolled back by itself.
            try? database.rollback()
            throw error
        }
    }

    /// Looks whether the index of words fits the history, and makes it anew where not. Blocks; returns whether it did.
    func mendSearch() throws(StoreFailure) -> Bool {
        do {
            return try writer.writeWithoutTransaction { database in
                try Self.transaction(database) { try DamageSearch(database: $0).mendSearch() }
            }
        } catch {
            throw StoreFailure(error, path: path)
        }
    }

    /// SQLite's count of changes that other connections made, as the writing connection sees it; nil once it is closed.
    /// Blocks.
    func changesByOthers() -> Int64? {
        try? writer.writeWithoutTransaction { try Int64.fetchOne($0, sql: "PRAGMA data_version") }
    }

    /// Moves the write-ahead log into the database and cuts it off, so that what was deleted stands in neither. Where
    /// somebody reads for longer than a moment, some of it stays until the next time.
    func emptyLog() async {
        try? await onWriter { try Self.emptyLog($0) }
    }

    private static func emptyLog(_ database: Database) throws {
        // Readers of our own that have just got their answer end within it; writers wait for it.
        try database.execute(sql: "PRAGMA busy_timeout = 100")
        defer { try? database.execute(sql: "PRAGMA busy_timeout = \(Int(patience * 1000))") }
        _ = try Row.fetchOne(database, sql: "PRAGMA wal_checkpoint(TRUNCATE)")
    }

    /// Waits for running statements and closes.
    func close() async {
        let writer = writer
        await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
            DispatchQueue.global().async {
                // A reader closes last, who leaves the log as it is.
                try? writer.writeWithoutTransaction { try Self.emptyLog($0) }
                // Nobody can do anything about a connection that does not close; the process end closes it.
                try? writer.close()
                continuation.resume()
            }
        }
    }

    // MARK: Opening

    /// Seconds to wait for another copy's transaction.
    static let patience: TimeInterval = 5

    /// How many rows one transaction of a long change takes, so that it ends long before that.
    static let rowsTogether = 200

    private static func connection() -> Configuration {
        var configuration = Configuration()
        configuration.busyMode = .timeout(patience)
        configuration.label = "easel.store"
        // Debian's SQLite does so by itself; others leave what was deleted in the file.
        configuration.prepareDatabase { try $0.execute(sql: "PRAGMA secure_delete = ON") }
        return configuration
    }

    private static let aloneNotice = """
        this data folder serves one copy of Easel at a time: its file system has no shared memory for SQLite's \
        write-ahead log, so a rollback journal is used
        """

    private static func openWriter(
        _ path: String, mounts: MountTable
    ) throws -> (any DatabaseWriter, notice: String?) {
        if mounts.isOnNetwork(path) { return (try openAlone(path), aloneNotice) }
        do {
            let pool = try DatabasePool(path: path, configuration: connection())
            // GRDB sets NORMAL itself after every other preparation, hence after opening.
            try pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
            return (pool, nil)
        } catch let error as DatabaseError where lacksWriteAheadLog(error) {
            return (try openAlone(path), aloneNotice)
        }
    }

    /// With the exclusive lock a write-ahead log left by another machine can be read without shared memory.
    private static func openAlone(_ path: String) throws -> DatabaseQueue {
        var configuration = connection()
        configuration.prepareDatabase { try $0.execute(sql: "PRAGMA locking_mode = EXCLUSIVE") }
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        try queue.read { try StoreMigrations.check($0, path: path) }
        try queue.writeWithoutTransaction { database in
            let mode = try String.fetchOne(database, sql: "PRAGMA journal_mode = DELETE")
            guard mode == "delete" else { throw DatabaseError(message: "the journal mode stays \(mode ?? "unknown")") }
            // EXTRA also syncs the folder after the journal is deleted, which the write-ahead log does not need.
            try database.execute(sql: "PRAGMA synchronous = EXTRA")
            try database.execute(sql: "BEGIN EXCLUSIVE; COMMIT")
        }
        return queue
    }

    private static func lacksWriteAheadLog(_ error: DatabaseError) -> Bool {
        switch error.resultCode {
        case .SQLITE_CANTOPEN, .SQLITE_IOERR, .SQLITE_PROTOCOL, .SQLITE_READONLY: true
        case .SQLITE_ERROR: error.message?.contains("WAL") == true
        default: false
        }
    }
}
