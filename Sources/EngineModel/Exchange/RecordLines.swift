package import Foundation
import RunwareAPI

/// The lines of a file of records, read one after the other; blank ones are passed over and counted.
package struct RecordLines: Sendable {
    private let bytes: Data
    private var position: Data.Index
    /// The number of the line that was read last, from 1; 0 before the first.
    package private(set) var line = 0

    package init(_ bytes: Data) {
        self.bytes = bytes
        position = bytes.startIndex
    }

    /// Bytes of a line; what is longer is no record of ours.
    private static let longest = 16 << 20

    /// The next record; nil at the end.
    package mutating func next() throws(RecordFault) -> HistoryRecord? {
        while position < bytes.endIndex {
            let end = bytes[position...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.endIndex
            let text = bytes[position..<end]
            position = end < bytes.endIndex ? end + 1 : end
            line += 1
            guard text.count <= Self.longest else {
                throw RecordFault(line: line, rule: "is longer than \(Self.longest >> 20) MiB, which no record is")
            }
            guard text.contains(where: { !Self.blanks.contains($0) }) else { continue }
            return try HistoryRecord(line: text, number: line)
        }
        return nil
    }

    private static let blanks: Set<UInt8> = [0x20, 0x09, 0x0D]

    /// Reads all lines for nothing but their faults, those between lines included, and counts the records. Nothing may
    /// be imported of a file that has any.
    package func check() throws(RecordFault) -> Int {
        var lines = self
        var check = RecordCheck()
        var count = 0
        while let record = try lines.next() {
            try check.see(record, line: lines.line)
            count += 1
        }
        return count
    }
}

/// What lines of one file must not say of each other.
private struct RecordCheck {
    /// What the first line of a job said of it.
    private var jobs: [JobID: (line: Int, hash: Int)] = [:]
    private var tasks: [String: JobID] = [:]
    private var rows: [HistoryID: Int] = [:]
    private var images: [Image: Int] = [:]

    private struct Image: Hashable {
        let job: JobID
        let name: String
    }

    mutating func see(_ record: HistoryRecord, line: Int) throws(RecordFault) {
        let job = record.common
        let hash = job.hashValue
        if let first = jobs[job.id] {
            guard first.hash == hash else {
                throw RecordFault(line: line, member: "job", rule: "is told of otherwise than in line \(first.line)")
            }
            guard record.result != nil, rows[.job(job.id)] == nil else {
                throw RecordFault(
                    line: line, member: "job", rule: "has line \(first.line) already, and one of both has no image")
            }
        } else {
            jobs[job.id] = (line, hash)
        }
        for attempt in job.attempts {
            guard tasks.updateValue(job.id, forKey: attempt.taskUUID.text) ?? job.id == job.id else {
                throw RecordFault(
                    line: line, member: "attempts", rule: "task \(attempt.taskUUID) belongs to another job further up")
            }
        }
        if let first = rows.updateValue(line, forKey: record.id) {
            throw RecordFault(line: line, rule: "stands in line \(first) already")
        }
        if let result = record.result {
            if let first = images.updateValue(line, forKey: Image(job: job.id, name: result.imageUUID)) {
                throw RecordFault(line: line, member: "result.imageUUID", rule: "stands in line \(first) already")
            }
        }
    }
}
