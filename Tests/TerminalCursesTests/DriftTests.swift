import CVTerm
import TerminalUI
import TestSupport
import Testing

extension PseudoTerminalTests {
    /// Text of many scripts, shown by curses on another program's screen: every cell and the cursor stand where we
    /// believe.
    @Suite struct DriftTests {
        @Test func `a thousand strings of mixed scripts end where the program believes, the cursor too`() throws {
            var random = SeededGenerator(seed: 2026)
            let columns = 200
            let lines = (0..<1000).map { _ in MixedText.line(columns: columns - 2, using: &random) }
            let places = lines.map { Int.random(in: 0...$0.count, using: &random) }
            try show(zip(places, lines).map { "\($0)\t\($1)|" }, columns: columns)
        }

        @Test func `typed character by character the cursor stays behind the text`() throws {
            var random = SeededGenerator(seed: 7)
            let columns = 80
            let frames = (0..<60).flatMap { _ in
                let line = MixedText.line(columns: columns - 1, using: &random)
                return (0...line.count).map { "\($0)\t\(line.prefix($0))" }
            }
            try show(frames, columns: columns)
        }

        @Test func `the pieces left out are those that this libvterm measures by an older Unicode`() {
            let differing = MixedText.all.joined().filter { LibvtermWidth.of($0) != CellText.width(of: $0) }
            #expect(Set(differing) == MixedText.newerThanLibvterm)
        }

        /// Shows lines of the form that the probe takes, one a frame, and compares each with what is believed.
        private func show(_ lines: [String], columns: Int) throws {
            let terminal = try Probe.start(columns: columns)
            terminal.send("C")
            terminal.send("\u{1B}[200~\(lines.joined(separator: "\n"))\u{1B}[201~")
            var drifted: [String] = []
            for (number, line) in lines.enumerated() {
                let parts = line.split(separator: "\t", maxSplits: 1, omittingEmptySubsequences: false)
                let (text, place) = (String(parts[1]), try #require(Int(parts[0])))
                if number > 0 { terminal.send("n") }
                guard terminal.wait(until: { $0.row(2) == "line \(number) of \(lines.count)" }) else {
                    Issue.record("line \(number) did not come: \(terminal.row(2))")
                    return
                }
                let column = text.prefix(place).reduce(0) { $0 + CellText.width(of: $1) }
                let expected = Self.cells(text)
                // The cursor is the last thing of a frame.
                if !terminal.wait(seconds: 2, until: { $0.cursor == (column, 3) && Self.cells($0) == expected }) {
                    let pair = zip(Self.cells(terminal), expected).first { $0 != $1 } ?? ("", "")
                    drifted.append(
                        "\(number): cursor \(terminal.cursor) for \(column), \(scalars(pair.0)) for \(scalars(pair.1))")
                    if drifted.count > 5 { break }
                }
            }
            #expect(drifted.isEmpty, "\(drifted.count) drifts: \(drifted)")
        }

        private func scalars(_ text: String) -> String {
            text.unicodeScalars.map { String($0.value, radix: 16) }.joined(separator: " ")
        }

        /// What a row should hold: scalars and width by column.
        private static func cells(_ line: String) -> [String] {
            var cells = line.flatMap { CellText.cells(of: $0) }.map { "\($0.text)/\($0.width)" }
            while cells.last == " /1" { cells.removeLast() }
            return cells
        }

        private static func cells(_ terminal: PseudoTerminal) -> [String] {
            var cells: [String] = []
            var column = 0
            while column < terminal.columns {
                let cell = terminal.cell(column: column, row: 3)
                var text = String.UnicodeScalarView()
                withUnsafeBytes(of: cell.scalars) { bytes in
                    for value in bytes.bindMemory(to: UInt32.self) {
                        guard value != 0, let scalar = Unicode.Scalar(value) else { break }
                        text.append(scalar)
                    }
                }
                let width = max(Int(cell.width), 1)
                cells.append("\(text.isEmpty ? " " : String(text))/\(width)")
                column += width
            }
            while cells.last == " /1" { cells.removeLast() }
            return cells
        }
    }
}

/// What libvterm makes of a text that stands alone on a line.
enum LibvtermWidth {
    /// The cursor's column behind the cells of a text.
    static func of(_ text: String) -> Int {
        guard let terminal = cv_new(80, 1) else { return -1 }
        defer { cv_free(terminal) }
        let bytes = Array(text.flatMap { CellText.cells(of: $0) }.map(\.text).joined().utf8)
        cv_feed(terminal, bytes, bytes.count)
        return Int(cv_cursor_column(terminal))
    }
}

/// Lines of pieces that terminals disagree about.
enum MixedText {
    /// libvterm 0.1.4 gives one column to emoji of Unicode 10, and some to two combining marks: terminals of these days agree
    /// with the C library.
    static let newerThanLibvterm: Set<String> = ["🧑‍🤝‍🧑", "မြန်", "カ\u{3099}"]

    static let pieces = all.map { $0.filter { !newerThanLibvterm.contains($0) } }

    static let all: [[String]] = [
        ["a", "Z", "9", " ", "word ", "-", "ß", "ø"],
        ["e\u{301}", "n\u{303}", "a\u{300}\u{316}\u{31B}", "o\u{302}\u{303}\u{304}\u{305}\u{306}\u{307}\u{308}"],
        ["日", "本語", "、", "ﾊﾝ", "カ\u{3099}", "\u{4DC0}", "𠀀"],
        ["한", "글", "\u{1112}\u{1161}\u{11AB}", "\u{1100}\u{1161}"],
        ["مرحبا", "لا", "سَّ", "\u{661}"],
        ["שלום", "שָׁ", "\u{200F}"],
        ["क्षि", "नी", "हिन्दी", "র্ক", "த்ரி"],
        ["กำ", "ที่", "น้ำ", "ភ្ន", "မြန်"],
        ["👩‍👩‍👧‍👦", "🏳️‍🌈", "👨🏽‍🚀", "🧑‍🤝‍🧑", "❤️‍🔥"],
        ["🇫🇷", "🇩🇪🇯🇵", "🇦", "🏴󠁧󠁢󠁥󠁮󠁧󠁿"],
        ["❤️", "☺︎", "1️⃣", "#️⃣", "👍🏽", "\u{1F3FD}", "✌🏻", "©️"],
        ["\u{200B}", "\u{200D}", "\u{FEFF}", "\u{AD}", "\u{2060}", "\u{FE0F}", "\u{202E}", "\u{2066}x\u{2069}"],
        ["\t", "\t\u{301}", "\u{301}", "\u{E000}", "\u{FFFD}", "\u{1FAE8}", "\u{10FFFF}", "\u{378}"],
        ["…", "─", "█", "²", "ﬁ", "∑", "Å", "𝔘", "̲x"],
    ]

    /// - Parameter columns: how wide the line may be.
    static func line(columns: Int, using random: inout SeededGenerator) -> String {
        var line = ""
        for _ in 0..<Int.random(in: 1...60, using: &random) {
            let kind = pieces[Int.random(in: 0..<pieces.count, using: &random)]
            let longer = line + kind[Int.random(in: 0..<kind.count, using: &random)]
            if CellText.width(of: longer) > columns { break }
            line = longer
        }
        return line
    }
}
