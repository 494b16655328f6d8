// TerminalCurses: the real terminal, and the only importer of curses. It claims the screen and gives it back, paints
// frames, and turns input bytes into events (curses paints; reading is ours, see `KeyDecoder`). It must never decide
// what is shown or what a key means.

import CNcurses
import CTerm
import Glibc
package import TerminalLoop
package import TerminalUI

/// Why there is no screen.
package enum CursesFailure: Error, Hashable, Sendable {
    /// /dev/tty cannot be opened: the process has no terminal. The number is errno.
    case noTerminal(Int32)
    /// Not even a plain terminal type is in the terminal database.
    case noTerminalType
    /// No UTF-8 locale exists, not even C.UTF-8.
    case noUnicodeLocale
}

/// The process's terminal through curses. One instance per process, for its whole life.
///
/// Signals have to be served (`UILoop.serveSignals`) before the first `claim`: curses leaves alone what it finds.
@UI
package final class CursesTerminal: Terminal {
    /// Sentences for the user about what had to be replaced: terminal type, locale. Complete after the first `claim`.
    package private(set) var notices: [String] = []
    /// The colours in use. Known after the first `claim`.
    package private(set) var colorTier: ColorTier = .mono
    /// The screen's size in cells.
    package private(set) var size = Size(width: 80, height: 24)

    private let environment: [String: String]
    private let log: String?
    private let input: Int32
    private let output: Int32
    private var decoder: KeyDecoder
    private var painter: Painter?
    private var isClaimed = false
    private var isGone = false
    private var standardError: Int32 = -1
    private var title: String?
    private var hasTitle = false
    private var block: [UInt8] = Array(repeating: 0, count: 1 << 16)

    /// Opens /dev/tty; nothing is changed before `claim`.
    ///
    /// - Parameters:
    ///   - environment: TERM, NO_COLOR and ESCDELAY (milliseconds) are read.
    ///   - log: a file that receives stderr while the screen is claimed; nil leaves stderr alone.
    package init(environment: [String: String], log: String? = nil) throws(CursesFailure) {
        self.environment = environment
        self.log = log
        input = ct_tty_open_input()
        guard input >= 0 else { throw .noTerminal(-input) }
        output = ct_tty_open_output()
        guard output >= 0 else {
            close(input)
            throw .noTerminal(-output)
        }
        decoder = KeyDecoder(escapeDelay: Self.escapeDelay(environment))
    }

    /// Keys wait here; -1 while the screen is not ours, so that an editor's keys are left to it.
    package var inputDescriptor: Int32 { isClaimed && !isGone ? input : -1 }
    /// Takes frames.
    package var outputDescriptor: Int32 { isGone ? -1 : output }
    /// When a lone Esc or a stalled sequence is decided.
    package var deadline: Duration? { isClaimed ? decoder.deadline : nil }

    /// Reads blocks until nothing waits.
    package func nextEvents(at now: Duration) -> [TerminalEvent] {
        guard isClaimed, !isGone else { return [] }
        var events: [TerminalEvent] = []
        while true {
            let count = ct_read(input, &block, block.count)
            if count > 0 {
                events += decoder.feed(Array(block.prefix(count)), at: now)
                continue
            }
            // 0 is a hang-up: the line is raw, so no key makes it.
            if count == 0 || count != -Int(EAGAIN) {
                isGone = true
                events.append(.closed)
            }
            break
        }
        if !isGone { events += decoder.expire(at: now) }
        return events
    }

    /// Asks the terminal for its size; a terminal that does not know keeps what curses found.
    package func updateSize() -> Bool {
        var columns: Int32 = 0
        var rows: Int32 = 0
        guard ct_tty_size(output, &columns, &rows) == 0, columns > 0, rows > 0 else { return false }
        let new = Size(width: Int(columns), height: Int(rows))
        guard new != size else { return false }
        size = new
        if isClaimed { painter?.resize(to: new) }
        return true
    }

    /// Paints what changed.
    package func present(_ frame: Frame) {
        guard isClaimed, !isGone else { return }
        painter?.paint(frame)
        show(title: frame.title)
    }

    /// Written at once; the painter has nothing pending between frames.
    package func writeRaw(_ bytes: [UInt8]) {
        guard isClaimed, !isGone else { return }
        _ = ct_write_all(output, bytes, bytes.count)
    }

    /// Written at once, like `writeRaw`.
    package func signal(_ signal: TerminalSignal) {
        let bytes = signal.bytes(hasTitle: hasTitle)
        if !bytes.isEmpty { writeRaw(bytes) }
    }

    /// Takes the screen: the alternate screen, raw keys, bracketed paste; stderr goes to the log.
    package func claim() throws(CursesFailure) {
        guard !isClaimed else { return }
        if painter == nil {
            try start()
        } else {
            painter?.resume()
        }
        isClaimed = true
        ct_tty_set_claimed(true)
        // It may have changed while the screen was another's, noticed by `updateSize` or not.
        _ = updateSize()
        if let painter, painter.size != size { painter.resize(to: size) }
        writeRaw(Self.bracketedPasteOn)
        if let log {
            standardError = ct_stderr_redirect(log)
            if standardError >= 0 { ct_crash_set_note("easel ended unexpectedly; see \(log)\r\n") }
        }
    }

    /// Gives everything back as it was found.
    package func release() {
        guard isClaimed else { return }
        if title != nil { writeRaw(Self.titleRestore) }
        title = nil
        writeRaw(Self.bracketedPasteOff)
        isClaimed = false
        painter?.suspend()
        ct_tty_set_claimed(false)
        ct_stderr_restore(standardError)
        standardError = -1
    }

    /// The first claim: locale, terminal type, modes.
    private func start() throws(CursesFailure) {
        switch ct_locale_utf8() {
        case 1: break
        case 2: notices.append("No UTF-8 locale is set: C.UTF-8 is used.")
        default: throw .noUnicodeLocale
        }
        ct_tty_remember(output)
        let wanted = environment["TERM"] ?? ""
        let candidates = [wanted, "xterm-256color", "vt100"].filter { !$0.isEmpty }
        guard let found = candidates.first(where: { Painter.open(type: $0, output: output, input: input) }) else {
            throw .noTerminalType
        }
        if found != wanted {
            notices.append(
                wanted.isEmpty
                    ? "TERM is not set: \(found) is assumed."
                    : "The terminal type \(CellText.sanitized(wanted)) is unknown here: \(found) is assumed.")
        }
        var columns: Int32 = 0
        var rows: Int32 = 0
        if ct_tty_size(output, &columns, &rows) == 0, columns > 0, rows > 0 {
            size = Size(width: Int(columns), height: Int(rows))
        }
        let noColor = !(environment["NO_COLOR"] ?? "").isEmpty
        let painter = Painter(noColor: noColor, size: size)
        self.painter = painter
        size = painter.size
        colorTier = painter.tier
        decoder = KeyDecoder(escapeDelay: Self.escapeDelay(environment), special: Painter.keySequences())
        hasTitle = ["xterm", "tmux", "screen", "alacritty", "foot", "rxvt"].contains { found.hasPrefix($0) }
    }

    private func show(title new: String?) {
        guard hasTitle, new != title, let new else { return }
        if title == nil { writeRaw(Self.titleSave) }
        title = new
        writeRaw(Array("\u{1B}]2;\(CellText.sanitized(new))\u{07}".utf8))
    }

    private static func escapeDelay(_ environment: [String: String]) -> Duration {
        guard let text = environment["ESCDELAY"], let milliseconds = Int(text), milliseconds >= 0 else {
            return .milliseconds(25)
        }
        return .milliseconds(min(milliseconds, 10_000))
    }

    private static let bracketedPasteOn = Array("\u{1B}[?2004h".utf8)
    private static let bracketedPasteOff = Array("\u{1B}[?2004l".utf8)
    private static let titleSave = Array("\u{1B}[22;2t".utf8)
    private static let titleRestore = Array("\u{1B}[23;2t".utf8)
}
