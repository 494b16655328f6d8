import EngineModel
@testable import EngineStore
import GRDB
import Glibc
import RunwareAPI

/// A database as an earlier step left it. What is written there is written as it was then, in SQL.
enum OldStore {
    static func write(
        to path: String, upTo step: String, _ body: @escaping @Sendable (Database) throws -> Void
    ) async throws {
        for ending in ["", "-wal", "-shm"] { unlink(path + ending) }
        let queue = try DatabaseQueue(path: path)
        try StoreMigrations.migrator.migrate(queue, upTo: step)
        try await queue.write(body)
        try queue.close()
    }

    /// A job that failed, in a store of the step "history by time".
    static func insertFailed(_ job: Job, _ database: Database) throws {
        try database.execute(
            sql: """
                INSERT INTO jobs (uuid, state, request, request_hash, prompt, width, height, number, service,
                    simulated, position, submitted_at)
                VALUES (?, 'queued', ?, 0, ?, 1024, 1024, 1, ?, 0, 1, ?)
                """,
            arguments: [
                job.id.text, job.request.jsonText, job.request.prompt, job.service.key, job.submittedAt.milliseconds,
            ])
        try database.execute(sql: "UPDATE jobs SET state = 'failed'")
    }
}
