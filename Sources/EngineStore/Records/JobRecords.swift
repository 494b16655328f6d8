import EngineModel
import Foundation
import GRDB
import RunwareAPI

/// Jobs as they stand in the tables, read back as values.
struct JobRecords {
    let database: Database

    /// States in which a job is not final; the words of the index `unfinished_jobs`.
    static let unfinished = "state IN ('queued', 'sending', 'accepted', 'running', 'held', 'uncertain')"

    /// The job of this row with attempts and results; nil when this version does not understand its request or state.
    func job(row id: Int64) throws -> Job? {
        let statement = try database.cachedStatement(sql: "SELECT * FROM jobs WHERE id = ?")
        guard let row = try Row.fetchOne(statement, arguments: [id]), var job = Self.job(row) else { return nil }
        job.attempts = try attempts(of: id)
        job.results = try results(of: id)
        return job
    }

    private static func job(_ row: Row) -> Job? {
        guard let request = FrozenRequest.read(row["request"]), let state = JobState(rawValue: row["state"])
        else { return nil }
        let origin = JobOrigin(
            name: (row["name"] as String?).flatMap { TaskUUID($0) },
            parent: (row["parent"] as String?).map(ResultID.init),
            batch: (row["batch"] as String?).map(BatchID.init), template: row["template"],
            retryOf: (row["retry_of"] as String?).map(JobID.init), isOffRecord: row["off_record"])
        var job = Job(
            id: JobID(row["uuid"] as String), request: request, origin: origin,
            submittedAt: Timestamp(milliseconds: row["submitted_at"]),
            service: ServiceIdentity(key: row["service"], isSimulated: row["simulated"]), state: state)
        job.retries = row["retries"]
        job.failure = (row["failure"] as String?).flatMap(StoredFailure.read)
        job.notBefore = (row["not_before"] as Int64?).map(Timestamp.init(milliseconds:))
        job.finishedAt = (row["finished_at"] as Int64?).map(Timestamp.init(milliseconds:))
        return job
    }

    private func attempts(of job: Int64) throws -> [Attempt] {
        let statement = try database.cachedStatement(sql: "SELECT * FROM attempts WHERE job = ? ORDER BY number")
        return try Row.fetchAll(statement, arguments: [job]).compactMap { row in
            guard let taskUUID = TaskUUID(row["task_uuid"] as String) else { return nil }
            var attempt = Attempt(
                taskUUID: taskUUID, asked: row["asked"], seed: (row["seed"] as String?).flatMap { UInt64($0) },
                startedAt: Timestamp(milliseconds: row["started_at"]))
            attempt.bytesWritten = row["bytes_written"]
            attempt.hasVerdict = row["has_verdict"]
            attempt.errors = (row["errors"] as String?).map(StoredErrors.read) ?? []
            return attempt
        }
    }

    private func results(of job: Int64) throws -> [ImageResult] {
        let statement = try database.cachedStatement(sql: "SELECT * FROM results WHERE job = ? ORDER BY place, id")
        return try Row.fetchAll(statement, arguments: [job]).compactMap(Self.result)
    }

    private static func result(_ row: Row) -> ImageResult? {
        guard let taskUUID = TaskUUID(row["task_uuid"] as String) else { return nil }
        let isEstimated: Bool = row["estimated"]
        return ImageResult(
            id: ResultID(row["uuid"] as String), taskUUID: taskUUID, imageUUID: row["image_uuid"],
            index: row["place"], url: row["url"], seed: (row["seed"] as String?).flatMap { UInt64($0) },
            cost: isEstimated ? nil : Money(microDollars: row["cost"]), nsfw: row["nsfw"],
            receivedAt: Timestamp(milliseconds: row["received_at"]), media: media(row))
    }

    private static func media(_ row: Row) -> MediaState {
        switch row["media"] as String {
        case "stored": .stored(path: row["path"])
        case "failed": .failed(reason: row["reason"])
        case "pending": .pending
        default: .linked
        }
    }
}

/// A job's failure as JSON.
enum StoredFailure {
    static func text(_ failure: JobFailure) throws -> String {
        String(decoding: try JSONEncoder().encode(failure), as: UTF8.self)
    }

    /// Nil when another version wrote it in words of its own: the job's state still holds.
    static func read(_ text: String) -> JobFailure? {
        try? JSONGuard.decode(JobFailure.self, from: Data(text.utf8))
    }
}

/// The errors of an attempt as a JSON array; no text where there are none.
enum StoredErrors {
    static func text(_ errors: [ServiceError]) throws -> String? {
        errors.isEmpty ? nil : String(decoding: try JSONEncoder().encode(errors), as: UTF8.self)
    }

    /// Empty when another version wrote them in words of its own: at worst a refused image is asked for once more.
    static func read(_ text: String) -> [ServiceError] {
        (try? JSONGuard.decode([ServiceError].self, from: Data(text.utf8))) ?? []
    }
}

/// The columns of a file's state.
struct MediaColumns {
    let state: String
    let path: String?
    let reason: String?

    init(_ media: MediaState) {
        switch media {
        case .linked: (state, path, reason) = ("linked", nil, nil)
        case .pending: (state, path, reason) = ("pending", nil, nil)
        case .stored(let stored): (state, path, reason) = ("stored", ColumnText.of(stored), nil)
        case .failed(let why): (state, path, reason) = ("failed", nil, ColumnText.of(why))
        }
    }
}
