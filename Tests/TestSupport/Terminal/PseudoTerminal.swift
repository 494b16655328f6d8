import CTerm
package import CVTerm
import Glibc

/// A program running on a terminal made of libvterm. Nothing here sleeps: every wait is a poll with a deadline.
package final class PseudoTerminal {
    /// Why a program did not start.
    package struct SpawnFailure: Error { package let number: Int32 }

    /// How the program ended.
    package enum Exit: Hashable, Sendable {
        case code(Int32)
        case signal(Int32)
    }

    /// All bytes the program wrote.
    package private(set) var received: [UInt8] = []
    /// The program's process.
    package let process: Int32
    package private(set) var columns: Int
    package private(set) var rows: Int
    private let terminal: OpaquePointer
    private var master: Int32
    private var slave: Int32
    private let processDescriptor: Int32
    private var exit: Exit?

    /// Starts the program there with exactly this environment.
    package init(
        _ path: String, arguments: [String] = [], environment: [String: String] = [:], columns: Int = 80, rows: Int = 24
    ) throws {
        var master: Int32 = -1
        var slave: Int32 = -1
        let argv = ([path] + arguments).map { strdup($0) }
        let envp = environment.map { strdup("\($0.key)=\($0.value)") }
        defer { for text in argv + envp { free(text) } }
        process = cv_spawn(path, argv + [nil], envp + [nil], Int32(columns), Int32(rows), &master, &slave)
        guard process > 0 else { throw SpawnFailure(number: -process) }
        self.master = master
        self.slave = slave
        self.columns = columns
        self.rows = rows
        terminal = cv_new(Int32(columns), Int32(rows))
        processDescriptor = ct_process_descriptor(process)
    }

    deinit {
        if exit == nil {
            kill(process, SIGKILL)
            waitpid(process, nil, 0)
        }
        hangUp()
        close(processDescriptor)
        cv_free(terminal)
    }

    /// Types these bytes.
    package func send(_ text: String) { send(Array(text.utf8)) }

    /// Types these bytes, reading what the program writes meanwhile so that neither waits for the other.
    package func send(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while !rest.isEmpty, master >= 0 {
            let written = rest.withUnsafeBytes { write(master, $0.baseAddress, $0.count) }
            if written > 0 {
                rest = rest.dropFirst(written)
            } else {
                guard errno == EAGAIN || errno == EINTR else { return }
                pump(nanoseconds: 10_000_000)
            }
        }
    }

    /// Gives the terminal another size; the kernel tells the program.
    package func resize(columns: Int, rows: Int) {
        self.columns = columns
        self.rows = rows
        cv_resize(terminal, Int32(columns), Int32(rows))
        _ = cv_set_size(master, Int32(columns), Int32(rows))
    }

    /// Sends a signal to the program.
    package func signal(_ number: Int32) { kill(process, number) }

    /// The terminal goes away, as when a line drops.
    package func hangUp() {
        if slave >= 0 { close(slave) }
        if master >= 0 { close(master) }
        slave = -1
        master = -1
    }

    /// Reads what the program writes until the condition holds; false when the deadline passes first.
    package func wait(seconds: Double = 30, until condition: (PseudoTerminal) -> Bool) -> Bool {
        let end = ct_monotonic() + Int64(seconds * 1e9)
        while true {
            if condition(self) { return true }
            let left = end - ct_monotonic()
            if left <= 0 { return false }
            pump(nanoseconds: left)
        }
    }

    /// Reads until the text stands somewhere on the screen.
    package func wait(forText text: String, seconds: Double = 30) -> Bool {
        wait(seconds: seconds) { $0.screenText.contains(text) }
    }

    /// How the program ended, and nil when it still runs at the deadline.
    ///
    /// - Parameter reading: whether to take what it writes meanwhile.
    package func waitForExit(seconds: Double = 30, reading: Bool = true) -> Exit? {
        let end = ct_monotonic() + Int64(seconds * 1e9)
        while exit == nil {
            let left = end - ct_monotonic()
            if left <= 0 { return nil }
            pump(nanoseconds: left, reading: reading)
        }
        if reading { pump(nanoseconds: 0) }
        return exit
    }

    /// Reads for as long as the program writes, and returns when nothing came for that time.
    package func settle(quietMilliseconds: Int64 = 100) {
        while pump(nanoseconds: quietMilliseconds * 1_000_000) {}
    }

    /// One poll: true when something was read or the program ended.
    @discardableResult
    private func pump(nanoseconds: Int64, reading: Bool = true) -> Bool {
        let isEnded = exit != nil
        var watches = [
            ct_watch(fd: reading ? master : -1, wanted: Int32(CT_READABLE), ready: 0),
            ct_watch(fd: isEnded ? -1 : processDescriptor, wanted: Int32(CT_READABLE), ready: 0),
        ]
        _ = ct_poll(&watches, watches.count, nanoseconds)
        var progress = false
        if watches[0].ready != 0 { progress = readAll() }
        if watches[1].ready != 0 {
            var status: Int32 = 0
            if waitpid(process, &status, WNOHANG) == process {
                let number = status & 0x7F
                exit = number == 0 ? .code((status >> 8) & 0xFF) : .signal(number)
                progress = true
                if reading { readAll() }
            }
        }
        return progress
    }

    @discardableResult
    private func readAll() -> Bool {
        var block: [UInt8] = Array(repeating: 0, count: 1 << 16)
        var progress = false
        while master >= 0 {
            let count = ct_read(master, &block, block.count)
            guard count > 0 else { break }
            progress = true
            received += block.prefix(count)
            cv_feed(terminal, block, count)
        }
        return progress
    }
}

