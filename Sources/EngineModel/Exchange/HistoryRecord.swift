import RunwareAPI

/// A row of history as it leaves the database and comes back: one line of JSON (see `line`).
///
/// A line is a row and not a job, so that the order of rows survives, also where images of several jobs came in turn, and
/// so that single results can be chosen; lines of one job repeat what they share. What is left out is what is nobody
/// else's business or has no meaning elsewhere: credentials in addresses, the fingerprint of the key, the owner, the
/// place in the queue, and whether a file was still on its way.
package struct HistoryRecord: Hashable, Sendable {
    /// The job with the image of this row alone; with none when the job ended without.
    package let job: Job
    /// What the user wrote on the row. Whether it lay in the bin is not among it.
    package let marks: HistoryMarks

    /// The format that this program writes, and the only one that it reads.
    package static let version = 1

    init(job: Job, marks: HistoryMarks) {
        self.job = job
        self.marks = marks
    }

    /// Takes from an entry what may leave the database.
    package init(_ entry: HistoryEntry) {
        let job = entry.job
        let secrets = LeftOutSecrets(job.request)
        var origin = job.origin
        origin.isOffRecord = false
        var record = Job(
            id: job.id, request: job.request.withoutSecrets, origin: origin, submittedAt: job.submittedAt,
            service: job.service.withoutKey, state: job.state)
        record.attempts = job.attempts.map { attempt in
            Attempt(closed: attempt, errors: attempt.errors.map(secrets.clean))
        }
        record.results = (entry.result.map { [$0] } ?? []).map { $0.record(secrets) }
        record.retries = job.retries
        record.failure = job.failure.map(secrets.clean)
        record.finishedAt = job.finishedAt
        var marks = entry.row.marks
        marks.deletedAt = nil
        self.init(job: record, marks: marks)
    }

    /// The image of the row; nil for a job that ended without one.
    package var result: ImageResult? { job.results.first }
    package var id: HistoryID { result.map { .result($0.id) } ?? .job(job.id) }

    /// What lines of one job have in common.
    package var common: Job {
        var job = job
        job.results = []
        return job
    }

    /// States of jobs that have ended and can stand in history. Only such a job is a record: one that had not ended
    /// might be taken for one that is still to be sent or collected.
    package static let states: Set<JobState> = [.done, .partial, .blocked, .failed, .abandoned]
    /// Whether an entry may leave the database as a record: its job has ended, and is not off the record.
    package static func isExportable(_ entry: HistoryEntry) -> Bool {
        states.contains(entry.job.state) && !entry.job.origin.isOffRecord
    }

    /// Those in which a job stands in history without an image.
    package static let statesWithoutResult: Set<JobState> = [.blocked, .failed, .abandoned]
}

extension Attempt {
    /// An attempt of a record: it was sent, and nothing more is asked about it, whatever became of it.
    init(closed attempt: Attempt, errors: [ServiceError]) {
        self.init(
            taskUUID: attempt.taskUUID, asked: attempt.asked, seed: attempt.seed, startedAt: attempt.startedAt)
        bytesWritten = true
        hasVerdict = true
        self.errors = errors
    }
}

extension ImageResult {
    /// The image of a record: no file of it is on its way.
    fileprivate func record(_ secrets: LeftOutSecrets) -> ImageResult {
        let media: MediaState =
            switch media {
            case .linked, .pending: .linked
            case .stored(let path): .stored(path: path)
            case .failed(let reason): .failed(reason: secrets.clean(reason))
            }
        return ImageResult(
            id: id, taskUUID: taskUUID, imageUUID: imageUUID, index: index, url: url.map(secrets.clean), seed: seed,
            cost: cost, nsfw: nsfw, receivedAt: receivedAt, media: media)
    }
}
