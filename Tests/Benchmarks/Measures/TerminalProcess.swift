import CTerm
import CVTerm
import Glibc

/// A program on a pseudo-terminal of 120x40 made of libvterm, and what it costs. Times are nanoseconds of the monotonic
/// clock, taken when bytes were read, before they are interpreted. Nothing sleeps: every wait is a poll with a deadline.
final class TerminalProcess {
    let process: Int32
    /// Just before the fork.
    let startedAt: Int64
    /// When the program last wrote something that was read.
    private(set) var lastRead: Int64
    /// How many bytes it has written.
    private(set) var byteCount = 0
    private(set) var hasEnded = false

    private let terminal: OpaquePointer
    private let processDescriptor: Int32
    private let master: Int32
    private let slave: Int32
    private var block: [UInt8] = Array(repeating: 0, count: 1 << 16)

    static let columns = 120
    static let rows = 40

    init(_ path: String, _ arguments: [String], environment: [String: String]) throws {
        var master: Int32 = -1
        var slave: Int32 = -1
        let argv = ([path] + arguments).map { strdup($0) }
        let envp = environment.map { strdup("\($0.key)=\($0.value)") }
        defer { for text in argv + envp { free(text) } }
        terminal = cv_new(Int32(Self.columns), Int32(Self.rows))
        startedAt = ct_monotonic()
        lastRead = startedAt
        process = cv_spawn(
            path, argv + [nil], envp + [nil], Int32(Self.columns), Int32(Self.rows), &master, &slave)
        self.master = master
        self.slave = slave
        processDescriptor = process > 0 ? ct_process_descriptor(process) : -1
        guard process > 0 else { throw BenchFailure("\(path) does not start: errno \(-process)") }
    }

    deinit {
        if process > 0 {
            if !hasEnded {
                kill(process, SIGKILL)
                waitpid(process, nil, 0)
            }
            close(processDescriptor)
            close(master)
            close(slave)
        }
        cv_free(terminal)
    }

    /// Reads until the condition holds, and returns when the bytes came that made it so.
    @discardableResult
    func wait(for what: String, seconds: Double = 10, until condition: (TerminalProcess) -> Bool) throws -> Int64 {
        let end = ct_monotonic() + Int64(seconds * 1e9)
        while !condition(self) {
            let left = end - ct_monotonic()
            guard left > 0 else { throw BenchFailure("\(what) did not come within \(seconds) s") }
            guard !hasEnded else { throw BenchFailure("the program ended before \(what)") }
            pump(nanoseconds: left)
        }
        return lastRead
    }

    /// Reads for so long, whatever comes.
    func watch(seconds: Double) {
        let end = ct_monotonic() + Int64(seconds * 1e9)
        while !hasEnded, case let left = end - ct_monotonic(), left > 0 { pump(nanoseconds: left) }
    }

    /// Reads until nothing came for that time.
    func settle(quietMilliseconds: Int64) {
        while pump(nanoseconds: quietMilliseconds * 1_000_000) {}
    }

    /// Types the text, reading what the program writes meanwhile.
    func send(_ text: String) { send(Array(text.utf8)) }

    /// Types the bytes, reading what the program writes meanwhile.
    func send(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while !rest.isEmpty, !hasEnded {
            let written = rest.withUnsafeBytes { write(master, $0.baseAddress, $0.count) }
            if written > 0 {
                rest = rest.dropFirst(written)
            } else {
                pump(nanoseconds: 1_000_000_000, writing: true)
            }
        }
    }

    /// Ends the program as a system would, and returns the milliseconds that it took; killed after 5 s.
    @discardableResult
    func leave() throws -> Double {
        let start = ct_monotonic()
        kill(process, SIGTERM)
        try waitForEnd(seconds: 5)
        return milliseconds(ct_monotonic() - start)
    }

