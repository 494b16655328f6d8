import EngineCore
import EngineModel
import Foundation
import GRDB
import Glibc
import RunwareAPI
import Testing

@testable import EngineStore

@Suite("Opening the store")
struct OpeningTests {
    @Test("folders are 0700 and files 0600, even when the umask takes nothing away")
    func modes() async throws {
        let folder = try StoreFolder()
        let before = umask(0)
        defer { umask(before) }
        let store = try await folder.open()
        var dice = Dice(30)
        let (entries, job) = dice.delivered(dice.job())
        try await store.write(entries)
        let result = try #require(job.results.first)
        let image = try await store.store("bytes".data, for: result.id, format: .png)
        for path in ["", "/owners", "/images", "/images/2025-06"] {
            #expect(folder.mode(folder.data + path) == 0o700, "\(path)")
        }
        let lock = "/owners/\(store.owner.owner).lock"
        for path in [
            "/easel.sqlite", "/easel.sqlite-wal", "/easel.sqlite-shm", "/sent.log", "/owners/gate", lock, "/" + image,
        ] {
            #expect(folder.mode(folder.data + path) == 0o600, "\(path)")
        }
    }

    @Test("a folder that cannot be written is named with the system's words, and nothing in it changes")
    func readOnly() async throws {
        let folder = try StoreFolder()
        await (try folder.open()).close()
        let before = try folder.bytes(folder.database)
        chmod(folder.path, 0o755)
        for path in [folder.data, folder.data + "/owners"] { chmod(path, 0o555) }
        defer { for path in [folder.data, folder.data + "/owners"] { chmod(path, 0o700) } }
        let failure = await openAsNobody(folder.data)
        guard case .cannotWrite(let path, let reason) = failure else {
            Issue.record("\(String(describing: failure))")
            return
        }
        #expect(path.hasPrefix(folder.data))
        #expect(reason == "Permission denied")
        #expect(try folder.bytes(folder.database) == before)

        let below = await openAsNobody(folder.data + "/new")
        #expect(below == .cannotWrite(path: folder.data + "/new", reason: "Permission denied"))
    }

