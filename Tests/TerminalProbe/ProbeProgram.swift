import Foundation
import TerminalCurses
import TerminalLoop
import TerminalUI

/// Keys: q quits, X traps, T shows hard texts, S presents the same frame again, B writes without end, E gives the
/// terminal to nobody and takes it back, U suspends, J runs a task on another thread, L writes to stderr, R gives
/// the terminal away until it has another size. C shows each
/// line of the next paste in turn as a frame of its own: with n, the cursor behind as many characters as the line says
/// before a tab.
@UI
final class ProbeProgram: LoopClient {
    private(set) var exitCode: Int32 = 0
    private(set) var hasFrameDue = true
    let nextDeadline: Duration? = nil
    private let terminal: CursesTerminal
    private let loop: UILoop
    private var lines: [String] = []
    private var showsTexts = false
    private var lineOfPaste: LineOfPaste?
    private var takesLines = false
    private var isAway = false
    private var frame: Frame?

    init(terminal: CursesTerminal, loop: UILoop) {
        self.terminal = terminal
        self.loop = loop
        lines = terminal.notices.map { "notice \($0)" }
    }

    func receive(_ events: [TerminalEvent]) {
        for event in events { handle(event) }
        hasFrameDue = true
    }

    func deadlineReached(at now: Duration) {}

    func presentDueFrame() {
        hasFrameDue = false
        let frame = draw()
        self.frame = frame
        terminal.present(frame)
    }

    private func handle(_ event: TerminalEvent) {
        switch event {
        case .key(let key):
            lines.append("key \(key)")
            press(key)
        case .paste(let text) where takesLines: lineOfPaste = LineOfPaste(text)
        case .paste(let text):
            lines.append("paste \(text.utf8.count) \(text.prefix(40).split(separator: "\n").joined(separator: "/"))")
        case .pasteCut(let bytes): lines.append("cut \(bytes)")
        case .resized(let size):
            lines.append("size \(size.width)x\(size.height)")
            if isAway { try? terminal.claim() }
            isAway = false
        case .interrupted(.suspend): suspend()
        case .interrupted(let reason):
            lines.append("\(reason)")
            loop.stop()
        case .resumed: lines.append("resumed")
        case .closed:
            exitCode = 3
            loop.stop()
        }
    }

    private func press(_ key: KeyEvent) {
        switch key.description {
        case "q": loop.stop()
        case "X": trap()
        case "R":
            terminal.release()
            isAway = true
            FileHandle.standardOutput.write(Data("released".utf8))
        case "T": showsTexts.toggle()
        case "C": takesLines = true
        case "n" where lineOfPaste != nil: lineOfPaste?.next()
        case "S": for _ in 0..<100 { if let frame { terminal.present(frame) } }
        case "B": while true { terminal.writeRaw(Array(repeating: UInt8(ascii: "."), count: 4096)) }
        case "E":
            terminal.release()
            try? terminal.claim()
        case "U": suspend()
        case "J": Task.detached { await self.report() }
        case "L": FileHandle.standardError.write(Data("to stderr\n".utf8))
        default: break
        }
    }

    private func report() {
        lines.append("job done")
        hasFrameDue = true
    }

    private func suspend() {
        try? terminal.suspend()
        lines.append("back")
    }

    /// An index out of range, as a program error would be.
    private func trap() {
        let numbers: [Int] = []
        lines.append("\(numbers[lines.count])")
    }

    private func draw() -> Frame {
        var buffer = CellBuffer(size: terminal.size)
        let wide = terminal.size.width
        buffer.write("probe \(terminal.size.width)x\(terminal.size.height) \(terminal.colorTier)", at: .zero)
        let styles: [(String, Style)] = [
            ("red", Style(foreground: .ansi(1))), ("grey", Style(foreground: .indexed(244), background: .indexed(17))),
            ("bright", Style(foreground: .ansi(11))), ("bold", Style(adding: .bold)),
            ("both", Style(adding: [.underline, .reverse])),
        ]
        var column = 0
        for (text, style) in styles {
            column += buffer.write(text, at: Position(column: column, row: 1), style: style) + 1
        }
        var cursor: Position?
        if let lineOfPaste {
            cursor = lineOfPaste.draw(in: &buffer)
        } else if showsTexts {
            for (row, text) in HardTexts.all.enumerated() {
                let used = buffer.write(text, at: Position(column: 0, row: row + 2), width: wide - 1)
                buffer.write("|", at: Position(column: used, row: row + 2))
            }
        } else {
            let shown = lines.suffix(max(0, terminal.size.height - 2))
            for (row, line) in shown.enumerated() {
                let used = buffer.write(line, at: Position(column: 0, row: row + 2), width: wide - 1)
                cursor = Position(column: used, row: row + 2)
            }
        }
        return Frame(buffer: buffer, cursor: cursor)
    }
}

/// Texts terminals disagree about. The tests hold the same list.
enum HardTexts {
    static let all = [
        "plain", "e\u{301}te\u{301}", "日本語", "👩‍👩‍👧‍👦 family", "🇫🇷🇩🇪 flags", "👍🏽 tone", "❤️ heart", "1️⃣ keycap",
        "\u{1FAE8} new", "a\u{7}b\u{1B}[31mc", "zero\u{200B}width", "\u{202E}bidi\u{202C}", "क्षि नी", "กำ ที่",
        "\u{1112}\u{1161}\u{11AB}", "한글", "\u{301}lone", "…─│█", "\u{4DC0}hex", "🏳️‍🌈 rainbow",
    ]
}
