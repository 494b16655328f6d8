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

    @Test("a data folder below a file is refused")
    func belowFile() async throws {
        let folder = try StoreFolder()
        try Disk.write("text".data, to: folder.data)
        let failure = await #expect(throws: StoreFailure.self) { try await folder.open() }
        #expect(failure == .cannotWrite(path: folder.data, reason: "Not a directory"))
    }

    @Test("a folder in the place of the database is named with the system's words")
    func folderForFile() async throws {
        let folder = try StoreFolder()
        try Disk.makeFolder(folder.database)
        let failure = await #expect(throws: StoreFailure.self) { try await folder.open() }
        #expect(failure == .cannotWrite(path: folder.database, reason: "Is a directory"))
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
            throws: StoreFailure.busy(path: folder.database)
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

    @Test("a full disk is said to be full, in SQLite's words, and another folder is not advised")
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
        #expect(failure == .full(path: folder.database, reason: "database or disk is full"))
        #expect(failure?.sentence.contains("free some space on its disk") == true)
        #expect(failure?.sentence.contains("XDG_DATA_HOME") == false)
        #expect(try await store.number("SELECT count(*) FROM jobs") == 0)
    }

    @Test("errors of files without room are told from those of files that cannot be written")
    func errnos() {
        for number in [ENOSPC, EDQUOT] {
            #expect(Disk.failure("/x", number) == .full(path: "/x", reason: Disk.words(number)))
        }
        #expect(Disk.failure("/x", EACCES) == .cannotWrite(path: "/x", reason: "Permission denied"))
    }
}