    /// Opens on a thread that has no rights beyond its user's, also when the tests are run by root: on Linux the
    /// identity that files are checked against belongs to the thread.
    private func openAsNobody(_ path: String) async -> StoreFailure? {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                if geteuid() == 0, !Self.takeIdentity(65_534) {
                    continuation.resume(returning: nil)
                    return
                }
                do throws(StoreFailure) {
                    _ = try EngineStore.open(dataDirectory: path, ownerBits: TaskUUID(randomBits: 9, 9))
                    continuation.resume(returning: nil)
                } catch {
                    continuation.resume(returning: error)
                }
            }
        }
    }

    /// Calls setfsuid, whose header the Glibc module leaves out.
    private static func takeIdentity(_ user: UInt32) -> Bool {
        guard let symbol = dlsym(nil, "setfsuid") else { return false }
        typealias Function = @convention(c) (UInt32) -> Int32
        let setIdentity = unsafeBitCast(symbol, to: Function.self)
        _ = setIdentity(user)
        // It returns the identity before; asked a second time, the new one.
        return setIdentity(user) == Int32(user)
    }

    @Test("a data folder below a file is refused")
    func belowFile() async throws {
        let folder = try StoreFolder()
        try Disk.write("text".data, to: folder.data)
        let failure = await #expect(throws: StoreFailure.self) { try await folder.open() }
        #expect(failure == .cannotWrite(path: folder.data, reason: "Not a directory"))
    }

    @Test("a file of garbage is called damaged and stays as it is", arguments: [1, 100, 5000, 100_000])
    func garbage(size: Int) async throws {
        let folder = try StoreFolder()
        try Disk.makeFolder(folder.data)
        var dice = Dice(31)
        let bytes = Data((0..<size).map { _ in UInt8.random(in: 1...255, using: &dice) })
        try Disk.write(bytes, to: folder.database)
        let failure = await #expect(throws: StoreFailure.self) { try await folder.open() }
        #expect(failure?.isDamage == true)
        #expect(try folder.bytes(folder.database) == bytes)
    }

    @Test("a database cut inside its first page is called damaged and stays as it is", arguments: [16, 99, 511, 700])
    func cut(length: Int) async throws {
        let folder = try StoreFolder()
        await (try folder.open()).close()
        let bytes = try folder.bytes(folder.database).prefix(length)
        try Disk.write(bytes, to: folder.database)
        let failure = await #expect(throws: StoreFailure.self) { try await folder.open(owner: 2) }
        #expect(failure?.isDamage == true)
        #expect(try folder.bytes(folder.database) == bytes)
    }

    @Test("a folder in the place of the database is named with the system's words")
    func folderForFile() async throws {
        let folder = try StoreFolder()
        try Disk.makeFolder(folder.database)
        let failure = await #expect(throws: StoreFailure.self) { try await folder.open() }
        #expect(failure == .cannotWrite(path: folder.database, reason: "Is a directory"))
    }

    @Test("half a database is called damaged and stays as it is", arguments: [2, 4, 10])
    func half(part: Int) async throws {
        let folder = try StoreFolder()
        let store = try await folder.open()
        var dice = Dice(32)
        for _ in 0..<50 { try await store.write(dice.delivered(dice.job()).entries) }
        await store.close()
        let whole = try folder.bytes(folder.database)
        let bytes = whole.prefix(whole.count / part)
        try Disk.write(bytes, to: folder.database)
        let failure = await #expect(throws: StoreFailure.self) { try await folder.open() }
        #expect(failure?.isDamage == true)
        #expect(try folder.bytes(folder.database) == bytes)
    }

    @Test("the database of a newer version is refused and stays as it is")
    func newer() async throws {
        let folder = try StoreFolder()
        let store = try await folder.open()
        try await store.execute("INSERT INTO grdb_migrations (identifier) VALUES ('2 tomorrow')")
        await store.close()
        let bytes = try folder.bytes(folder.database)
        let failure = await #expect(throws: StoreFailure.self) { try await folder.open(owner: 2) }
        #expect(failure == .newer(path: folder.database))
        #expect(try folder.bytes(folder.database) == bytes)
    }

    @Test("another program's database is refused and stays as it is")
    func foreign() async throws {
        let folder = try StoreFolder()
        try Disk.makeFolder(folder.data)
        let queue = try DatabaseQueue(path: folder.database)
        try await queue.write { try $0.execute(sql: "CREATE TABLE songs (name TEXT)") }
        try queue.close()
        let bytes = try folder.bytes(folder.database)
        let failure = await #expect(throws: StoreFailure.self) { try await folder.open() }
        #expect(failure?.isDamage == true)
        #expect(try folder.bytes(folder.database) == bytes)
    }

    @Test("copies that open one new folder at the same time all succeed")
    func race() async throws {
        let folder = try StoreFolder()
        try await withThrowingTaskGroup(of: EngineStore.self) { group in
            for owner in 1...6 { group.addTask { try await folder.open(owner: UInt64(owner)) } }
            var dice = Dice(33)
            for try await store in group { try await store.write([.submitted(dice.job())]) }
        }
    }

    @Test("without shared memory the store falls back to a rollback journal, alone, and says so")
    func noSharedMemory() async throws {
        let folder = try StoreFolder()
        // A folder in the place of the shared memory file: SQLite cannot have its write-ahead log.
        try Disk.makeFolder(folder.data + "/easel.sqlite-shm")
        let store = try await folder.open()
        #expect(store.notice?.contains("one copy") == true)
        var dice = Dice(34)
        let (entries, job) = dice.delivered(dice.job())
        try await store.write(entries)
        #expect(try await store.stored(job.id) == job)
        #expect(try await store.number("PRAGMA synchronous") == 3)
        #expect(
            throws: StoreFailure.cannotWrite(
                path: folder.database, reason: "another copy of Easel keeps it locked")
        ) {
            try StoreDatabase.inspect(folder.database, patience: 0)
        }
        await store.close()
        #expect(try await folder.open(owner: 2).stored(job.id) == job)
    }

    @Test("on a network's file system the write-ahead log is not even tried")
    func network() async throws {
        let folder = try StoreFolder()
        await (try folder.open()).close()
        let mounts = MountTable("36 35 98:0 / \(folder.path) rw - nfs4 host:/home rw")
        let database = try StoreDatabase(path: folder.database, mounts: mounts)
        #expect(database.notice?.contains("one copy") == true)
        let mode = try await database.onWriter { try String.fetchOne($0, sql: "PRAGMA journal_mode") }
        #expect(mode == "delete")
        await database.close()
    }

    @Test(
        "the mount that holds a folder is found",
        arguments: [
            ("/", false), ("/easel-home", true), ("/easel-home/me/x", true), ("/easel-homes", false),
            ("/easel-home/me/local/x", false),
            ("/mnt/my share/x", true), ("/mnt/my", false), ("/twice/x", false),
        ])
    func mounts(path: String, isNetwork: Bool) {
        let table = MountTable(
            """
            22 1 0:21 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
            23 22 0:22 / /easel-home rw shared:2 master:3 - nfs4 host:/home rw
            24 23 0:23 / /easel-home/me/local rw - xfs /dev/sdb rw
            25 22 0:24 / /mnt/my\\040share rw - cifs //host/share rw
            26 22 0:25 / /twice rw - nfs host:/a rw
            27 26 0:26 / /twice rw - tmpfs tmpfs rw
            nonsense
            """)
        #expect(table.isOnNetwork(path) == isNetwork)
    }

    @Test("as a rule there is nothing to say")
    func notice() async throws {
        let folder = try StoreFolder()
        #expect(try await folder.open().notice == nil)
    }

    @Test("a closed store fails with a typed failure")
    func closed() async throws {
        let folder = try StoreFolder()
        let store = try await folder.open()
        await store.close()
        var dice = Dice(35)
        await #expect(throws: StoreFailure.self) { try await store.write([.submitted(dice.job())]) }
        await #expect(throws: StoreFailure.self) { try await store.page(HistoryQuery(), before: nil, limit: 1) }
    }

    @Test("a full disk is a folder that cannot be written, in SQLite's words")
    func fullDisk() async throws {
        let folder = try StoreFolder()
        let store = try await folder.open()
        let pages = try #require(try await store.number("PRAGMA page_count"))
        _ = try await store.number("PRAGMA max_page_count = \(pages)")
        var dice = Dice(36)
        let jobs = (0..<500).map { _ in dice.job(String(repeating: "fox ", count: 500)) }
        let failure = await #expect(throws: StoreFailure.self) {
            try await store.write(jobs.map(JournalEntry.submitted))
        }
        #expect(failure == .cannotWrite(path: folder.database, reason: "database or disk is full"))
        #expect(try await store.number("SELECT count(*) FROM jobs") == 0)
    }
}

extension StoreFailure {
    fileprivate var isDamage: Bool {
        if case .damaged = self { true } else { false }
    }
}
