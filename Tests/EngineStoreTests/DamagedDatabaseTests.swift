import EngineCore
import EngineModel
import Foundation
import GRDB
import Glibc
import RunwareAPI
import Testing

@testable import EngineStore

/// Damaged databases are set aside under a name that is said, byte for byte, and a fresh one is begun.
@Suite("Databases that are damaged", .timeLimit(.minutes(5)))
struct DamagedDatabaseTests {
    /// A closed database with jobs of every kind, as bytes.
    private func sample(_ seed: UInt64, jobs: Int = 60) async throws -> (bytes: Data, tasks: [TaskUUID], log: Data) {
        let folder = try StoreFolder()
        let store = try await folder.open()
        var dice = Dice(seed)
        var tasks: [TaskUUID] = []
        for number in 0..<jobs {
            let (entries, job) = dice.delivered(dice.job("fox number\(number) " + dice.prompt(pieces: 40)))
            try await store.write(entries)
            tasks += job.attempts.map(\.taskUUID)
        }
        await store.close()
        return (try folder.bytes(folder.database), tasks, try folder.bytes(folder.sentLog))
    }

    private func folder(holding bytes: Data, log: Data? = nil) throws -> StoreFolder {
        let folder = try StoreFolder()
        try Disk.makeFolder(folder.data)
        try Disk.write(bytes, to: folder.database)
        if let log { try Disk.write(log, to: folder.sentLog) }
        return folder
    }

