import EngineModel
import GRDB
import RunwareAPI

/// Taking over what owners that are gone left, in one transaction and while the gate is held.
struct AdoptionRecords {
    let database: Database
    let owner: TaskUUID
    let time: Timestamp
    /// Tasks of which raw answers are kept.
    let spooled: [TaskUUID]

    func adopt(_ gone: inout GoneOwners) throws -> Adoption {
        var adoption = Adoption()
        adoption.jobs = try jobs(&gone)
        adoption.files = try files(&gone)
        adoption.sessions = try sessions(&gone)
        return adoption
    }

    /// Unfinished jobs; those that the user let go of and that are still collected; those that have ended and whose
    /// raw answers nobody came to let go of; those off the record, which are to be erased once they were shown. Jobs whose request this version does not understand stay as they are, for
    /// the version that wrote them. One that has ended and has no owner was imported: it is a record, and nobody's.
    private func jobs(_ gone: inout GoneOwners) throws -> [Job] {
        let candidates = try Row.fetchAll(
            database,
            sql: """
                SELECT id, owner FROM (
                    SELECT id, owner, position FROM jobs WHERE \(JobRecords.unfinished)
                    UNION
                    SELECT jobs.id, owner, position FROM jobs JOIN attempts ON attempts.job = jobs.id
                        WHERE state = 'abandoned' AND has_verdict = 0 AND started_at > ? AND owner IS NOT NULL
                    UNION
                    SELECT id, owner, position FROM jobs WHERE off_record = 1
                    UNION
                    SELECT jobs.id, owner, position FROM attempts JOIN jobs ON jobs.id = attempts.job
                        WHERE task_uuid IN (SELECT value FROM json_each(?))
                            AND (owner IS NOT NULL OR \(JobRecords.unfinished))
                ) WHERE owner IS NOT ? ORDER BY position, id
                """,
            arguments: [
                time.adding(milliseconds: -JobQueue.collectedFor).milliseconds,
                "[\(spooled.map { JSONText.quoted($0.text) }.joined(separator: ","))]", owner.text,
            ])
        let records = JobRecords(database: database)
        var jobs: [Job] = []
        for row in candidates {
            if let other: String = row["owner"], !gone.contains(other) { continue }
            guard let job = try records.job(row: row["id"]) else { continue }
            try own(row["id"])
            jobs.append(job)
        }
        return jobs
    }

    /// Files that are not there yet, of jobs in any state.
    private func files(_ gone: inout GoneOwners) throws -> [MissingFile] {
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT results.uuid, results.task_uuid, results.image_uuid, results.url, jobs.id AS job, jobs.owner,
                    jobs.request FROM results JOIN jobs ON jobs.id = results.job
                    WHERE results.media = 'pending' ORDER BY results.id
                """)
        var files: [MissingFile] = []
        for row in rows {
            let other: String? = row["owner"]
            if let other, other != owner.text, !gone.contains(other) { continue }
            guard let taskUUID = TaskUUID(row["task_uuid"] as String),
                let request = FrozenRequest.read(row["request"])
            else { continue }
            try own(row["job"])
            files.append(
                MissingFile(
                    result: ResultID(row["uuid"] as String), taskUUID: taskUUID, imageUUID: row["image_uuid"],
                    url: row["url"], format: request.parameters.outputFormat))
        }
        return files
    }

    private func sessions(_ gone: inout GoneOwners) throws -> [OwnerSession] {
        let rows = try Row.fetchAll(
            database, sql: "SELECT * FROM sessions WHERE owner <> ? ORDER BY opened_at DESC", arguments: [owner.text])
        var sessions: [OwnerSession] = []
        for row in rows {
            let other: String = row["owner"]
            guard gone.contains(other) else { continue }
            try database.execute(sql: "DELETE FROM sessions WHERE owner = ?", arguments: [other])
            let service = ServiceIdentity(key: row["service"], isSimulated: row["simulated"])
            sessions.append(OwnerSession(session: row["session"], service: service))
        }
        return sessions
    }

    private func own(_ job: Int64) throws {
        try database.execute(sql: "UPDATE jobs SET owner = ? WHERE id = ?", arguments: [owner.text, job])
    }
}
