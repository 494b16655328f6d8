package import EngineModel

/// All rows that a query finds, as they stood when the walk began, the oldest first, with as much of them in memory as a
/// page holds. Whoever reads takes part in nothing: no job is adopted, nothing is sent.
package struct HistoryWalk: Sendable {
    private let library: any HistoryLibrary
    private let query: HistoryQuery

    private static let pageLength = 200

    package init(_ query: HistoryQuery, in library: any HistoryLibrary) {
        self.query = query
        self.library = library
    }

    /// Calls `body` with each entry in turn; it returns false to end the walk. Rows that went meanwhile are left out.
    package func forEach(_ body: (HistoryEntry) async -> Bool) async throws(StoreFailure) {
        guard let newest = try await library.page(query, before: nil, limit: 1).rows.first else { return }
        // Pages are read from the newest on; where each begins is enough to come back to it.
        var starts = [HistoryCursor(sequence: newest.cursor.sequence + 1)]
        while true {
            let page = try await page(before: starts[starts.count - 1])
            guard page.hasMore, let last = page.rows.last else { break }
            starts.append(last.cursor)
        }
        for (place, start) in starts.enumerated().reversed() {
            var rows = try await page(before: start).rows
            // Where rows went, others moved up from the page before, which has been told.
            if place + 1 < starts.count { rows.removeAll { $0.cursor < starts[place + 1] } }
            for row in rows.reversed() {
                guard let entry = try await library.entry(row.id) else { continue }
                guard await body(entry) else { return }
            }
        }
    }

    private func page(before cursor: HistoryCursor) async throws(StoreFailure) -> HistoryPage {
        try await library.page(query, before: cursor, limit: Self.pageLength)
    }
}