    /// Waits until the program ends by itself.
    func waitForEnd(seconds: Double) throws {
        let end = ct_monotonic() + Int64(seconds * 1e9)
        while !hasEnded {
            let left = end - ct_monotonic()
            guard left > 0 else { throw BenchFailure("the program did not end within \(seconds) s") }
            pump(nanoseconds: left)
        }
    }

    /// One poll; true when something was read or the program ended.
    @discardableResult
    private func pump(nanoseconds: Int64, writing: Bool = false) -> Bool {
        let wanted = CT_READABLE | (writing ? CT_WRITABLE : 0)
        var watches = [
            ct_watch(fd: master, wanted: Int32(wanted), ready: 0),
            ct_watch(fd: processDescriptor, wanted: Int32(CT_READABLE), ready: 0),
        ]
        _ = ct_poll(&watches, watches.count, nanoseconds)
        var progress = false
        if watches[0].ready & Int32(CT_READABLE) != 0 {
            let count = ct_read(master, &block, block.count)
            if count > 0 {
                lastRead = ct_monotonic()
                byteCount += count
                cv_feed(terminal, block, count)
                progress = true
            }
        }
        if watches[1].ready != 0, waitpid(process, nil, WNOHANG) == process {
            hasEnded = true
            progress = true
        }
        return progress
    }
}

// MARK: - The screen

extension TerminalProcess {
    /// A place on the screen.
    struct Place: Hashable {
        var column: Int
        var row: Int

        func moved(by columns: Int) -> Place { Place(column: column + columns, row: row) }
    }

    var cursor: Place {
        Place(column: Int(cv_cursor_column(terminal)), row: Int(cv_cursor_row(terminal)))
    }

    /// The first scalar of the cell there; 0 for a blank one.
    func scalar(at place: Place) -> UInt32 {
        cv_cell_at(terminal, Int32(place.column), Int32(place.row)).scalars.0
    }

    /// A row with its blanks.
    func row(_ row: Int) -> String {
        var text = String.UnicodeScalarView()
        for column in 0..<Self.columns {
            let value = scalar(at: Place(column: column, row: row))
            text.append(value == 0 ? " " : Unicode.Scalar(value) ?? "?")
        }
        return String(text)
    }

    /// The first row that shows the text.
    func row(showing text: String) -> Int? {
        (0..<Self.rows).first { row($0).contains(text) }
    }

    /// Whether all these words show, and something in the last row, which programs paint last.
    func shows(_ words: [String]) -> Bool {
        guard row(Self.rows - 1).contains(where: { $0 != " " }) else { return false }
        let rows = (0..<Self.rows).map(row)
        return words.allSatisfy { word in rows.contains { $0.contains(word) } }
    }
}

// MARK: - What it costs

extension TerminalProcess {
    /// Processor time of all threads so far, in microseconds.
    var processorMicroseconds: Double {
        var clock: clockid_t = 0
        var time = timespec()
        guard clock_getcpuclockid(process, &clock) == 0, clock_gettime(clock, &time) == 0 else { return 0 }
        return Double(time.tv_sec) * 1e6 + Double(time.tv_nsec) / 1e3
    }

    /// How often a thread of it has gone to sleep by itself and was woken.
    var wakeUps: Int {
        var count = 0
        guard let folder = opendir("/proc/\(process)/task") else { return 0 }
        defer { closedir(folder) }
        while let entry = readdir(folder) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            guard name.first?.isNumber == true else { continue }
            let path = "/proc/\(process)/task/\(name)/status"
            count += Machine.field("voluntary_ctxt_switches", in: path).flatMap { Int($0) } ?? 0
        }
        return count
    }

    /// Memory with shared pages counted in part, in MB of 2^20 bytes.
    var proportionalMegabytes: Double {
        let text = Machine.field("Pss:", in: "/proc/\(process)/smaps_rollup") ?? ""
        return (text.split(separator: " ").first.flatMap { Double($0) } ?? 0) / 1024
    }
}

func milliseconds(_ nanoseconds: Int64) -> Double { Double(nanoseconds) / 1e6 }
