import EngineModel
import GRDB
import RunwareAPI

/// Rows of history, read from the tables.
struct HistoryRecords {
    let database: Database

    /// More rows than a page ever needs.
    private static let largestPage = 10_000

    private static let columns = """
        SELECT history.sequence, history.job AS job_row, results.uuid AS result, jobs.uuid AS job, jobs.state,
            coalesce(results.received_at, jobs.finished_at, jobs.submitted_at) AS time, jobs.prompt, jobs.width,
            jobs.height, CASE WHEN results.id IS NULL THEN jobs.seed ELSE results.seed END AS seed,
            CASE WHEN results.estimated = 0 THEN results.cost END AS cost,
            coalesce(results.simulated, jobs.simulated) AS simulated, ratings.rating
        """
    private static let joins = """
        CROSS JOIN jobs ON jobs.id = history.job
        LEFT JOIN results ON results.id = history.result
        LEFT JOIN ratings ON ratings.sequence = history.sequence
        WHERE ratings.deleted_at IS NULL
        """

    func page(_ query: HistoryQuery, before cursor: HistoryCursor?, limit: Int) throws -> HistoryPage {
        let limit = min(max(limit, 0), Self.largestPage)
        let before = cursor?.sequence ?? Int64.max
        let rows: [Row]
        if let expression = SearchWords.expression(query.words) {
            // The index yields its entries newest first, so that a page costs what it shows and not what matches.
            rows = try Row.fetchAll(
                database.cachedStatement(
                    sql: """
                        \(Self.columns) FROM search CROSS JOIN history ON history.sequence = search.rowid \(Self.joins)
                            AND search MATCH ? AND search.rowid < ? ORDER BY search.rowid DESC LIMIT ?
                        """),
                arguments: [expression, before, limit + 1])
        } else {
            rows = try Row.fetchAll(
                database.cachedStatement(
                    sql: """
                        \(Self.columns) FROM history \(Self.joins) AND history.sequence < ?
                            ORDER BY history.sequence DESC LIMIT ?
                        """),
                arguments: [before, limit + 1])
        }
        return HistoryPage(rows: rows.prefix(limit).compactMap(Self.row), hasMore: rows.count > limit)
    }

    func entry(_ id: HistoryID) throws -> HistoryEntry? {
        let (condition, text) =
            switch id {
            case .result(let result): ("results.uuid = ?", result.text)
            case .job(let job): ("jobs.uuid = ? AND history.result IS NULL", job.text)
            }
        // The planner has to start at the named row here, hence plain joins.
        let joins = Self.joins.replacing("CROSS JOIN", with: "JOIN")
        guard
            let found = try Row.fetchOne(
                database.cachedStatement(sql: "\(Self.columns) FROM history \(joins) AND \(condition)"),
                arguments: [text]),
            let row = Self.row(found), let job = try JobRecords(database: database).job(row: found["job_row"])
        else { return nil }
        var result: ImageResult?
        if case .result(let id) = id { result = job.results.first { $0.id == id } }
        return HistoryEntry(row: row, job: job, result: result)
    }

    /// The newest row of a job; nil when it has none, or none that was not deleted.
    func newest(ofJob id: Int64) throws -> HistoryRow? {
        try Row.fetchOne(
            database.cachedStatement(
                sql: """
                    \(Self.columns) FROM history \(Self.joins.replacing("CROSS JOIN", with: "JOIN"))
                        AND history.job = ? ORDER BY history.sequence DESC LIMIT 1
                    """),
            arguments: [id]
        ).flatMap(Self.row)
    }

    private static func row(_ row: Row) -> HistoryRow? {
        guard let state = JobState(rawValue: row["state"]) else { return nil }
        let result = (row["result"] as String?).map { ResultID($0) }
        let prompt: String = row["prompt"]
        return HistoryRow(
            id: result.map(HistoryID.result) ?? .job(JobID(row["job"] as String)),
            cursor: HistoryCursor(sequence: row["sequence"]), state: state,
            time: Timestamp(milliseconds: row["time"]), excerpt: String(prompt.prefix(HistoryRow.excerptLength)),
            width: row["width"], height: row["height"], seed: (row["seed"] as String?).flatMap { UInt64($0) },
            cost: (row["cost"] as Int64?).map(Money.init(microDollars:)), isSimulated: row["simulated"],
            marks: HistoryMarks(rating: row["rating"]))
    }
}
