import EngineCore
import EngineModel
import Foundation
import Glibc
import RunwareAPI
import Synchronization

/// Raw answers as files, `spool/<task uuid>-<time>-<number>.answer`: a line that says how the answer came, then its
/// bytes. Written one after the other on a queue of their own.
final class SpoolFiles: Sendable {
    private let folder: DataFolder
    private let queue = DispatchQueue(label: "easel.store.spool")
    private let count = Mutex(0)

    init(folder: DataFolder) {
        self.folder = folder
    }

    /// Writes an answer under each task; when it returns, files and names are on the disk.
    func keep(_ answer: Answer, for tasks: [TaskUUID], at time: Timestamp) async throws(StoreFailure) {
        try await onQueue { () throws(StoreFailure) in
            let bytes = Data((SpoolHeading(answer).text + "\n").utf8) + answer.bytes
            for task in tasks {
                let path = self.folder.spool + "/" + self.newName(task, time)
                let file = try Disk.open(path, O_WRONLY | O_CREAT | O_EXCL)
                defer { close(file) }
                try Disk.write(bytes, to: file, path: path)
                try Disk.sync(file, path: path)
            }
            try Disk.syncFolder(self.folder.spool)
        }
    }

    /// The answers of a task, oldest first. One that a crash cut short in its heading is passed over.
    func kept(for task: TaskUUID) async throws(StoreFailure) -> [Answer] {
        try await onQueue { () throws(StoreFailure) in
            self.names(of: [task]).sorted().compactMap { name in
                guard let bytes = FileManager.default.contents(atPath: self.folder.spool + "/" + name),
                    let end = bytes.firstIndex(of: UInt8(ascii: "\n")),
                    let heading = SpoolHeading(String(decoding: bytes[..<end], as: UTF8.self))
                else { return nil }
                return Answer(heading.occasion, over: heading.channel, bytes: Data(bytes[(end + 1)...]))
            }
        }
    }

    /// The tasks of which answers are kept. Blocks.
    func tasks() -> [TaskUUID] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.spool)) ?? []
        return Array(Set(names.filter { $0.hasSuffix(".answer") }.compactMap { TaskUUID(String($0.prefix(36))) }))
    }

    /// Removes the answers of tasks.
    func discard(_ tasks: [TaskUUID]) async {
        await withCheckedContinuation { continuation in
            queue.async {
                for name in self.names(of: tasks) { unlink(self.folder.spool + "/" + name) }
                continuation.resume()
            }
        }
    }

    private func onQueue<Value: Sendable>(
        _ work: @escaping @Sendable () throws(StoreFailure) -> Value
    ) async throws(StoreFailure) -> Value {
        let outcome: Result<Value, StoreFailure> = await withCheckedContinuation { continuation in
            queue.async { continuation.resume(returning: Result { () throws(StoreFailure) in try work() }) }
        }
        return try outcome.get()
    }

    /// Names sort in the order in which the answers came, those of one millisecond too.
    private func newName(_ task: TaskUUID, _ time: Timestamp) -> String {
        let number = count.withLock { count in
            count += 1
            return count
        }
        return "\(task.text)-\(Self.padded(time.milliseconds, 15))-\(Self.padded(Int64(number), 9)).answer"
    }

    private static func padded(_ number: Int64, _ width: Int) -> String {
        let digits = String(max(number, 0))
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }

    private func names(of tasks: [TaskUUID]) -> [String] {
        let wanted = Set(tasks.map(\.text))
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.spool)) ?? []
        return names.filter { wanted.contains(String($0.prefix(36))) }
    }
}

/// The first line of a spooled answer: `<occasion> reply <status> <retry-after or ->`, or `<occasion> frame`.
struct SpoolHeading {
    let occasion: Answer.Occasion
    let channel: Answer.Channel

    init(_ answer: Answer) {
        occasion = answer.occasion
        channel = answer.channel
    }

    /// Reads the line; nil when it is none of ours.
    init?(_ line: String) {
        let words = line.split(separator: " ").map(String.init)
        guard let occasion = words.first.flatMap(Answer.Occasion.init) else { return nil }
        self.occasion = occasion
        if words.count == 2, words[1] == "frame" {
            channel = .frame
        } else if words.count == 4, words[1] == "reply", let status = Int(words[2]) {
            channel = .reply(httpStatus: status, retryAfterSeconds: Int(words[3]))
        } else {
            return nil
        }
    }

    var text: String {
        switch channel {
        case .frame: "\(occasion.rawValue) frame"
        case .reply(let status, let retryAfter):
            "\(occasion.rawValue) reply \(status) \(retryAfter.map(String.init) ?? "-")"
        }
    }
}
