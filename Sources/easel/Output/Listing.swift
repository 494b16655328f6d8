import EngineCore
import EngineModel
import EngineStore
import Foundation

/// The newest rows of a query on standard output.
struct Listing {
    let store: EngineStore
    let query: HistoryQuery
    let limit: Int

    private static let pageLength = 200

    func print(_ format: HistoryCommand.List.Format) async throws(Refusal) {
        let (rows, hasMore) = try await rows()
        if rows.isEmpty { Progress.say("nothing in the history fits") }
        switch format {
        case .table:
            guard !rows.isEmpty else { return }
            let table = HistoryTable(columns: StandardOutput.columns, offsets: .ofUser)
            guard try StandardOutput.write(table.text(rows)) else { return }
        case .json, .jsonl:
            guard try await printRecords(rows, isArray: format == .json) else { return }
        }
        if hasMore { Progress.say("there are more than \(limit); --limit 0 shows all") }
    }

    private func rows() async throws(Refusal) -> (rows: [HistoryRow], hasMore: Bool) {
        let (store, query) = (store, query)
        var rows: [HistoryRow] = []
        while true {
            let (cursor, wanted) = (rows.last?.cursor, min(limit - rows.count, Self.pageLength))
            let page = try await Refusal.storing { () throws(StoreFailure) in
                try await store.page(query, before: cursor, limit: wanted)
            }
            rows += page.rows
            if !page.hasMore || rows.count >= limit || page.rows.isEmpty { return (rows, page.hasMore) }
        }
    }

    /// Records, one a line; false when nobody reads any more.
    private func printRecords(_ rows: [HistoryRow], isArray: Bool) async throws(Refusal) -> Bool {
        let store = store
        var isFirst = true
        if isArray, try !StandardOutput.write("[") { return false }
        for row in rows {
            let entry = try await Refusal.storing { () throws(StoreFailure) in try await store.entry(row.id) }
            guard let entry else { continue }
            let line = HistoryRecord(entry).line
            let text = isArray ? (isFirst ? "" : ",\n ") + line : line + "\n"
            guard try StandardOutput.write(json: text) else { return false }
            isFirst = false
        }
        guard isArray else { return true }
        return try StandardOutput.write("]\n")
    }
}
