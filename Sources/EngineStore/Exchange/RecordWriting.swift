import EngineCore
import EngineModel
import GRDB
import RunwareAPI

/// One transaction of an import: lines become rows by the same statements that write the journal's entries.
struct RecordWriting {
    let database: Database
    /// Writes a job as this process writes its own.
    var entries: EntryWriting

    /// Jobs that were known before, and those that this import brought.
    private var known: Set<JobID> = []
    private var brought: Set<JobID> = []

    init(database: Database, entries: EntryWriting) {
        self.database = database
        self.entries = entries
    }

    /// Writes what is new of the lines.
    mutating func write(_ lines: RecordLines) throws -> ImportCount {
        var lines = lines
        var count = ImportCount()
        while let record = try lines.next() {
            if try isKnown(record) {
                count.known += 1
            } else {
                try write(record, line: lines.line)
                count.imported += 1
            }
        }
        return count
    }

    /// Whether the job was there before the import, under its own identity or by a task or an image of it: one that was
    /// found again by the log of sent tasks has another identity.
    private mutating func isKnown(_ record: HistoryRecord) throws -> Bool {
        let job = record.job
        if known.contains(job.id) { return true }
        if brought.contains(job.id) { return false }
        let isThere =
            try exists("SELECT 1 FROM jobs WHERE uuid = ?", job.id.text)
            || job.attempts.contains { try exists("SELECT 1 FROM attempts WHERE task_uuid = ?", $0.taskUUID.text) }
            || record.result.map { try exists("SELECT 1 FROM results WHERE uuid = ?", $0.id.text) } ?? false
        if isThere { known.insert(job.id) }
        return isThere
    }

    private func exists(_ sql: String, _ text: String) throws -> Bool {
        try Bool.fetchOne(database.cachedStatement(sql: sql), arguments: [text]) ?? false
    }

    private mutating func write(_ record: HistoryRecord, line: Int) throws {
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

    private func writeMarks(_ record: HistoryRecord) throws {
        let marks = record.marks
        guard marks != HistoryMarks() else { return }
        let id = record.result.map { HistoryID.result($0.id) } ?? .job(record.job.id)
        try MarkRecords(database: database, now: entries.time).write(marks, to: id)
    }
}
