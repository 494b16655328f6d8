import EngineCore
import EngineModel
import GRDB
import RunwareAPI

/// One transaction of the journal: entries become rows. Attempts that enter `sending` are collected for the log.
struct EntryWriting {
    let database: Database
    let owner: TaskUUID
    let time: Timestamp
    /// What the log of sent tasks has to hold before this transaction commits.
    private(set) var sent: [SentLog.Line] = []
    /// Jobs that were deleted for ever: nothing is written about them.
    private(set) var erased: Set<JobID> = []

    init(database: Database, owner: TaskUUID, time: Timestamp) {
        self.database = database
        self.owner = owner
        self.time = time
    }

    mutating func write(_ entry: JournalEntry) throws {
        switch entry {
        case .submitted(let job): try submit(job)
        case .sending(let id, let attempt): try enterSending(id, attempt)
        case .changed(let job): try change(job)
        case .result(let id, let result): try add(result, to: id)
        case .media(let id, let media): try setMedia(of: id, media)
        case .ordered(let ids): try order(ids)
        case .session(let session, let service): try keep(session, at: service)
        }
    }

    private func submit(_ job: Job) throws {
        let request = job.request.jsonText
        let parameters = job.request.parameters
        try execute(
            """
            INSERT INTO jobs (uuid, state, request, request_hash, prompt, width, height, seed, number, service,
                simulated, name, parent, batch, template, retry_of, off_record, changes, owner, position, failure,
                not_before, submitted_at, finished_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,
                (SELECT coalesce(max(id), 0) + 1 FROM jobs), ?, ?, ?, ?)
            """,
            [
                job.id.text, job.state.rawValue, request, FrozenRequest.hash(request),
                ColumnText.of(job.request.prompt),
                parameters.width, parameters.height, parameters.seed.map(String.init), parameters.numberResults,
                ColumnText.of(job.service.key), job.service.isSimulated, job.origin.name?.text, job.origin.parent?.text,
                job.origin.batch?.text, job.origin.template.map(ColumnText.of), job.origin.retryOf?.text,
                job.origin.isOffRecord,
                try job.origin.parent.flatMap { parent in
                    try ParentRecords(database: database).changes(of: job.request, from: parent)?.rawValue
                }, owner.text,
                try job.failure.map(StoredFailure.text), job.notBefore?.milliseconds, job.submittedAt.milliseconds,
                job.finishedAt?.milliseconds,
            ])
        // A job that was found again by the log of sent tasks comes with the attempt that it is known by.
        let id = database.lastInsertedRowID
        for attempt in job.attempts { try insert(attempt, of: id) }
    }

    /// What was sent for a job besides.
    mutating func add(_ attempts: [Attempt], to id: JobID) throws {
        guard let job = try row(of: id) else { return }
        for attempt in attempts { try insert(attempt, of: job["id"]) }
    }

    /// A task that the service did not take is sent again under its UUID; one of another job never.
    private func insert(_ attempt: Attempt, of job: Int64) throws {
        try execute(
            """
            INSERT INTO attempts (task_uuid, job, number, asked, seed, started_at, bytes_written, has_verdict)
                VALUES (?, ?, (SELECT count(*) + 1 FROM attempts WHERE job = ?), ?, ?, ?, ?, ?)
                ON CONFLICT (task_uuid) DO UPDATE SET bytes_written = max(bytes_written, excluded.bytes_written)
                WHERE job = excluded.job
            """,
            [
                attempt.taskUUID.text, job, job, attempt.asked, attempt.seed.map(String.init),
                attempt.startedAt.milliseconds, attempt.bytesWritten, attempt.hasVerdict,
            ])
        guard database.changesCount == 1 else {
            throw StoreFailure.database("task \(attempt.taskUUID) belongs to another job, nothing was sent")
        }
    }

    private mutating func enterSending(_ id: JobID, _ attempt: Attempt) throws {
        guard let job = try row(of: id) else { return }
        guard job["owner"] == owner.text else {
            throw StoreFailure.database("job \(id) belongs to another copy of Easel, nothing was sent")
        }
        try insert(attempt, of: job["id"])
        try execute(
            "UPDATE jobs SET state = 'sending', failure = NULL, not_before = NULL WHERE id = ?", [job["id"] as Int64])
        if job["off_record"] { sent.append(.offRecord(time, attempt.taskUUID)) }
        sent.append(.sent(time, attempt.taskUUID, id, service: job["service"]))
    }

