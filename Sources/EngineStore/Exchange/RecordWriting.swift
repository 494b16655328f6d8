import EngineCore
import EngineModel
import GRDB
import RunwareAPI

/// One transaction of an import: records become rows by the same statements that write the journal's entries. The rows
/// stay unseen until `end`, and so nothing that is seen may change before.
struct RecordWriting {
    let database: Database
    /// Writes a job as this process writes its own.
    var entries: EntryWriting

    /// What an import knows from one transaction to the next.
    struct Course {
        fileprivate(set) var count = ImportCount()
        /// Jobs that it brought.
        fileprivate var brought: Set<JobID> = []
        /// Images of imported jobs whose row or end will be another with them, which is seen at once.
        fileprivate var revising: [HistoryRecord] = []
    }
    var course = Course()

    init(database: Database, entries: EntryWriting) {
        self.database = database
        self.entries = entries
    }

    /// Writes what is new of a record.
    mutating func write(_ record: HistoryRecord, line: Int) throws {
        switch try standing(of: record) {
        case .new:
            try bring(record, line: line)
            course.count.imported += 1
        case .missing(let job):
            if try isRevised(job, by: record) {
                course.revising.append(record)
            } else {
                try add(record, to: job)
                try hide(record)
            }
            course.count.imported += 1
        case .known: course.count.known += 1
        case .foreign: course.count.leftOut += 1
        }
    }

    /// All of it is there from now on.
    mutating func end() throws {
        for record in course.revising {
            // It was counted as one that comes; meanwhile its job may have been erased, or the image have come.
            guard case .missing(let job) = try standing(of: record) else {
                course.count.imported -= 1
                course.count.leftOut += 1
                continue
            }
            try revise(job, record)
            try add(record, to: job)
            try writeMarks(record)
        }
        try ArrivingRecords(database: database).show()
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
        if course.brought.contains(record.job.id) { return .new }
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
        let isFirst = course.brought.insert(job.id).inserted
        if isFirst {
            // A job that was never sent; only its change makes it stand in history.
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
        try hide(record)
    }

    /// An image that a record of an earlier import lacks.
    private mutating func add(_ record: HistoryRecord, to job: JobID) throws {
        guard let result = record.result else { return }
        try entries.write(.result(job, result))
    }

    /// Whether an image of a record changes what is seen of its job: the row without one goes, or its end is another.
    private func isRevised(_ job: JobID, by record: HistoryRecord) throws -> Bool {
        let hasRow = try exists(
            "SELECT 1 FROM history JOIN jobs ON jobs.id = history.job WHERE jobs.uuid = ? AND history.result IS NULL",
            job.text)
        return try hasRow || isLater(record, than: job)
    }

    /// Whether a record tells of a later end of its job.
    private func isLater(_ record: HistoryRecord, than job: JobID) throws -> Bool {
        let ended = try Int64.fetchOne(
            database.cachedStatement(sql: "SELECT finished_at FROM jobs WHERE uuid = ?"), arguments: [job.text])
        guard record.job.id == job, let told = record.job.finishedAt?.milliseconds else { return false }
        return told > ended ?? .min
    }

    /// Takes over how the job ended, where that is told as it was at a later time: it was tried again.
    private mutating func revise(_ job: JobID, _ record: HistoryRecord) throws {
        guard try isLater(record, than: job) else { return }
        let more = try record.job.attempts.filter { attempt in
            try !exists("SELECT 1 FROM attempts WHERE task_uuid = ?", attempt.taskUUID.text)
        }
        try entries.add(more, to: job)
        try entries.write(.changed(record.common))
    }

    /// The row that was written last is seen only at the end of the import.
    private func hide(_ record: HistoryRecord) throws {
        try ArrivingRecords(database: database).hide(try writeMarks(record))
    }

    /// Writes what the record says on its row, where nothing stands: what was written here on the row of the job without
    /// an image has come to this one. Returns where the row stands.
    @discardableResult
    private func writeMarks(_ record: HistoryRecord) throws -> Int64 {
        let sql =
            switch record.id {
            case .result: "SELECT sequence FROM history JOIN results ON results.id = history.result WHERE uuid = ?"
            case .job:
                "SELECT sequence FROM history JOIN jobs ON jobs.id = history.job WHERE uuid = ? AND result IS NULL"
            }
        guard let sequence = try Int64.fetchOne(database.cachedStatement(sql: sql), arguments: [record.id.text]) else {
            throw StoreFailure.database("no row of \(record.id.text) is there")
        }
        try MarkRecords(database: database, now: entries.time).write(record.marks, to: record.id, at: sequence)
        return sequence
    }
}
