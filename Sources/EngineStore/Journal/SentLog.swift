import EngineCore
import EngineModel
import Foundation
import Glibc
import RunwareAPI

/// The plain log of sent tasks: one line per attempt, on the disk before the attempt's transaction commits. Collecting
/// reads it when a database had to be set aside (product §5 rule 1).
struct SentLog: Sendable {
    /// One attempt that is about to be sent.
    struct Line: Sendable {
        let time: Timestamp
        let taskUUID: TaskUUID
        let job: JobID
        let service: String

        /// `<time> <task uuid> <job uuid> <service key>`, the key last, without control characters.
        var text: String {
            let scalars = "\(UTCTime(time).text) \(taskUUID.text) \(job.text) \(service)".unicodeScalars.map {
                $0.properties.generalCategory == .control ? "?" : $0
            }
            return String(String.UnicodeScalarView(scalars)) + "\n"
        }
    }

    let folder: DataFolder

    /// The tasks that were sent since a time, each once, oldest first. Lines that are none of ours are passed over.
    ///
    /// The log grows for ever and only its end is of interest: it is read from there, until a block holds nothing that
    /// is young enough. A clock that was set back by less than a block of lines hides none.
    func lines(since time: Timestamp) -> [ForgottenTask] {
        guard let file = try? Disk.open(folder.sentLog, O_RDONLY) else { return [] }
        defer { close(file) }
        var end = lseek(file, 0, SEEK_END)
        var blocks: [[ForgottenTask]] = []
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
            let lines = block.split(separator: UInt8(ascii: "\n")).compactMap(Self.task)
            blocks.append(lines.filter { $0.sentAt >= time })
            if blocks.last?.isEmpty == true, !lines.isEmpty { break }
        }
        var seen: Set<TaskUUID> = []
        return blocks.reversed().joined().filter { seen.insert($0.taskUUID).inserted }
    }

    /// Bytes that are read at a time.
    private static let blockSize: off_t = 64 * 1024

    private static func task(_ line: ArraySlice<UInt8>) -> ForgottenTask? {
        let words = String(decoding: line, as: UTF8.self).split(separator: " ", maxSplits: 3).map(String.init)
        guard words.count == 4, let sentAt = UTCTime.read(words[0]), let taskUUID = TaskUUID(words[1]) else {
            return nil
        }
        return ForgottenTask(taskUUID: taskUUID, service: words[3], sentAt: sentAt)
    }

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
