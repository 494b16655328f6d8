package import EngineCore
package import EngineModel
import GRDB
package import RunwareAPI

extension EngineStore: JobJournal {
    package func write(_ entries: [JournalEntry]) async throws(StoreFailure) {
        let owner = owner.owner
        let log = SentLog(folder: folder)
        let now = now
        try await database.write { database in
            var writing = EntryWriting(database: database, owner: owner, time: now())
            for entry in entries { try writing.write(entry) }
            // A line for a transaction that fails is a question too many to the service; a sent task without a line
            // could be lost with the database.
            if !writing.sent.isEmpty { try log.append(writing.sent) }
        }
    }

    /// Jobs whose request this version does not understand stay as they are, for the version that wrote them.
    package func adopt() async throws(StoreFailure) -> [Job] {
        let owner = owner.owner
        let folder = folder
        return try await database.onWriter { database in
            let gate = try OwnerGate(folder)
            defer { gate.release() }
            var gone = GoneOwners(folder)
            defer { gone.release() }
            let jobs = try StoreDatabase.transaction(database) { database in
                try Self.adopt(in: database, owner: owner, gone: &gone)
            }
            gone.removeFiles()
            return jobs
        }
    }

    private static func adopt(in database: Database, owner: TaskUUID, gone: inout GoneOwners) throws -> [Job] {
        let candidates = try Row.fetchAll(
            database,
            sql: """
                SELECT id, owner FROM jobs WHERE \(JobRecords.unfinished) AND owner IS NOT ? ORDER BY position, id
                """,
            arguments: [owner.text])
        let records = JobRecords(database: database)
        var jobs: [Job] = []
        for row in candidates {
            if let other: String = row["owner"], !gone.contains(other) { continue }
            guard let job = try records.job(row: row["id"]) else { continue }
            try database.execute(
                sql: "UPDATE jobs SET owner = ? WHERE id = ?", arguments: [owner.text, row["id"] as Int64])
            jobs.append(job)
        }
        return jobs
    }

    package func job(named name: TaskUUID, at service: ServiceIdentity) async throws(StoreFailure) -> Job? {
        try await database.read { database in
            let id = try Int64.fetchOne(
                database,
                sql: """
                    SELECT id FROM jobs WHERE name = ? AND service = ?
                        AND state NOT IN ('failed', 'blocked', 'cancelled') ORDER BY id DESC LIMIT 1
                    """,
                arguments: [name.text, ColumnText.of(service.key)])
            return try id.flatMap { try JobRecords(database: database).job(row: $0) }
        }
    }
}