// MARK: - What is on the screen

extension PseudoTerminal {
    /// The rows without trailing spaces, joined by newlines.
    package var screenText: String { (0..<rows).map(row).joined(separator: "\n") }

    /// One row without trailing spaces.
    package func row(_ number: Int) -> String {
        var text = Substring((0..<columns).map { self.text(column: $0, row: number) }.joined())
        while text.last == " " { text.removeLast() }
        return String(text)
    }

    /// The cell there.
    package func cell(column: Int, row: Int) -> cv_cell { cv_cell_at(terminal, Int32(column), Int32(row)) }

    private func text(column: Int, row: Int) -> String {
        let cell = cell(column: column, row: row)
        if cell.width == 0 { return "" }
        var text = String.UnicodeScalarView()
        withUnsafeBytes(of: cell.scalars) { bytes in
            for value in bytes.bindMemory(to: UInt32.self) {
                guard value != 0, let scalar = Unicode.Scalar(value) else { break }
                text.append(scalar)
            }
        }
        return text.isEmpty ? " " : String(text)
    }

    /// The cursor's place.
    package var cursor: (column: Int, row: Int) {
        (Int(cv_cursor_column(terminal)), Int(cv_cursor_row(terminal)))
    }

    /// Whether the cursor is shown.
    package var isCursorVisible: Bool { cv_cursor_visible(terminal) }

    /// Whether the alternate screen is shown.
    package var isAlternateScreen: Bool { cv_alternate_screen(terminal) }

    /// Whether the line is as a shell expects it: echo, line editing, signals.
    package var isCooked: Bool { cv_is_cooked(master) }

    /// Whether bracketed paste is on, by the last switch seen among the bytes.
    package var isBracketedPaste: Bool {
        let text = String(decoding: received, as: UTF8.self)
        guard let on = text.lastIndex(ofSequence: "\u{1B}[?2004h") else { return false }
        guard let off = text.lastIndex(ofSequence: "\u{1B}[?2004l") else { return true }
        return on > off
    }

    /// What is not as it was, in words; empty when `isGivenBack`.
    package var notGivenBack: [String] {
        [
            (isCooked, "raw line"), (!isAlternateScreen, "alternate screen"), (isCursorVisible, "hidden cursor"),
            (!isBracketedPaste, "bracketed paste"),
        ].filter { !$0.0 }.map(\.1)
    }

    /// Whether everything a program may have changed is as before: line, screen, cursor, bracketed paste.
    package var isGivenBack: Bool { notGivenBack.isEmpty }

    /// Forgets the bytes so far; returns how many there were.
    @discardableResult
    package func forgetReceived() -> Int {
        defer { received = [] }
        return received.count
    }
}

extension PseudoTerminal {
    /// An executable that was built beside the tests.
    package static func builtProduct(_ name: String) -> String {
        let path = withUnsafeTemporaryAllocation(of: CChar.self, capacity: 4096) { buffer in
            guard let start = buffer.baseAddress else { return "" }
            let count = readlink("/proc/self/exe", start, buffer.count)
            return String(decoding: buffer.prefix(max(0, count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        }
        return path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/") + "/"
            + name
    }
}

extension String {
    fileprivate func lastIndex(ofSequence sequence: String) -> Int? {
        let (text, wanted) = (Array(utf8), Array(sequence.utf8))
        guard text.count >= wanted.count else { return nil }
        return stride(from: text.count - wanted.count, through: 0, by: -1).first { start in
            text[start..<start + wanted.count].elementsEqual(wanted)
        }
    }
}
