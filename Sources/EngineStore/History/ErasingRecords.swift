import EngineModel
import GRDB
import RunwareAPI

/// Deleting for ever: rows, and word of the files that are to be unlinked once this is durable. Tasks stay known by their
/// UUIDs, so that nobody takes them for lost; what was spent stays counted.
struct ErasingRecords {
    let database: Database
    /// Knows what was erased also when this database is not there any more.
    let log: SentLog
    let now: Timestamp

    /// What lay in the bin before a time. A file that is being fetched is waited for: its row goes next time.
    private static let binned = """
        FROM history INDEXED BY history_in_bin LEFT JOIN results ON results.id = history.result
            WHERE history.deleted_at IS NOT NULL AND history.deleted_at < ? AND results.media IS NOT 'pending'
        """

    /// Deletes rows that lay in the bin before a time, `StoreDatabase.rowsTogether` at the most, and jobs of which no row
    /// is left. Returns how many rows went.
    ///
    /// Of a job with other images the bare result stays, so that nobody takes it for missing and buys it again.
    func emptyBin(before time: Timestamp) throws -> Int {
        let rows = try Row.fetchAll(
            database, sql: "SELECT history.sequence, history.job, history.result, results.path \(Self.binned) LIMIT ?",
            arguments: [time.milliseconds, StoreDatabase.rowsTogether])
        try Leftovers(database: database).remember(rows.compactMap { $0["path"] })
        for row in rows {
            try execute("DELETE FROM history WHERE sequence = ?", [row["sequence"] as Int64])
            if let result: Int64 = row["result"] {
                try execute(
                    "UPDATE results SET url = NULL, media = 'failed', path = NULL, reason = 'erased' WHERE id = ?",
                    [result])
            }
        }
        try erase(Set(rows.map { $0["job"] as Int64 }).filter(isOver))
        return rows.count
    }

    /// Deletes jobs that were off the record and have ended, with everything of them.
    func erase(_ jobs: [JobID]) throws {
        let ended = try jobs.compactMap { job in
            try Int64.fetchOne(
                database.cachedStatement(
                    sql: "SELECT id FROM jobs WHERE uuid = ? AND off_record = 1 AND NOT (\(JobRecords.unfinished))"),
                arguments: [job.text])
        }
        let files = try ended.flatMap { job in
            try String.fetchAll(
                database.cachedStatement(sql: "SELECT path FROM results WHERE job = ? AND path IS NOT NULL"),
                arguments: [job])
        }
        try Leftovers(database: database).remember(files)
        try erase(ended)
    }

    /// Whether nothing is left of a job and nothing of it is expected.
    private func isOver(_ job: Int64) throws -> Bool {
        try Bool.fetchOne(
            database.cachedStatement(
                sql: """
                    SELECT (state IN ('done', 'partial', 'failed', 'blocked', 'cancelled')
                            OR state = 'abandoned' AND EXISTS (SELECT 1 FROM attempts WHERE job = jobs.id)
                                AND NOT EXISTS (SELECT 1 FROM attempts WHERE job = jobs.id AND has_verdict = 0))
                        AND NOT EXISTS (SELECT 1 FROM history WHERE job = jobs.id) FROM jobs WHERE id = ?
                    """),
            arguments: [job]) ?? false
    }

    private func erase(_ jobs: [Int64]) throws {
        let tasks = try jobs.flatMap { job in
            try String.fetchAll(
                database.cachedStatement(sql: "SELECT task_uuid FROM attempts WHERE job = ?"), arguments: [job])
        }
        if !tasks.isEmpty { try log.append(tasks.compactMap(TaskUUID.init).map { .erased(now, $0) }) }
        for job in jobs { try erase(job) }
    }

    private func erase(_ job: Int64) throws {
        try execute(
            """
            INSERT OR IGNORE INTO erased (uuid, erased_at)
                SELECT task_uuid, ?1 FROM attempts WHERE job = ?2
                UNION ALL SELECT uuid, ?1 FROM results WHERE job = ?2
                UNION ALL SELECT uuid, ?1 FROM jobs WHERE id = ?2
            """,
            [now.milliseconds, job])
        // What stood for it stands for what it stood for: no line of retries is broken, or it could be paid for again.
        try execute(
            """
            UPDATE jobs SET retry_of = gone.retry_of FROM jobs AS gone
                WHERE gone.id = ? AND gone.retry_of IS NOT NULL AND jobs.retry_of = gone.uuid
            """,
            [job])
        try execute("DELETE FROM results WHERE job = ?", [job])
        try execute("DELETE FROM attempts WHERE job = ?", [job])
        try execute("DELETE FROM jobs WHERE id = ?", [job])
    }

    private func execute(_ sql: String, _ arguments: StatementArguments) throws {
        try database.cachedStatement(sql: sql).execute(arguments: arguments)
    }
}
