import EngineCore
import EngineModel
import Foundation
import Glibc
import RunwareAPI

/// The plain log of sent tasks: one line per attempt, on the disk before the attempt's transaction commits. Collecting
/// reads it when a database had to be set aside (product §5 rule 1), and with it what nobody may bring back: which tasks
/// were erased or are off the record.
///
/// Lines are only ever added, and what follows about a task counts. Readers pass over lines that are none of theirs, so
/// that kinds may be added: an older Easel knows those of sent tasks alone.
struct SentLog: Sendable {
    /// What is told of a task.
    enum Line: Sendable {
        /// `<time> <task uuid> <job uuid> <service key>`, the key last: it is about to be sent.
        case sent(Timestamp, TaskUUID, JobID, service: String)
        /// `<time> off-record <task uuid>`: nothing of it may enter history.
        case offRecord(Timestamp, TaskUUID)
        /// `<time> erased <task uuid>`: it was deleted for ever and is not asked for again.
        case erased(Timestamp, TaskUUID)

        /// One line, without other control characters.
        var text: String {
            let words =
                switch self {
                case .sent(let time, let task, let job, let service):
                    "\(UTCTime(time).text) \(task.text) \(job.text) \(service)"
                case .offRecord(let time, let task): "\(UTCTime(time).text) \(Self.offRecordWord) \(task.text)"
                case .erased(let time, let task): "\(UTCTime(time).text) \(Self.erasedWord) \(task.text)"
                }
            let scalars = words.unicodeScalars.map { $0.properties.generalCategory == .control ? "?" : $0 }
            return String(String.UnicodeScalarView(scalars)) + "\n"
        }

        /// Reads a line; nil when it is none of ours, or names no job of ours.
        init?(_ line: ArraySlice<UInt8>) {
            let words = String(decoding: line, as: UTF8.self).split(separator: " ", maxSplits: 3).map(String.init)
            guard words.count >= 3, let time = UTCTime.read(words[0]) else { return nil }
            if words.count == 4, let task = TaskUUID(words[1]) {
                self = .sent(time, task, JobID(words[2]), service: words[3])
            } else if words.count == 3, let task = TaskUUID(words[2]), words[1] == Self.offRecordWord {
                self = .offRecord(time, task)
            } else if words.count == 3, let task = TaskUUID(words[2]), words[1] == Self.erasedWord {
                self = .erased(time, task)
            } else {
                return nil
            }
        }

        private static let offRecordWord = "off-record"
        private static let erasedWord = "erased"

        fileprivate var time: Timestamp {
            switch self {
            case .sent(let time, _, _, _), .offRecord(let time, _), .erased(let time, _): time
            }
        }
    }

    let folder: DataFolder

    /// The tasks that were sent since a time and not erased afterwards, each once, oldest first.
    ///
    /// The log grows for ever and only its end is of interest: it is read from there, until a block holds nothing that
    /// is young enough. A clock that was set back by less than a block of lines hides none.
    func lines(since time: Timestamp) -> [ForgottenTask] {
        guard let file = try? Disk.open(folder.sentLog, O_RDONLY) else { return [] }
        defer { close(file) }
        var end = lseek(file, 0, SEEK_END)
        var blocks: [[Line]] = []
        // The beginning of a line whose end stands in the block behind.
        var rest: [UInt8] = []
        while end > 0 {
            let start = max(end - Self.blockSize, 0)
            var block = [UInt8](repeating: 0, count: Int(end - start))
            guard pread(file, &block, block.count, start) == block.count else { break }
            block += rest
            end = start
            if start > 0 {
                guard let newline = block.firstIndex(of: UInt8(ascii: "\n")) else {
                    rest = block
                    continue
                }
                rest = Array(block[...newline])
                block.removeFirst(newline + 1)
            }
            let lines = block.split(separator: UInt8(ascii: "\n")).compactMap(Line.init)
            blocks.append(lines)
            if !lines.isEmpty, lines.allSatisfy({ $0.time < time }) { break }
        }
        return Self.tasks(blocks.reversed().joined(), since: time)
    }

    private static func tasks(_ lines: some Sequence<Line>, since time: Timestamp) -> [ForgottenTask] {
        var tasks: [(task: TaskUUID, service: String, sentAt: Timestamp)] = []
        var known: Set<TaskUUID> = []
        var erased: Set<TaskUUID> = []
        var offRecord: Set<TaskUUID> = []
        for line in lines {
            switch line {
            case .sent(let sentAt, let task, _, let service):
                erased.remove(task)
                if sentAt >= time, known.insert(task).inserted { tasks.append((task, service, sentAt)) }
            case .offRecord(_, let task): offRecord.insert(task)
            case .erased(_, let task): erased.insert(task)
            }
        }
        return tasks.filter { !erased.contains($0.task) }.map {
            ForgottenTask(
                taskUUID: $0.task, service: $0.service, sentAt: $0.sentAt, isOffRecord: offRecord.contains($0.task))
        }
    }

    /// Bytes that are read at a time.
    private static let blockSize: off_t = 64 * 1024

    /// Appends lines and returns when they are on the disk. Blocks. The caller holds the write lock of the database, so
    /// that lines of two copies do not mix.
    func append(_ lines: [Line]) throws(StoreFailure) {
        let path = folder.sentLog
        let file = try Disk.open(path, O_RDWR | O_CREAT | O_APPEND)
        defer { close(file) }
        let length = lseek(file, 0, SEEK_END)
        var text = lines.map(\.text).joined()
        // What a power cut left of a line must not swallow the next one.
        var last = UInt8(ascii: "\n")
        if length > 0, pread(file, &last, 1, length - 1) == 1, last != UInt8(ascii: "\n") { text = "\n" + text }
        try Disk.write(Data(text.utf8), to: file, path: path)
        try Disk.sync(file, path: path)
        if length <= 0 { try Disk.syncFolder(folder.path) }
    }
}
