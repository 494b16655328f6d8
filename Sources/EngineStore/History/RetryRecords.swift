import EngineModel
import GRDB

/// What was asked for again, by any copy: `Retries` among all jobs of the tables.
struct RetryRecords {
    let database: Database

    /// `line` is the job and those that it stands for, `tree` all that stand for one of them.
    static let newest = """
        WITH RECURSIVE
            line (uuid) AS (
                SELECT ?1 UNION SELECT retry_of FROM line JOIN jobs USING (uuid) WHERE retry_of IS NOT NULL),
            tree (uuid) AS (SELECT uuid FROM line UNION SELECT jobs.uuid FROM tree JOIN jobs ON retry_of = tree.uuid)
        SELECT state, coalesce(finished_at, CASE WHEN uuid NOT IN line THEN submitted_at END) AS since
            FROM tree JOIN jobs USING (uuid) WHERE state NOT IN ('failed', 'blocked', 'cancelled')
                AND NOT (state = 'partial' AND uuid IN line)
            ORDER BY id DESC LIMIT 1
        """

    func retries(of jobs: [JobID]) throws -> [JobID: EarlierRequest] {
        let statement = try database.cachedStatement(sql: Self.newest)
        var retries: [JobID: EarlierRequest] = [:]
        for id in jobs {
            guard let row = try Row.fetchOne(statement, arguments: [id.text]),
                let state = JobState(rawValue: row["state"])
            else { continue }
            retries[id] = .retried(state, since: (row["since"] as Int64?).map(Timestamp.init(milliseconds:)))
        }
        return retries
    }
}