    /// The names of what was set aside.
    private func aside(_ folder: StoreFolder) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.data).filter { $0.contains(".damaged-") }.sorted()
    }

    /// Opens, expects the file to be set aside as it was, and a fresh store that works.
    private func expectSetAside(_ folder: StoreFolder, _ comment: Comment) async throws {
        let before = try folder.bytes(folder.database)
        let store = try await folder.open(owner: 2)
        let names = try aside(folder)
        let name = try #require(names.first { !$0.hasSuffix("-wal") && !$0.hasSuffix("-shm") }, comment)
        #expect(name == "easel.sqlite.damaged-2025-06-15T150640.000Z", comment)
        #expect(try folder.bytes(folder.data + "/" + name) == before, comment)
        let notice = try #require(store.notice, comment)
        #expect(notice.contains("it is kept as \(folder.data)/\(name)") && notice.contains("is collected"), comment)
        #expect(store.mayHaveForgotten)
        var dice = Dice(1)
        let (entries, job) = dice.delivered(dice.job())
        try await store.write(entries)
        #expect(try await store.page(HistoryQuery(), before: nil, limit: 5).rows.count == 1, comment)
        #expect(try await store.stored(job.id) == job, comment)
        await store.close()
    }

    @Test("garbage of any length", arguments: [1, 100, 5000, 100_000])
    func garbage(size: Int) async throws {
        var dice = Dice(31)
        let bytes = Data((0..<size).map { _ in UInt8.random(in: 1...255, using: &dice) })
        try await expectSetAside(folder(holding: bytes), "\(size)")
    }

    @Test("a file cut anywhere", arguments: [16, 99, 511, 700, 4096, 5000, 8192, 20_000, 40_961])
    func cut(length: Int) async throws {
        let (bytes, _, _) = try await sample(32)
        try #require(bytes.count > 50_000)
        try await expectSetAside(folder(holding: bytes.prefix(length)), "\(length)")
    }

    @Test("what was sent is named by the log and collected with the fresh database; 8 days later no more")
    func sentLog() async throws {
        let (bytes, tasks, log) = try await sample(33)
        let folder = try folder(holding: bytes.prefix(9000), log: log)
        let store = try await folder.open(owner: 2)
        #expect(try await store.forgotten(since: Timestamp(milliseconds: 0)).map(\.taskUUID) == tasks)
        #expect(try folder.bytes(folder.sentLog) == log)
        #expect(store.mayHaveForgotten)
        await store.close()
        let soon = try await folder.open(owner: 3, at: 1_750_000_000_000 + JobQueue.collectedFor)
        #expect(soon.notice == nil && soon.mayHaveForgotten)
        await soon.close()
        let late = try await folder.open(owner: 4, at: 1_750_000_000_001 + JobQueue.collectedFor)
        #expect(!late.mayHaveForgotten)
    }

    @Test("twice in one millisecond: two names, nothing overwritten, side files included")
    func twice() async throws {
        let folder = try folder(holding: Data("garbage".utf8))
        try Disk.write(Data("log".utf8), to: folder.database + "-wal")
        await (try folder.open(owner: 2)).close()
        for ending in ["", "-wal", "-shm"] { unlink(folder.database + ending) }
        try Disk.write(Data("second".utf8), to: folder.database)
        await (try folder.open(owner: 3)).close()
        let stem = folder.database + ".damaged-2025-06-15T150640.000Z"
        #expect(try folder.text(stem) == "garbage")
        #expect(try folder.text(stem + "-wal") == "log")
        #expect(try folder.text(stem + "-2") == "second")
        #expect(try aside(folder).count == 3)
    }

    @Test("a log without its database, or with an empty one, is not deleted", arguments: [true, false])
    func loneLog(isEmptyFile: Bool) async throws {
        let folder = try StoreFolder()
        try Disk.makeFolder(folder.data)
        if isEmptyFile { try Disk.write(Data(), to: folder.database) }
        try Disk.write(Data("all that is left".utf8), to: folder.database + "-wal")
        let store = try await folder.open(owner: 2)
        #expect(store.notice?.contains("it is empty, and its log is not") == true)
        #expect(
            try folder.text(folder.database + ".damaged-2025-06-15T150640.000Z-wal") == "all that is left")
    }

    @Test("copies that start at once set it aside once")
    func race() async throws {
        let folder = try folder(holding: Data("garbage".utf8))
        let notices = try await withThrowingTaskGroup(of: String?.self) { group in
            for owner: UInt64 in 2...5 { group.addTask { try await folder.open(owner: owner).notice } }
            var notices: [String] = []
            for try await notice in group { notices += notice.map { [$0] } ?? [] }
            return notices
        }
        #expect(notices.count == 1)
        #expect(try aside(folder).count == 1)
    }

    /// What a program does in a day, each alone; the damage that it meets.
    private func use(_ store: EngineStore, _ dice: inout Dice) async -> [StoreFailure] {
        var failures: [StoreFailure] = []
        func attempt(_ work: () async throws(StoreFailure) -> Void) async {
            do throws(StoreFailure) { try await work() } catch { failures.append(error) }
        }
        await attempt { () throws(StoreFailure) in _ = try await store.adopt() }
        await attempt { () throws(StoreFailure) in
            for row in try await store.page(HistoryQuery(), before: nil, limit: 1000).rows {
                _ = try await store.entry(row.id)
            }
        }
        for words in [["fox"], ["number7"], ["n"]] {
            await attempt { () throws(StoreFailure) in
                _ = try await store.page(HistoryQuery(words: words), before: nil, limit: 1000)
            }
        }
        await attempt { () throws(StoreFailure) in _ = try await store.prompts(before: nil, limit: 100) }
        await attempt { () throws(StoreFailure) in _ = try await store.totals(since: Timestamp(milliseconds: 1)) }
        let entries = dice.delivered(dice.job("a new fox")).entries
        await attempt { () throws(StoreFailure) in try await store.write(entries) }
        await attempt { () throws(StoreFailure) in _ = try await store.note("draft") }
        return failures
    }

    @Test("a damaged page anywhere: said when it is met, and set aside at the start after that at the latest")
    func pages() async throws {
        let (bytes, _, _) = try await sample(34)
        let size = 4096
        var dice = Dice(35)
        var (atOnce, later, unmet) = (0, 0, 0)
        for page in stride(from: 0, to: bytes.count / size, by: 1) {
            var damaged = bytes
            let start = page * size + (page == 0 ? 100 : 0)
            for place in start..<(page + 1) * size { damaged[place] = UInt8.random(in: 0...255, using: &dice) }
            let folder = try folder(holding: damaged)
            let store = try await folder.open(owner: 1)
            if store.notice != nil {
                atOnce += 1
                #expect(try folder.bytes(folder.data + "/" + (try #require(try aside(folder).first))) == damaged)
                await store.close()
                continue
            }
            let failures = await use(store, &dice)
            await store.close()
            for failure in failures {
                #expect(failure.sentence.contains("; ") || failure.sentence.hasPrefix("the history database failed"))
            }
            if failures.contains(where: { if case .damaged = $0 { true } else { false } }) {
                later += 1
                try await expectSetAsideOrMended(folder, "page \(page)")
            } else {
                unmet += 1
            }
        }
        // The table of pages is small enough that each kind of page is among them.
        #expect(atOnce > 5 && later > 5, "\(atOnce) \(later) \(unmet)")
    }

    private func expectSetAsideOrMended(_ folder: StoreFolder, _ comment: Comment) async throws {
        let before = try folder.bytes(folder.database)
        let store = try await folder.open(owner: 3)
        let notice = try #require(store.notice, comment)
        if notice.contains("made anew") {
            #expect(try await store.check() == "ok", comment)
        } else {
            let name = try #require(try aside(folder).first, comment)
            #expect(try folder.bytes(folder.data + "/" + name) == before, comment)
        }
        #expect(!Suspicion(folder.database).exists, comment)
        await store.close()
    }

    @Test("an index of words that does not fit is made anew, and nothing is lost")
    func searchIndex() async throws {
        let (bytes, _, _) = try await sample(36)
        let folder = try folder(holding: bytes)
        let store = try await folder.open(owner: 1)
        try await store.execute("UPDATE search_data SET block = x'00' WHERE id > 10")
        let failure = await #expect(throws: StoreFailure.self) {
            try await store.page(HistoryQuery(words: ["fox"]), before: nil, limit: 10)
        }
        #expect(failure?.sentence.contains("is damaged") == true)
        // All else goes on.
        #expect(try await store.page(HistoryQuery(), before: nil, limit: 100).rows.count == 60)
        await store.close()
        let again = try await folder.open(owner: 2)
        #expect(again.notice?.contains("the index for searching was damaged and was made anew") == true)
        #expect(try await again.page(HistoryQuery(words: ["fox"]), before: nil, limit: 100).rows.count == 60)
        #expect(try aside(folder).isEmpty)
        await again.close()
        #expect(try await folder.open(owner: 3).notice == nil)
    }

    @Test("a log that a crash cut anywhere holds every transaction that is whole in it, and no other")
    func halfLog() async throws {
        let from = try StoreFolder()
        let store = try await from.open()
        _ = try await store.number("PRAGMA wal_checkpoint(TRUNCATE)")
        var dice = Dice(37)
        // Where the log ends after each transaction.
        var ends = [0]
        for _ in 0..<6 {
            try await store.write([.submitted(dice.job(String(repeating: "fox ", count: 300)))])
            ends.append(try from.bytes(from.database + "-wal").count)
        }
        let (database, log) = (try from.bytes(from.database), try from.bytes(from.database + "-wal"))
        await store.close()
        let frame = 24 + 4096
        try #require((log.count - 32) % frame == 0 && log.count > 15 * frame)
        for boundary in stride(from: 32, through: log.count, by: frame) {
            for length in [boundary - 3, boundary, boundary + 3] where length <= log.count {
                let folder = try folder(holding: database)
                try Disk.write(log.prefix(length), to: folder.database + "-wal")
                let store = try await folder.open(owner: 2)
                #expect(store.notice == nil, "\(length)")
                let whole = ends.count { $0 > 0 && $0 <= length }
                #expect(try await store.number("SELECT count(*) FROM jobs") == whole, "\(length)")
                #expect(try await store.check() == "ok", "\(length)")
                await store.close()
            }
        }
    }

    @Test("a missing database is begun, and nothing is said")
    func missing() async throws {
        let folder = try StoreFolder()
        let store = try await folder.open()
        #expect(store.notice == nil && !store.mayHaveForgotten)
        #expect(try await store.check() == "ok")
    }
}
