import EngineCore
import EngineModel
import GRDB
import RunwareAPI

/// One transaction of an import: lines become rows by the same statements that write the journal's entries.
struct RecordWriting {
    let database: Database
    /// Writes a job as this process writes its own.
    var entries: EntryWriting

    /// Jobs that this import brought, and records of earlier imports that it looked at.
    private var brought: Set<JobID> = []
    private var revised: Set<JobID> = []

    init(database: Database, entries: EntryWriting) {
        self.database = database
        self.entries = entries
    }

    /// Writes what is new of the lines.
    mutating func write(_ lines: RecordLines) throws -> ImportCount {
        var lines = lines
        var count = ImportCount()
        while let record = try lines.next() {
            switch try standing(of: record) {
            case .new:
                try bring(record, line: lines.line)
                count.imported += 1
            case .missing(let job):
                try add(record, to: job)
                count.imported += 1
            case .known: count.known += 1
            case .foreign: count.leftOut += 1
            }
        }
        return count
    }

    // MARK: What is there

    /// How a record stands to what was there before the import.
    private enum Standing {
        /// Nothing of the job was there.
        case new
        /// The row is there.
        case known
        /// The job was imported earlier, without this image.
        case missing(from: JobID)
        /// The job is no record but one of this history's own, which may yet be collected, or it has another request.
        case foreign
    }

    private func standing(of record: HistoryRecord) throws -> Standing {
        if brought.contains(record.job.id) { return .new }
        guard let job = try job(of: record) else {
            let isThere = try record.result.map { try exists("SELECT 1 FROM results WHERE uuid = ?", $0.id.text) }
            return isThere == true ? .known : .new
        }
        guard let result = record.result else { return .known }
        let isThere = try Bool.fetchOne(
            database.cachedStatement(sql: "SELECT 1 FROM results WHERE uuid = ? OR (job = ? AND image_uuid = ?)"),
            arguments: [result.id.text, job["id"] as Int64, ColumnText.of(result.imageUUID)])
        if isThere == true { return .known }
        // An image that came into such a job by hand would be fetched, counted or collected by whoever owns it.
        guard job["imported"], job["request"] == record.job.request.jsonText else { return .foreign }
        return .missing(from: JobID(job["uuid"] as String))
    }

    /// The job under its own identity, or by a task: one that was found again by the log of sent tasks has another
    /// identity.
    private func job(of record: HistoryRecord) throws -> Row? {
        let columns = "SELECT jobs.id, jobs.uuid, jobs.imported, jobs.request FROM jobs"
        let named = try Row.fetchOne(
            database.cachedStatement(sql: "\(columns) WHERE uuid = ?"), arguments: [record.job.id.text])
        if let named { return named }
        let byTask = try database.cachedStatement(
            sql: "\(columns) JOIN attempts ON attempts.job = jobs.id WHERE attempts.task_uuid = ?")
        for task in record.job.attempts.map(\.taskUUID) + (record.result.map { [$0.taskUUID] } ?? []) {
            if let found = try Row.fetchOne(byTask, arguments: [task.text]) { return found }
        }
        return nil
    }

    private func exists(_ sql: String, _ text: String) throws -> Bool {
        try Bool.fetchOne(database.cachedStatement(sql: sql), arguments: [text]) ?? false
    }

    // MARK: Writing

    /// A row of a job that was not there.
    private mutating func bring(_ record: HistoryRecord, line: Int) throws {
        let job = record.job
        let isFirst = brought.insert(job.id).inserted
        if isFirst {
            // Until the transaction ends it is a job that was never sent; only its change makes it stand in history.
            var start = record.common
            start.state = .cancelled
            try entries.write(.submitted(start))
            // A record is nobody's, and nothing was spent for it here.
            try database.execute(
                sql: "UPDATE jobs SET imported = 1, owner = NULL WHERE uuid = ?", arguments: [job.id.text])
        }
        if let result = record.result {
            let isTaken = try exists("SELECT 1 FROM results WHERE uuid = ?", result.id.text)
            if !isTaken { try entries.write(.result(job.id, result)) }
            guard !isTaken, try exists("SELECT 1 FROM results WHERE uuid = ?", result.id.text) else {
                throw RecordFault(line: line, member: "result", rule: "belongs to another job of the history")
            }
        }
        if isFirst { try entries.write(.changed(record.common)) }
        try writeMarks(record)
    }

    /// An image that a record of an earlier import lacks.
    private mutating func add(_ record: HistoryRecord, to job: JobID) throws {
        guard let result = record.result else { return }
        if revised.insert(job).inserted { try revise(job, record) }
        try entries.write(.result(job, result))
        // What was written here on the row of the job without an image has come to this one.
        if try HistoryRecords(database: database).row(record.id)?.marks == HistoryMarks() { try writeMarks(record) }
    }

    /// Takes over how the job ended, where that is told as it was at a later time: it was tried again.
    private mutating func revise(_ job: JobID, _ record: HistoryRecord) throws {
        let ended = try Int64.fetchOne(
            database.cachedStatement(sql: "SELECT finished_at FROM jobs WHERE uuid = ?"), arguments: [job.text])
        guard record.job.id == job, let told = record.job.finishedAt?.milliseconds, told > ended ?? .min else { return }
        let more = try record.job.attempts.filter { attempt in
            try !exists("SELECT 1 FROM attempts WHERE task_uuid = ?", attempt.taskUUID.text)
        }
        try entries.add(more, to: job)
        try entries.write(.changed(record.common))
    }

    private func writeMarks(_ record: HistoryRecord) throws {
        guard record.marks != HistoryMarks() else { return }
        try MarkRecords(database: database, now: entries.time).write(record.marks, to: record.id)
    }
}
