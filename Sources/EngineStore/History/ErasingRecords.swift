import EngineModel
import GRDB

/// Deleting for ever. Tasks stay known by their UUIDs, so that nobody takes them for lost; what was spent stays counted.
struct ErasingRecords {
    let database: Database
    let now: Timestamp

    /// Files, below the data folder, of what lay in the bin before a time.
    func binnedFiles(before time: Timestamp) throws -> [String] {
        try String.fetchAll(
            database,
            sql: """
                SELECT results.path FROM history INDEXED BY history_in_bin JOIN results ON results.id = history.result
                    WHERE history.deleted_at IS NOT NULL AND history.deleted_at < ? AND results.path IS NOT NULL
                """,
            arguments: [time.milliseconds])
    }

    /// Deletes the rows that lay in the bin before a time, and jobs of which nothing is left. Returns how many rows went.
    func emptyBin(before time: Timestamp) throws -> Int {
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT sequence, job, result FROM history INDEXED BY history_in_bin
                    WHERE deleted_at IS NOT NULL AND deleted_at < ?
                """,
            arguments: [time.milliseconds])
        for row in rows {
            try execute("DELETE FROM history WHERE sequence = ?", [row["sequence"] as Int64])
            if let result: Int64 = row["result"] { try execute("DELETE FROM results WHERE id = ?", [result]) }
        }
        for job in Set(rows.map { $0["job"] as Int64 }) where try isOver(job) { try erase(job) }
        return rows.count
    }

    /// Files of jobs, below the data folder.
    func files(of jobs: [JobID]) throws -> [String] {
        try jobs.flatMap { job in
            try String.fetchAll(
                database.cachedStatement(
                    sql: """
                        SELECT results.path FROM results JOIN jobs ON jobs.id = results.job
                            WHERE jobs.uuid = ? AND results.path IS NOT NULL
                        """),
                arguments: [job.text])
        }
    }

    /// The tasks of jobs.
    func tasks(of jobs: [JobID]) throws -> [String] {
        try jobs.flatMap { job in
            try String.fetchAll(
                database.cachedStatement(
                    sql: """
                        SELECT task_uuid FROM attempts JOIN jobs ON jobs.id = attempts.job WHERE jobs.uuid = ?
                        """),
                arguments: [job.text])
        }
    }

    /// Deletes jobs that were off the record and have ended, with everything of them.
    func erase(_ jobs: [JobID]) throws {
        for job in jobs {
            let found = try Int64.fetchOne(
                database.cachedStatement(
                    sql: "SELECT id FROM jobs WHERE uuid = ? AND off_record = 1 AND NOT (\(JobRecords.unfinished))"),
                arguments: [job.text])
            guard let id = found else { continue }
            try execute("DELETE FROM results WHERE job = ?", [id])
            try erase(id)
        }
    }

    /// Whether nothing is left of a job and nothing of it is expected.
    private func isOver(_ job: Int64) throws -> Bool {
        try Bool.fetchOne(
            database.cachedStatement(
                sql: """
                    SELECT state IN ('done', 'partial', 'failed', 'blocked')
                        AND NOT EXISTS (SELECT 1 FROM history WHERE job = jobs.id)
                        AND NOT EXISTS (SELECT 1 FROM results WHERE job = jobs.id) FROM jobs WHERE id = ?
                    """),
            arguments: [job]) ?? false
    }

    private func erase(_ job: Int64) throws {
        try execute(
            "INSERT OR IGNORE INTO erased_tasks (task_uuid, erased_at) SELECT task_uuid, ? FROM attempts WHERE job = ?",
            [now.milliseconds, job])
        try execute("DELETE FROM attempts WHERE job = ?", [job])
        try execute("DELETE FROM jobs WHERE id = ?", [job])
    }

    private func execute(_ sql: String, _ arguments: StatementArguments) throws {
        try database.cachedStatement(sql: sql).execute(arguments: arguments)
    }
}
