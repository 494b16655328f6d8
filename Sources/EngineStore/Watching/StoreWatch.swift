import Foundation
import GRDB
import Glibc
import Synchronization

/// Tells when another process changed the database: the kernel wakes a thread when the write-ahead log is written, and
/// SQLite's own counter says whether it was somebody else. When nothing is written, nothing runs, but where the
/// kernel has no watch left: there the counter is looked at twice a second.
final class StoreWatch: Sendable {
    /// A word for each change that was noticed; changes close together make one.
    let changes: AsyncStream<Void>

    /// Milliseconds in which the writes of one transaction, or of several, are gathered.
    private static let gathering: Int32 = 50

    /// Milliseconds between two looks where nothing wakes us.
    private static let pace: Int32 = 500

    private let sink: AsyncStream<Void>.Continuation
    /// Written to when the watching ends.
    private let stopEnd: Mutex<Int32?>

    /// Blocks for the first question.
    ///
    /// - Parameter version: the counter of changes by others (`PRAGMA data_version`), asked on the writing connection;
    ///   nil when it cannot be asked any more.
    init(folder: String, log: String, version: @escaping @Sendable () -> Int64?) {
        (changes, sink) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
        stopEnd = Mutex(nil)
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { return }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        // Negative where the kernel has no watch left for us, as `poll` passes over it.
        let watch = Self.inotify(on: folder)
        stopEnd.withLock { $0 = ends[1] }
        let (stop, sink) = (ends[0], sink)
        // Before anybody reads: what is changed until the thread runs would else be known already, and not told.
        let known = version()
        let thread = Thread {
            Self.watch(watch, stop: stop, log: log, since: known, version: version) { sink.yield() }
            if watch >= 0 { close(watch) }
            close(stop)
        }
        thread.name = "easel.store.watch"
        thread.stackSize = 512 * 1024
        thread.start()
    }

    /// Ends the thread and the stream. Harmless when called again.
    func stop() {
        let end = stopEnd.withLock { end in
            defer { end = nil }
            return end
        }
        if let end { close(end) }
        sink.finish()
    }

    deinit { stop() }

    private static func inotify(on folder: String) -> Int32 {
        let watch = inotify_init1(Int32(IN_CLOEXEC))
        guard watch >= 0 else { return -1 }
        if inotify_add_watch(watch, folder, UInt32(IN_MODIFY) | UInt32(IN_CREATE)) >= 0 { return watch }
        close(watch)
        return -1
    }

    private static func watch(
        _ watch: Int32, stop: Int32, log: String, since known: Int64?, version: () -> Int64?, tell: () -> Void
    ) {
        var known = known
        while true {
            var waiting = [
                pollfd(fd: watch, events: Int16(POLLIN), revents: 0),
                pollfd(fd: stop, events: Int16(POLLIN), revents: 0),
            ]
            guard poll(&waiting, 2, watch >= 0 ? -1 : pace) >= 0 || errno == EINTR else { return }
            if waiting[1].revents != 0 { return }
            if watch >= 0 {
                guard waiting[0].revents != 0, concerns(log, in: watch) else { continue }
            }
            // More of the same transaction follows at once.
            var ending = [pollfd(fd: stop, events: Int16(POLLIN), revents: 0)]
            if poll(&ending, 1, gathering) > 0 { return }
            guard let now = version() else { return }
            if now != known { tell() }
            known = now
        }
    }

    /// Reads the events that are there, and says whether one is about a file of this name.
    private static func concerns(_ name: String, in watch: Int32) -> Bool {
        var buffer = [UInt8](repeating: 0, count: 16 * 1024)
        let count = read(watch, &buffer, buffer.count)
        guard count > 0 else { return false }
        let header = MemoryLayout<inotify_event>.size
        var place = 0
        var found = false
        while place + header <= count {
            let length = buffer[(place + 12)..<(place + 16)].reversed().reduce(0) { $0 << 8 | Int($1) }
            let text = buffer[(place + header)..<min(place + header + length, count)].prefix { $0 != 0 }
            // After an overflow nobody knows what was written.
            let isOverflow = buffer[place + 5] & UInt8(IN_Q_OVERFLOW >> 8) != 0
            if isOverflow || String(decoding: text, as: UTF8.self) == name { found = true }
            place += header + length
        }
        return found
    }
}
