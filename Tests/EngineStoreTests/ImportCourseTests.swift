import EngineCore
import EngineModel
import Foundation
import GRDB
import RunwareAPI
import Testing

@testable import EngineStore

@Suite("While an import goes on", .timeLimit(.minutes(5)))
struct ImportCourseTests {
    /// Some thousand rows of an export, each of a job of its own.
    private static func lines(_ count: Int, _ dice: inout Dice) -> RecordLines {
        var text = ""
        for number in 0..<count {
            let job = dice.delivered(dice.job("a fox \(number)"), at: 1_750_000_000_000 + Int64(number)).job
            let row = HistoryRow(
                id: .result(job.results[0].id), cursor: HistoryCursor(sequence: 0), state: .done,
                time: job.submittedAt, excerpt: "", width: 1024, height: 1024, seed: 7, cost: nil, isSimulated: false,
                marks: HistoryMarks(tags: ["fox"]), changes: nil)
            text += HistoryRecord(HistoryEntry(row: row, job: job, result: job.results[0])).line + "\n"
        }
        return RecordLines(Data(text.utf8))
    }

    private static let tables = ["jobs", "attempts", "results", "history", "services", "tags", "arriving"]

    private func expectEmpty(_ store: EngineStore) async throws {
        for table in Self.tables { #expect(try await store.number("SELECT count(*) FROM \(table)") == 0, "\(table)") }
        try await store.execute("INSERT INTO search (search, rank) VALUES ('integrity-check', 1)")
        #expect(try await store.check() == "ok")
    }

    private func count(_ store: EngineStore, _ query: HistoryQuery = HistoryQuery()) async throws -> Int {
        try await store.page(query, before: nil, limit: 10_000).rows.count
    }

    @Test("others write without waiting, and see nothing of it before they see all")
    func others() async throws {
        let folder = try StoreFolder()
        let (store, other) = (try await folder.open(), try await folder.open(owner: 2))
        _ = try await other.number("PRAGMA busy_timeout = 0")
        var dice = Dice(31)
        let lines = Self.lines(3000, &dice)
        var written = 0
        let count = try await store.take(lines) {
            try await other.write(dice.delivered(dice.job("one of our own")).entries)
            written += 1
            #expect(try await self.count(other) == written)
            #expect(try await self.count(other, HistoryQuery(words: ["fox"])) == 0)
            #expect(try await self.count(other, HistoryQuery(filters: [.tag("fox")])) == 0)
        }
        #expect(count == ImportCount(imported: 3000) && written == 15)
        #expect(try await self.count(other) == 3015)
        #expect(try await self.count(other, HistoryQuery(words: ["fox"])) == 3000)
        #expect(try await store.number("SELECT count(*) FROM arriving") == 0)
        #expect(try await store.take(lines) == ImportCount(known: 3000))
    }

    @Test("one that fails on its way leaves nothing, and can be begun again")
    func failing() async throws {
        let folder = try StoreFolder()
        let store = try await folder.open()
        var dice = Dice(32)
        let lines = Self.lines(700, &dice)
        var parts = 0
        let failure = await #expect(throws: ImportFailure.self) {
            try await store.take(lines) {
                parts += 1
                if parts == 3 { throw StoreFailure.full(path: "x", reason: "no space") }
            }
        }
        #expect(failure == .store(.full(path: "x", reason: "no space")))
        try await expectEmpty(store)
        #expect(try await store.take(lines) == ImportCount(imported: 700))
    }

    @Test("one that was killed is never seen, and is taken away by the next start or import", arguments: [true, false])
    func killed(byStart: Bool) async throws {
        let (folder, later) = (try StoreFolder(), try StoreFolder())
        let store = try await folder.open()
        await (try later.open()).close()
        var dice = Dice(33)
        let lines = Self.lines(700, &dice)
        var parts = 0
        _ = try await store.take(lines) {
            parts += 1
            guard parts == 2 else { return }
            _ = try await store.number("PRAGMA wal_checkpoint(TRUNCATE)")
            try Disk.write(try folder.bytes(folder.database), to: later.database)
        }
        let next = try await later.open(owner: 2)
        #expect(try await next.number("SELECT count(*) FROM arriving") == 400)
        #expect(try await count(next) == 0)
        if byStart {
            #expect(try await next.adopt() == Adoption())
            await next.chores.finished()
            try await expectEmpty(next)
        }
        #expect(try await next.take(lines) == ImportCount(imported: 700))
        #expect(try await count(next) == 700)
    }

    @Test("a second one is refused, and starting takes nothing of the first away")
    func second() async throws {
        let folder = try StoreFolder()
        let (store, other) = (try await folder.open(), try await folder.open(owner: 2))
        var dice = Dice(34)
        let lines = Self.lines(300, &dice)
        let count = try await store.take(lines) {
            let failure = await #expect(throws: ImportFailure.self) { try await other.take(lines) }
            #expect(failure == .store(.busy(path: folder.data + "/import.lock")))
            _ = try await other.adopt()
        }
        #expect(count == ImportCount(imported: 300))
        #expect(try await self.count(other) == 300)
    }
}
