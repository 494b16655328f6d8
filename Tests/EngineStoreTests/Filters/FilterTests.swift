import EngineCore
import EngineModel
import GRDB
import RunwareAPI
import TestSupport
import Testing

@testable import EngineStore

/// Filters of history: indexes against a look at every row.
@Suite("Filters of history")
struct FilterTests {
    private static let now = Timestamp(milliseconds: FilteredSamples.noon)

    private static func read(_ text: String) -> HistoryQueryReading {
        HistoryQueryReading(text, now: now, offsets: UTCOffsets(minutes: 90))
    }

    @Test("find what a look at each of a thousand rows finds, in the order of history, on pages as at once")
    func naive() async throws {
        let folder = try StoreFolder()
        let store = try await folder.open()
        var samples = FilteredSamples(dice: Dice(501))
        try await samples.fill(store, rows: 1000)
        let entries = try await store.allEntries()
        #expect(entries.count == 1000)
        #expect(entries.map(\.row.time.milliseconds).map { $0 / 1000 }.isDescending)

        let tokens = entries.map { NaiveSearch.tokens($0.job.request.prompt) }
        var found = 0
        for _ in 0..<2000 {
            let text = samples.query()
            let reading = Self.read(text)
            #expect(reading.faults.isEmpty, "\(text): \(reading.faults)")
            let search = NaiveSearch(reading.query)
            let expected = zip(entries, tokens).filter { search.matches($0, tokens: $1) }.map(\.0.row)
            let page = try await store.page(reading.query, before: nil, limit: 2000)
            #expect(page.rows == expected && !page.hasMore, "\(text)")
            found += min(expected.count, 1)
            guard expected.count > 3 else { continue }
            let first = try await store.page(reading.query, before: nil, limit: 3)
            let second = try await store.page(reading.query, before: first.rows.last?.cursor, limit: 2000)
            #expect(first.hasMore && first.rows + second.rows == expected, "\(text)")
        }
        // Most queries find something: empty answers alone would prove nothing.
        #expect(found > 1000, "\(found)")
    }

    @Test("a hundred thousand texts of any kind are no error of the database")
    func noise() async throws {
        let folder = try StoreFolder()
        let store = try await folder.open()
        var samples = FilteredSamples(dice: Dice(502))
        try await samples.fill(store, rows: 60)
        for _ in 0..<100 {
            let queries = (0..<1000).map { number in
                Self.read(number % 4 == 0 ? samples.query() + samples.noise() : samples.noise()).query
            }
            try await store.database.read { database in
                for query in queries { _ = try HistoryRecords(database: database).page(query, before: nil, limit: 5) }
            }
        }
    }

    @Test("begin with an index wherever there is one, and never sort")
    func plans() async throws {
        let folder = try StoreFolder()
        let store = try await folder.open()
        for text in [
            "", "fox", "fox blue", "seed:42", "size:1024x768", "star:>=4", "tag:hero", "state:failed", "after:3d",
            "before:2025", "service:local", "is:picked", "is:rated", "is:noted", "is:deleted", "fox star:5 tag:hero",
            "tag:hero tag:winter", "cost:>0.05", "state:done", "is:tagged",
        ] {
            let query = Self.read(text).query
            let plan = try await store.database.read { database -> [String] in
                guard let plan = try HistoryPlan(query, before: nil, database: database) else { return [] }
                return try Row.fetchAll(
                    database, sql: "EXPLAIN QUERY PLAN " + HistoryRecords.sql(plan), arguments: plan.arguments + [51]
                ).map { $0["detail"] }
            }
            #expect(!plan.contains { $0.contains("TEMP B-TREE") }, "\(text): \(plan)")
            let scans = plan.filter { $0.hasPrefix("SCAN") && !$0.contains("USING INDEX") }
            // Without an index to begin with, the rows of history are passed through in their own order.
            let passesThrough = ["", "cost:>0.05", "state:done", "is:tagged"].contains(text)
            #expect(scans.allSatisfy { $0.hasPrefix("SCAN search") } || passesThrough, "\(text): \(plan)")
        }
    }
}

extension EngineStore {
    /// Every row, those in the bin too, newest first.
    func allEntries() async throws -> [HistoryEntry] {
        let bin = HistoryQuery(filters: [.mark(.deleted)])
        let rows =
            try await page(HistoryQuery(), before: nil, limit: 10_000).rows
            + page(bin, before: nil, limit: 10_000).rows
        var entries: [HistoryEntry] = []
        for row in rows.sorted(by: { $0.cursor > $1.cursor }) {
            if let entry = try await entry(row.id) { entries.append(entry) }
        }
        return entries
    }
}

extension [Int64] {
    fileprivate var isDescending: Bool { zip(self, dropFirst()).allSatisfy { $0 >= $1 } }
}
