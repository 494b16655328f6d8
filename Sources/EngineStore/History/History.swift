package import EngineCore
package import EngineModel
import GRDB
package import RunwareAPI

extension EngineStore: HistoryLibrary {
    package func page(
        _ query: HistoryQuery, before cursor: HistoryCursor?, limit: Int
    ) async throws(StoreFailure) -> HistoryPage {
        try await database.read { try HistoryRecords(database: $0).page(query, before: cursor, limit: limit) }
    }

    package func entry(_ id: HistoryID) async throws(StoreFailure) -> HistoryEntry? {
        try await database.read { try HistoryRecords(database: $0).entry(id) }
    }

    package func totals(
        since dayStart: Timestamp
    ) async throws(StoreFailure) -> (day: Ledger.Totals, allTime: Ledger.Totals) {
        try await database.read { database in
            let sums = LedgerSums(database: database)
            return (day: try sums.since(dayStart), allTime: try sums.allTime())
        }
    }

    package func spending(
        since dayStart: Timestamp, isSimulated: Bool
    ) async throws(StoreFailure) -> Spending {
        try await database.read { try SpendingSums(database: $0).spending(since: dayStart, isSimulated: isSimulated) }
    }

    package func earlier(
        _ requests: [ImageRequest], at service: ServiceIdentity
    ) async throws(StoreFailure) -> [Int: EarlierRequest] {
        try await database.read { try EarlierRecords(database: $0).earlier(requests, at: service) }
    }

    package func retries(of jobs: [JobID]) async throws(StoreFailure) -> [JobID: EarlierRequest] {
        try await database.read { try RetryRecords(database: $0).retries(of: jobs) }
    }

    package func prompts(before cursor: PromptCursor?, limit: Int) async throws(StoreFailure) -> PromptPage {
        try await database.read { try PromptRecords(database: $0).page(before: cursor, limit: limit) }
    }

    package func jobs(of batch: BatchID, limit: Int) async throws(StoreFailure) -> [SweepJob] {
        try await database.read { try BatchRecords(database: $0).jobs(of: batch, limit: limit) }
    }

    package func notes(beginning prefix: String, limit: Int) async throws(StoreFailure) -> [String] {
        try await database.read { database in
            let newest = try String.fetchAll(
                database,
                sql: "SELECT text FROM notes WHERE name >= ? AND name < ? ORDER BY name DESC LIMIT ?",
                // The names are ASCII: what begins so sorts before the prefix with the last scalar behind it.
                arguments: [prefix, prefix + "\u{10FFFF}", limit])
            return newest.reversed()
        }
    }

    package func note(_ name: String) async throws(StoreFailure) -> String? {
        try await database.read { database in
            try String.fetchOne(
                database, sql: "SELECT text FROM notes WHERE name = ?", arguments: [ColumnText.of(name)])
        }
    }

    package func saveNote(_ name: String, _ text: String) async throws(StoreFailure) {
        try await database.write { database in
            try database.execute(
                sql:
                    "INSERT INTO notes (name, text) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET text = excluded.text",
                arguments: [ColumnText.of(name), ColumnText.of(text)])
        }
    }
}
