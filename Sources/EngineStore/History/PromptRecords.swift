import EngineModel
import GRDB

/// Distinct prompts by their newest use, read from the jobs.
struct PromptRecords {
    let database: Database

    /// How many jobs one page looks at: a sweep is one template many times, and a page must not hold up the store.
    static let window: Int64 = 20_000

    /// A job's prompt shows when no later job has the same one.
    static let sql = """
        SELECT job.id, coalesce(job.template, job.prompt) AS text, job.template IS NOT NULL AS is_template,
            job.submitted_at
        FROM jobs AS job WHERE job.id < ? AND job.id >= ? AND job.off_record = 0 AND NOT EXISTS (
            SELECT 1 FROM jobs AS later
            WHERE later.off_record = 0 AND coalesce(later.template, later.prompt) = coalesce(job.template, job.prompt)
                AND (later.template IS NULL) = (job.template IS NULL) AND later.id > job.id)
        ORDER BY job.id DESC LIMIT ?
        """

    func page(before cursor: PromptCursor?, limit: Int, window: Int64 = window) throws -> PromptPage {
        let newest = try Int64.fetchOne(database.cachedStatement(sql: "SELECT max(id) FROM jobs")) ?? 0
        let end = min(cursor?.sequence ?? .max, newest + 1)
        let start = max(end - window, 0)
        let limit = min(max(limit, 1), 10_000)
        let rows = try Row.fetchAll(database.cachedStatement(sql: Self.sql), arguments: [end, start, limit])
        let prompts = rows.map { row in
            EarlierPrompt(
                text: row["text"], isTemplate: row["is_template"], cursor: PromptCursor(sequence: row["id"]),
                usedAt: Timestamp(milliseconds: row["submitted_at"]))
        }
        let next = rows.count == limit ? prompts.last?.cursor.sequence ?? start : start
        // Numbers of jobs begin at 1.
        return PromptPage(prompts: prompts, next: next > 1 ? PromptCursor(sequence: next) : nil)
    }
}
