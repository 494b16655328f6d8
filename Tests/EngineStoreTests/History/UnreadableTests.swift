import EngineCore
import EngineModel
import Foundation
import GRDB
import RunwareAPI
import Testing

@testable import EngineStore

/// What was erased stands in no file any more.
@Suite("Bytes of what was erased", .timeLimit(.minutes(2)))
struct UnreadableTests {
    /// The files below the data folder that hold a text.
    private func files(_ folder: StoreFolder, holding text: String) throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: folder.data).filter { path in
            let bytes = FileManager.default.contents(atPath: folder.data + "/" + path) ?? Data()
            return bytes.range(of: Data(text.utf8)) != nil
        }
    }

    /// Writes rows on the record, one of them in the bin, and an ended job off the record.
    private func fill(_ store: EngineStore, _ dice: inout Dice, others: Int = 40) async throws -> JobID {
        let words = ["sea", "fog", "lighthouse", "amber", "dawn", "kite", "snow", "badger", "meadow", "rain"]
        for number in 0..<others {
            let prompt = (0..<8).map { _ in words.randomElement(using: &dice) ?? "" }.joined(separator: " ")
            try await store.write(dice.delivered(dice.job("\(prompt) \(number)")).entries)
        }
        let (entries, job) = dice.delivered(dice.job("a quagganautilus asleep"))
        try await store.write(entries)
        let (secret, secretJob) = dice.delivered(dice.job("a xylophagous secret", origin: JobOrigin(isOffRecord: true)))
        try await store.write(secret)
        for number in 0..<others {
            try await store.write(dice.delivered(dice.job("a later fox \(number)")).entries)
        }
        _ = try await store.mark([RowChange(.result(try #require(job.results.first).id), .bin(true))])
        return secretJob.id
    }

    private let always = Timestamp(milliseconds: .max)

    @Test("it is gone once it was erased, and after the store was closed, and the words of others are still found")
    func erased() async throws {
        let folder = try StoreFolder()
        let store = try await folder.open()
        var dice = Dice(651)
        let secret = try await fill(store, &dice)
        #expect(try files(folder, holding: "quagganautilus").isEmpty == false)
        #expect(try files(folder, holding: "xylophagous").isEmpty == false)
        try await store.erase([secret])
        #expect(try files(folder, holding: "xylophagous").isEmpty)
        #expect(try await store.emptyBin(before: always) == 1)
        await store.words.finished()
        #expect(try files(folder, holding: "quagganautilus").isEmpty)
        #expect(try await store.number("SELECT count(*) FROM leftovers") == 0)
        try await store.execute("INSERT INTO search (search, rank) VALUES ('integrity-check', 1)")
        #expect(try await store.page(HistoryQuery(words: ["fox"]), before: nil, limit: 99).rows.count == 40)
        await store.close()
        #expect(try files(folder, holding: "quagganautilus").isEmpty)
        #expect(try files(folder, holding: "xylophagous").isEmpty)
    }

    @Test("a reader of another copy holds nothing up, and when both have ended it is gone")
    func reader() async throws {
        let folder = try StoreFolder()
        let store = try await folder.open(owner: 1)
        let other = try await folder.open(owner: 2)
        var dice = Dice(652)
        let secret = try await fill(store, &dice)
        let (begun, may) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
        let reading = Task {
            try await other.database.read { database in
                let count = try Int.fetchOne(database, sql: "SELECT count(*) FROM jobs")
                begun.signal()
                may.wait()
                return count
            }
        }
        await withCheckedContinuation { (done: CheckedContinuation<Void, Never>) in
            DispatchQueue.global().async {
                begun.wait()
                done.resume()
            }
        }
        try await store.erase([secret])
        #expect(try await store.emptyBin(before: always) == 1)
        await store.words.finished()
        #expect(try files(folder, holding: "xylophagous").isEmpty == false)
        may.signal()
        #expect(try await reading.value == 82)
        await store.close()
        await other.close()
        #expect(try files(folder, holding: "quagganautilus").isEmpty)
        #expect(try files(folder, holding: "xylophagous").isEmpty)
    }

    @Test("words that one run did not come to take out go when the next one starts")
    func interrupted() async throws {
        let folder = try StoreFolder()
        let store = try await folder.open(owner: 1)
        var dice = Dice(653)
        _ = try await fill(store, &dice)
        // As a run leaves it that is killed behind the transaction.
        try await store.database.write { database in
            let log = SentLog(folder: DataFolder(folder.data))
            let erasing = ErasingRecords(database: database, log: log, now: Timestamp(milliseconds: 1))
            _ = try erasing.emptyBin(before: Timestamp(milliseconds: .max))
            try PurgeMarks(database: database).add("mark")
        }
        await store.close()
        #expect(try files(folder, holding: "quagganautilus").isEmpty == false)
        let next = try await folder.open(owner: 2)
        _ = try await next.adopt()
        await next.words.finished()
        #expect(try files(folder, holding: "quagganautilus").isEmpty)
        #expect(try await next.number("SELECT count(*) FROM leftovers") == 0)
    }

    @Test("what an older version had erased goes from the index too")
    func older() async throws {
        let folder = try StoreFolder()
        let old = try await folder.open(owner: 1)
        var dice = Dice(654)
        _ = try await fill(old, &dice)
        try await old.database.write { database in
            let log = SentLog(folder: DataFolder(folder.data))
            _ = try ErasingRecords(database: database, log: log, now: Timestamp(milliseconds: 1))
                .emptyBin(before: Timestamp(milliseconds: .max))
            // As the step before left it.
            try database.execute(
                sql: "DROP TABLE leftovers; DELETE FROM grdb_migrations WHERE identifier = 'erasing'")
        }
        await old.close()
        #expect(try files(folder, holding: "quagganautilus").isEmpty == false)
        let store = try await folder.open(owner: 2)
        _ = try await store.adopt()
        await store.words.finished()
        #expect(try files(folder, holding: "quagganautilus").isEmpty)
        #expect(try await store.number("SELECT count(*) FROM leftovers") == 0)
        #expect(try await store.page(HistoryQuery(words: ["fox"]), before: nil, limit: 99).rows.count == 40)
    }

    @Test("what is deleted is overwritten, whatever SQLite does by itself")
    func secure() async throws {
        let store = try await StoreFolder().open()
        #expect(try await store.number("PRAGMA secure_delete") == 1)
        // And whoever writes waits for another copy as before.
        await store.database.emptyLog()
        #expect(try await store.number("PRAGMA busy_timeout") == 5000)
    }
}
