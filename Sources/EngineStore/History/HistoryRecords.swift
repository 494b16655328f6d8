import EngineModel
import GRDB
import RunwareAPI

/// Rows of history, read from the tables.
struct HistoryRecords {
    let database: Database

    /// More rows than a page ever needs.
    private static let largestPage = 10_000

    private static let columns = """
        SELECT history.sequence, history.job AS job_row, results.uuid AS result, jobs.uuid AS job, history.state,
            history.time, jobs.prompt, history.width, history.height, history.seed,
            CASE WHEN results.estimated = 0 THEN results.cost END AS cost,
            coalesce(results.simulated, jobs.simulated) AS simulated, jobs.changes, history.rating, history.picked,
            history.note, history.deleted_at,
            (SELECT group_concat(tag, char(10)) FROM tags WHERE tags.sequence = history.sequence) AS tags
        """
    private static let joins = """
        CROSS JOIN jobs ON jobs.id = history.job
            AND NOT EXISTS (SELECT 1 FROM arriving WHERE arriving.sequence = history.sequence) LEFT JOIN results ON results.id = history.result
        """

    func page(_ query: HistoryQuery, before cursor: HistoryCursor?, limit: Int) throws -> HistoryPage {
        let limit = min(max(limit, 0), Self.largestPage)
        guard let plan = try HistoryPlan(query, before: cursor, database: database) else { return HistoryPage() }
        // Filters make many texts of SQL, each of them asked a few times; a cache would keep them all.
        let sql = Self.sql(plan)
        let statement =
            try query.filters.isEmpty ? database.cachedStatement(sql: sql) : database.makeStatement(sql: sql)
        let rows = try Row.fetchAll(statement, arguments: plan.arguments + [limit + 1])
        return HistoryPage(rows: rows.prefix(limit).compactMap(Self.row), hasMore: rows.count > limit)
    }

    /// One parameter follows those of the plan: how many rows at most.
    static func sql(_ plan: HistoryPlan) -> String {
        """
        \(columns) FROM \(plan.source) \(joins) WHERE \(plan.conditions.joined(separator: " AND "))
            ORDER BY \(plan.order) DESC LIMIT ?
        """
    }

    func entry(_ id: HistoryID) throws -> HistoryEntry? {
        guard let found = try find(id), let row = Self.row(found),
            let job = try JobRecords(database: database).job(row: found["job_row"])
        else { return nil }
        var result: ImageResult?
        if case .result(let id) = id { result = job.results.first { $0.id == id } }
        return HistoryEntry(row: row, job: job, result: result)
    }

    /// The rows of these, newest first, each once; those that are gone are left out. A row without an image that has gone
    /// is the one that took over what was written on it.
    func rows(_ ids: [HistoryID]) throws -> [HistoryRow] {
        var seen: Set<HistoryID> = []
        return try ids.compactMap { try row($0) ?? heir(of: $0) }.filter { seen.insert($0.id).inserted }
            .sorted { $0.cursor > $1.cursor }
    }

    func row(_ id: HistoryID) throws -> HistoryRow? { try find(id).flatMap(Self.row) }

    /// The row with the first image of a job, where a row without one stood before and left its marks to it.
    func heir(of id: HistoryID) throws -> HistoryRow? {
        guard case .job(let job) = id else { return nil }
        return try Row.fetchOne(
            database.cachedStatement(
                sql: """
                    \(Self.columns) FROM jobs AS named CROSS JOIN history
                        ON history.job = named.id AND history.took_marks = 1 \(Self.joins) WHERE named.uuid = ?
                    """),
            arguments: [job.text]
        ).flatMap(Self.row)
    }

    private func find(_ id: HistoryID) throws -> Row? {
        switch id {
        case .result(let result):
            try Row.fetchOne(
                database.cachedStatement(
                    sql: """
                        \(Self.columns) FROM results AS named CROSS JOIN history ON history.result = named.id
                            \(Self.joins) WHERE named.uuid = ?
                        """),
                arguments: [result.text])
        case .job(let job):
            try Row.fetchOne(
                database.cachedStatement(
                    sql: """
                        \(Self.columns) FROM jobs AS named CROSS JOIN history
                            ON history.job = named.id AND history.result IS NULL \(Self.joins) WHERE named.uuid = ?
                        """),
                arguments: [job.text])
        }
    }

    /// The newest row of a job; nil when it has none, or none that is not in the bin.
    func newest(ofJob id: Int64) throws -> HistoryRow? {
        try Row.fetchOne(
            database.cachedStatement(
                sql: """
                    \(Self.columns) FROM history INDEXED BY history_by_job \(Self.joins)
                        WHERE history.job = ? AND history.deleted_at IS NULL ORDER BY history.sequence DESC LIMIT 1
                    """),
            arguments: [id]
        ).flatMap(Self.row)
    }

    static func marks(_ row: Row) -> HistoryMarks {
        HistoryMarks(
            rating: row["rating"], isPicked: row["picked"],
            tags: (row["tags"] as String?)?.split(separator: "\n").map(String.init).sorted(by: TagName.precedes) ?? [],
            note: row["note"], deletedAt: (row["deleted_at"] as Int64?).map(Timestamp.init(milliseconds:)))
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
            marks: marks(row),
            changes: (row["changes"] as Int?).map(ChangeMarks.init(rawValue:)))
    }
}