    private mutating func change(_ job: Job) throws {
        guard let row = try row(of: job.id) else { return }
        let id: Int64 = row["id"]
        try execute(
            """
            UPDATE jobs SET state = ?, failure = ?, not_before = ?, finished_at = ?, service = ?, simulated = ?,
                retries = ? WHERE id = ?
            """,
            [
                job.state.rawValue, try job.failure.map(StoredFailure.text), job.notBefore?.milliseconds,
                job.finishedAt?.milliseconds, ColumnText.of(job.service.key), job.service.isSimulated,
                job.retries, id,
            ])
        // What is known of an attempt only grows; nothing that was sent becomes unsent. Errors are those that count: a
        // retry that the user wants begins without any.
        for attempt in job.attempts {
            try execute(
                """
                UPDATE attempts SET bytes_written = max(bytes_written, ?), has_verdict = max(has_verdict, ?), errors = ?
                    WHERE task_uuid = ? AND job = ?
                """,
                [
                    attempt.bytesWritten, attempt.hasVerdict, try StoredErrors.text(attempt.errors),
                    attempt.taskUUID.text, id,
                ])
        }
    }

    /// An image that is known already stays as it is: the service answers a collect with the same images again.
    private mutating func add(_ result: ImageResult, to id: JobID) throws {
        guard let job = try row(of: id) else { return }
        let media = MediaColumns(result.media)
        try execute(
            """
            INSERT INTO results (uuid, job, task_uuid, image_uuid, place, url, seed, cost, estimated, simulated, nsfw,
                received_at, media, path, reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (job, image_uuid) DO NOTHING
            """,
            [
                result.id.text, job["id"] as Int64, result.taskUUID.text, ColumnText.of(result.imageUUID), result.index,
                result.url.map(ColumnText.of), result.seed.map(String.init),
                (result.cost ?? RunwareModel.pricePerImage).microDollars, result.cost == nil, job["simulated"] as Bool,
                result.nsfw, result.receivedAt.milliseconds, media.state, media.path, media.reason,
            ])
    }

    private func setMedia(of id: ResultID, _ media: MediaState) throws {
        let columns = MediaColumns(media)
        try execute(
            "UPDATE results SET media = ?, path = ?, reason = ? WHERE uuid = ? AND reason IS NOT 'erased'",
            [columns.state, columns.path, columns.reason, id.text])
        if database.changesCount == 1 { return }
        guard try isErased(id.text) else { throw StoreFailure.database("no result \(id) is known") }
        // It was deleted for ever while its file was on the way.
        try Leftovers(database: database).remember([columns.path].compactMap(\.self))
    }

    /// The places of these jobs stay the same places; who has which of them changes. A job of another copy keeps its own.
    private func order(_ ids: [JobID]) throws {
        let find = try database.cachedStatement(sql: "SELECT id, position FROM jobs WHERE uuid = ? AND owner = ?")
        let rows = try ids.compactMap { try Row.fetchOne(find, arguments: [$0.text, owner.text]) }
        let places = rows.map { $0["position"] as Double }.sorted()
        for (row, place) in zip(rows, places) where row["position"] as Double != place {
            try execute("UPDATE jobs SET position = ? WHERE id = ?", [place, row["id"] as Int64])
        }
    }

    private func keep(_ session: String, at service: ServiceIdentity) throws {
        try execute(
            """
            INSERT INTO sessions (owner, service, simulated, session, opened_at) VALUES (?, ?, ?, ?, ?)
                ON CONFLICT (owner) DO UPDATE SET service = excluded.service, simulated = excluded.simulated,
                    session = excluded.session, opened_at = excluded.opened_at
            """,
            [
                owner.text, ColumnText.of(service.key), service.isSimulated, ColumnText.of(session), time.milliseconds,
            ])
    }

    /// Nil for a job that was deleted for ever: late news of it are none.
    private mutating func row(of id: JobID) throws -> Row? {
        let statement = try database.cachedStatement(
            sql: "SELECT id, owner, service, simulated, off_record FROM jobs WHERE uuid = ?")
        if let row = try Row.fetchOne(statement, arguments: [id.text]) { return row }
        guard try isErased(id.text) else { throw StoreFailure.database("no job \(id) is known") }
        erased.insert(id)
        return nil
    }

    private func isErased(_ uuid: String) throws -> Bool {
        let statement = try database.cachedStatement(
            sql: """
                SELECT 1 FROM erased WHERE uuid = ?1
                    UNION ALL SELECT 1 FROM results WHERE uuid = ?1 AND reason = 'erased'
                """)
        return try Bool.fetchOne(statement, arguments: [uuid]) ?? false
    }

    private func execute(_ sql: String, _ arguments: StatementArguments) throws {
        try database.cachedStatement(sql: sql).execute(arguments: arguments)
    }
}
