import EngineCore
import EngineModel
import GRDB

/// The jobs of a batch, each with its first image.
struct BatchRecords {
    let database: Database

    /// In the order in which they were submitted.
    func jobs(of batch: BatchID, limit: Int) throws -> [SweepJob] {
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT jobs.uuid, jobs.request, jobs.state, results.uuid AS result, results.seed AS result_seed
                FROM jobs LEFT JOIN results ON results.id = (
                    SELECT id FROM results WHERE job = jobs.id ORDER BY place, id LIMIT 1)
                WHERE jobs.batch = ? AND jobs.off_record = 0 ORDER BY jobs.id LIMIT ?
                """,
            arguments: [ColumnText.of(batch.text), limit])
        return rows.compactMap { row in
            guard let request = FrozenRequest.read(row["request"]), let state = JobState(rawValue: row["state"])
            else { return nil }
            return SweepJob(
                id: JobID(row["uuid"] as String), request: request, state: state,
                result: (row["result"] as String?).map(ResultID.init),
                seed: (row["result_seed"] as String?).flatMap(UInt64.init))
        }
    }
}
