package import EngineCore
package import EngineModel
import GRDB
package import RunwareAPI

extension EngineStore: JobJournal {
    @discardableResult
    package func write(_ entries: [JournalEntry]) async throws(StoreFailure) -> Set<JobID> {
        let owner = owner.owner
        let log = SentLog(folder: folder)
        let now = now
        return try await database.write { database in
            var writing = EntryWriting(database: database, owner: owner, time: now())
            for entry in entries { try writing.write(entry) }
            // A line for a transaction that fails is a question too many to the service; a sent task without a line
            // could be lost with the database.
            if !writing.sent.isEmpty { try log.append(writing.sent) }
            return writing.erased
        }
    }

    package func erased(among jobs: [JobID]) async throws(StoreFailure) -> Set<JobID> {
        try await database.read { database in
            let isErased = try database.cachedStatement(sql: "SELECT 1 FROM erased WHERE uuid = ?")
            return try Set(jobs.filter { try Bool.fetchOne(isErased, arguments: [$0.text]) ?? false })
        }
    }

    /// Jobs whose request this version does not understand stay as they are, for the version that wrote them.
    package func adopt() async throws(StoreFailure) -> Adoption {
        let owner = owner.owner
        let folder = folder
        let spool = spool
        let now = now
        let adoption = try await database.onWriter { database in
            let gate = try OwnerGate(folder)
            defer { gate.release() }
            var gone = GoneOwners(folder)
            defer { gone.release() }
            let adoption = try StoreDatabase.transaction(database) { database in
                try AdoptionRecords(database: database, owner: owner, time: now(), spooled: spool.tasks()).adopt(&gone)
            }
            gone.removeFiles()
            return adoption
        }
        await removeLeftovers()
        await words.begin()
        await chores.begin { try? await removeLeftImport() }
        return adoption
    }

    package func job(named name: TaskUUID, at service: ServiceIdentity) async throws(StoreFailure) -> Job? {
        try await database.read { database in
            let id = try Int64.fetchOne(
                database,
                sql: """
                    SELECT id FROM jobs WHERE name = ? AND service = ?
                        AND state NOT IN ('failed', 'blocked', 'cancelled')
                        AND NOT EXISTS (
                            SELECT 1 FROM history JOIN arriving USING (sequence) WHERE history.job = jobs.id)
                    ORDER BY id DESC LIMIT 1
                    """,
                arguments: [name.text, ColumnText.of(service.key)])
            return try id.flatMap { try JobRecords(database: database).job(row: $0) }
        }
    }

    package func job(task: TaskUUID) async throws(StoreFailure) -> Job? {
        try await database.read { database in
            let id = try Int64.fetchOne(
                database, sql: "SELECT job FROM attempts WHERE task_uuid = ?", arguments: [task.text])
            return try id.flatMap { try JobRecords(database: database).job(row: $0) }
        }
    }

    /// The job of this name of ours.
    package func job(_ job: JobID) async throws(StoreFailure) -> Job? {
        try await database.read { database in
            let id = try Int64.fetchOne(database, sql: "SELECT id FROM jobs WHERE uuid = ?", arguments: [job.text])
            return try id.flatMap { try JobRecords(database: database).job(row: $0) }
        }
    }

    package func forgotten(since time: Timestamp) async throws(StoreFailure) -> [ForgottenTask] {
        let log = SentLog(folder: folder)
        // Whoever appends to the log holds the write lock until the task is in the database too, in whichever copy.
        return try await database.write { database in
            try log.lines(since: time).filter { try !Self.isKnown($0.taskUUID, in: database) }
        }
    }

    package func recover(_ job: Job) async throws(StoreFailure) -> Bool {
        let (owner, now) = (owner.owner, now)
        return try await database.write { database in
            guard try !job.attempts.contains(where: { try Self.isKnown($0.taskUUID, in: database) }) else {
                return false
            }
            var writing = EntryWriting(database: database, owner: owner, time: now())
            try writing.write(.submitted(job))
            return true
        }
    }

    /// Whether a task belongs to a job, or to one that was deleted for ever.
    private static func isKnown(_ task: TaskUUID, in database: Database) throws -> Bool {
        let known = try database.cachedStatement(
            sql: """
                SELECT 1 FROM attempts WHERE task_uuid = ?1
                    UNION ALL SELECT 1 FROM erased WHERE uuid = ?1
                """)
        return try Bool.fetchOne(known, arguments: [task.text]) ?? false
    }

    /// So many of the newest jobs are looked through for such of a kind: a long history may have none of it.
    static let paced = 2000

    package func durations(last count: Int, isSimulated: Bool) async throws(StoreFailure) -> [Int64] {
        try await database.read { database in
            try Int64.fetchAll(
                database,
                sql: """
                    SELECT jobs.finished_at - attempts.started_at FROM jobs
                        JOIN attempts ON attempts.job = jobs.id AND attempts.number = 1
                        WHERE jobs.state = 'done' AND jobs.retries = 0 AND jobs.finished_at IS NOT NULL
                            AND jobs.imported = 0 AND jobs.simulated = ?
                            AND jobs.id > (SELECT coalesce(max(id), 0) FROM jobs) - ?
                        ORDER BY jobs.id DESC LIMIT ?
                    """,
                arguments: [isSimulated, Self.paced, count]
            ).reversed()
        }
    }

    package var changes: AsyncStream<Void> { watch.changes }
}
