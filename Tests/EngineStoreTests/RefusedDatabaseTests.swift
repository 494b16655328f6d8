import EngineCore
import EngineModel
import Foundation
import GRDB
import Glibc
import RunwareAPI
import Testing

@testable import EngineStore

/// Databases that cannot be used as they are and are not damaged: each gives one sentence with what to do, and nothing of
/// it changes.
@Suite("Databases that are refused", .timeLimit(.minutes(5)))
struct RefusedDatabaseTests {
    /// A folder with some history, its copy closed.
    private func filled(_ seed: UInt64) async throws -> StoreFolder {
        let folder = try StoreFolder()
        let store = try await folder.open()
        var dice = Dice(seed)
        for _ in 0..<5 { try await store.write(dice.delivered(dice.job()).entries) }
        await store.close()
        chmod(folder.path, 0o755)
        return folder
    }

    /// Every file of the data folder that holds something. The index of the log comes and goes with whoever reads.
    private func state(_ folder: StoreFolder) throws -> [String: Data] {
        var state: [String: Data] = [:]
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.data) where !name.hasSuffix("-shm") {
            let bytes = FileManager.default.contents(atPath: folder.data + "/" + name)
            if bytes?.isEmpty == false { state[name] = bytes }
        }
        return state
    }

    @Test("the database of a newer version")
    func newer() async throws {
        let folder = try StoreFolder()
        let store = try await folder.open()
        try await store.execute("INSERT INTO grdb_migrations (identifier) VALUES ('2 tomorrow')")
        await store.close()
        let before = try state(folder)
        let failure = await #expect(throws: StoreFailure.self) { try await folder.open(owner: 2) }
        #expect(failure == .newer(path: folder.database))
        #expect(failure?.sentence.contains("use that version, nothing was changed") == true)
        #expect(try state(folder) == before)
    }

    @Test("another program's database")
    func foreign() async throws {
        let folder = try StoreFolder()
        try Disk.makeFolder(folder.data)
        let queue = try DatabaseQueue(path: folder.database)
        try await queue.write { try $0.execute(sql: "CREATE TABLE songs (name TEXT)") }
        try queue.close()
        let before = try state(folder)
        let failure = await #expect(throws: StoreFailure.self) { try await folder.open() }
        #expect(failure == .foreign(path: folder.database))
        #expect(failure?.sentence.contains("set XDG_DATA_HOME to another folder, nothing was changed") == true)
        #expect(try state(folder) == before)
    }

    @Test("a folder that cannot be written is named with the system's words")
    func readOnlyFolder() async throws {
        let folder = try await filled(301)
        let before = try state(folder)
        for path in [folder.data, folder.data + "/owners"] { chmod(path, 0o555) }
        defer { for path in [folder.data, folder.data + "/owners"] { chmod(path, 0o700) } }
        let failure = await Nobody.opens(folder.data)
        guard case .cannotWrite(let path, let reason) = failure else {
            Issue.record("\(String(describing: failure))")
            return
        }
        #expect(path.hasPrefix(folder.data) && reason == "Permission denied")
        #expect(failure?.sentence.contains("make it writable or set XDG_DATA_HOME") == true)
        #expect(try state(folder) == before)

        let below = await Nobody.opens(folder.data + "/new")
        #expect(below == .cannotWrite(path: folder.data + "/new", reason: "Permission denied"))
    }

    @Test("a file that cannot be written, or not be read", arguments: [mode_t(0o444), 0])
    func readOnlyFile(mode: mode_t) async throws {
        let folder = try await filled(302)
        let before = try state(folder)
        for path in ["", "/owners", "/images", "/spool", "/owners/gate", "/easel.sqlite"] where geteuid() == 0 {
            chown(folder.data + path, 65_534, 65_534)
        }
        chmod(folder.database, mode)
        #expect(
            await Nobody.opens(folder.data) == .cannotWrite(path: folder.database, reason: "Permission denied"))
        chmod(folder.database, 0o600)
        #expect(try state(folder) == before)
    }

    @Test("a folder in the place of the database")
    func folderForFile() async throws {
        let folder = try StoreFolder()
        try Disk.makeFolder(folder.database)
        let failure = await #expect(throws: StoreFailure.self) { try await folder.open() }
        #expect(failure == .cannotWrite(path: folder.database, reason: "Is a directory"))
    }

    @Test("a damaged database that another copy has open stays where it is")
    func inUse() async throws {
        let folder = try await filled(303)
        let living = try await folder.open(owner: 2)
        // Else the log would bring the first page back when it is closed.
        _ = try await living.number("PRAGMA wal_checkpoint(TRUNCATE)")
        let whole = try folder.bytes(folder.database)
        try Disk.write(
            Data("no database at all, but longer than a header".utf8) + whole.dropFirst(44), to: folder.database)
        let before = try state(folder)
        let failure = await #expect(throws: StoreFailure.self) { try await folder.open(owner: 3) }
        #expect(failure?.sentence.contains("close every Easel and start again") == true)
        #expect(try state(folder) == before)
        await living.close()
        #expect(try await folder.open(owner: 4).notice?.contains("damaged") == true)
    }

    @Test(
        "a disk that is full when it starts, and one that becomes so, in the system's words",
        .enabled(if: SmallDisk.canBeMade))
    func fullDisk() async throws {
        let disk = try SmallDisk(megabytes: 1)
        let data = disk.path + "/data"
        let store = try EngineStore.open(dataDirectory: data, ownerBits: TaskUUID(randomBits: 1, 0))
        var dice = Dice(304)
        var failure: StoreFailure?
        var kept = 0
        while failure == nil, kept < 1000 {
            do throws(StoreFailure) {
                try await store.write([.submitted(dice.job(String(repeating: "fox ", count: 500)))])
                kept += 1
            } catch {
                failure = error
            }
        }
        #expect(kept > 10)
        guard case .full(_, let reason) = failure else {
            Issue.record("\(String(describing: failure))")
            return
        }
        #expect(reason.contains("full") || reason.contains("space"), "\(reason)")
        // What was acknowledged is there, and nothing is damaged.
        #expect(try await store.number("SELECT count(*) FROM jobs") == kept)
        await store.close()
        let second = await Result.of {
            try EngineStore.open(dataDirectory: data, ownerBits: TaskUUID(randomBits: 2, 0))
        }
        switch second {
        case .success(let store):
            #expect(store.notice == nil)
            #expect(try await store.number("SELECT count(*) FROM jobs") == kept)
            #expect(try await store.check() == "ok")
            await store.close()
        case .failure(let error):
            switch error as? StoreFailure {
            case .full, .cannotWrite: break
            default: Issue.record("\(error)")
            }
        }
        #expect(!SettingAside.happened(in: DataFolder(data), since: Timestamp(milliseconds: 0)))
    }

    @Test("a locked database is said to be held by another program, and another folder is not advised")
    func locked() async throws {
        let folder = try await filled(306)
        let store = try await folder.open(owner: 2)
        var configuration = Configuration()
        configuration.allowsUnsafeTransactions = true
        let other = try DatabaseQueue(path: folder.database, configuration: configuration)
        try await other.writeWithoutTransaction { try $0.execute(sql: "BEGIN IMMEDIATE") }
        _ = try await store.number("PRAGMA busy_timeout = 0")
        var dice = Dice(1306)
        let job = dice.job()
        let failure = await #expect(throws: StoreFailure.self) { try await store.write([.submitted(job)]) }
        #expect(failure == .busy(path: folder.database))
        #expect(failure?.sentence.contains("another program holds") == true)
        #expect(failure?.sentence.contains("XDG_DATA_HOME") == false)
        try await other.writeWithoutTransaction { try $0.execute(sql: "ROLLBACK") }
        try await store.write([.submitted(job)])
        try other.close()
    }

    @Test("a network's file system: one copy at a time, and said so")
    func network() async throws {
        let folder = try await filled(305)
        let mounts = MountTable("36 35 98:0 / \(folder.path) rw - nfs4 host:/home rw")
        let database = try StoreDatabase(path: folder.database, mounts: mounts)
        #expect(database.notice?.contains("serves one copy of Easel at a time") == true)
        let failure = #expect(throws: StoreFailure.self) { try StoreDatabase.inspect(folder.database, patience: 0) }
        #expect(failure == .busy(path: folder.database))
        #expect(try await database.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM jobs") } == 5)
        await database.close()
    }
}

extension Result where Failure == any Error {
    fileprivate static func of(_ work: () throws -> Success) async -> Result { Result { try work() } }
}

/// A file system of a given size, which root can mount.
final class SmallDisk: Sendable {
    let path: String

    static let canBeMade = geteuid() == 0 && (try? SmallDisk(megabytes: 1)) != nil

    init(megabytes: Int) throws {
        path = NSTemporaryDirectory() + "easel-disk-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        guard mount("tmpfs", path, "tmpfs", 0, "size=\(megabytes)m") == 0 else {
            rmdir(path)
            throw POSIXError(.EPERM)
        }
    }

    deinit {
        // Files that are still open keep it until they are closed.
        umount2(path, Int32(MNT_DETACH))
        rmdir(path)
    }
}
