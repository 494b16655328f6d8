import CTerm
@testable import TerminalUI
import Testing

@Suite struct WidthTests {
    @Test func `every scalar has the width the C library gives it`() {
        #expect(ct_locale_utf8() != 0)
        var differing: [String] = []
        for value in UInt32(0)...0x10FFFF {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let expected = Int(ct_wcwidth(value))
            if WidthTable.width(of: scalar) != expected {
                differing.append("U+\(String(value, radix: 16)): \(expected)")
            }
        }
        #expect(differing.prefix(5).isEmpty, "regenerate WidthTable with WidthTableGenerator")
    }

    @Test func `the table is what the generator makes of this C library`() {
        #expect(ct_locale_utf8() != 0)
        #expect(WidthTable.runs == WidthTableGenerator.runs())
    }

    /// The rows of the hard cases: the text and its cells, each "text/width".
    @Test(arguments: [
        ("plain", "p/1 l/1 a/1 i/1 n/1"),
        ("e\u{301}", "e\u{301}/1"),
        ("\u{1112}\u{1161}\u{11AB}", "\u{1112}\u{1161}\u{11AB}/2"),
        ("日", "日/2"), ("🎨", "🎨/2"),
        ("👩‍👩‍👧‍👦", "👩/2"), ("🏳️‍🌈", "🏳/1"), ("👩‍❤️‍👨", "👩/2"),
        ("🇫🇷", "F/1 R/1"),
        ("👍🏽", "👍/2"), ("\u{1F3FD}", "\u{1F3FD}/2"),
        ("❤️", "❤/1"), ("1️⃣", "1/1"),
        ("\u{1FAE8}", "\u{FFFD}/1"),
        ("\u{7}", "\u{FFFD}/1"), ("\u{1B}", "\u{FFFD}/1"), ("\u{9B}", "\u{FFFD}/1"), ("\0", "\u{FFFD}/1"),
        ("\n", "\u{FFFD}/1"), ("\r\n", "\u{FFFD}/1"), ("\t", " /1"), ("\t\u{301}", " /1 \u{25CC}\u{301}/1"),
        ("\u{2028}", "\u{FFFD}/1"),
        ("\u{200B}", ""), ("\u{202E}", ""), ("\u{AD}", ""), ("\u{200D}", ""), ("\u{FE0F}", ""),
        ("\u{301}", "\u{25CC}\u{301}/1"),
        ("क्षि", "क्/1 ष/1 ि/1"),
        ("กำ", "ก/1 ำ/1"),
        ("a\u{301}\u{302}\u{303}\u{304}\u{305}\u{306}", "a\u{301}\u{302}\u{303}\u{304}/1"),
    ])
    func `hard texts become cells every terminal draws alike`(text: String, expected: String) {
        let cells = text.flatMap { CellText.cells(of: $0) }
        #expect(cells.map { "\($0.text)/\($0.width)" }.joined(separator: " ") == expected)
        #expect(CellText.width(of: text) == cells.reduce(0) { $0 + $1.width })
    }

    @Test func `what skips the policy is what the policy would have said`() throws {
        for value in [UInt32](0x20..<0x7F) + [UInt32](0x2500...0x25AF) {
            let scalar = try #require(Unicode.Scalar(value))
            #expect(CellText.isPlain(Character(scalar)))
            #expect(WidthTable.width(of: scalar) == 1)
            #expect(!CellText.isPlain(Character("\(scalar)\u{301}")))
            #expect(!CellText.isPlain(Character("\(scalar)\u{FE0F}")))
        }
    }

    @Test func `no cell holds a control, a format character or more than five scalars`() {
        var random = Seeded(4)
        for _ in 0..<20_000 {
            let scalars = (0..<Int.random(in: 1...6, using: &random)).compactMap { _ in
                Unicode.Scalar(UInt32.random(in: 0...0x2FFFF, using: &random))
            }
            var view = String.UnicodeScalarView()
            view.append(contentsOf: scalars)
            for cell in String(view).flatMap({ CellText.cells(of: $0) }) {
                #expect((1...5).contains(cell.text.unicodeScalars.count))
                #expect((1...2).contains(cell.width))
                let widths = cell.text.unicodeScalars.map { WidthTable.width(of: $0) }
                #expect(widths.first == cell.width)
                #expect(widths.dropFirst().allSatisfy { $0 == 0 })
                #expect(
                    !cell.text.unicodeScalars.contains {
                        [.control, .format].contains($0.properties.generalCategory)
                    })
            }
        }
    }

    @Test func `truncation never passes the width and keeps what fits`() {
        #expect(CellText.truncate("日本語", to: 6) == "日本語")
        #expect(CellText.truncate("日本語", to: 5) == "日本…")
        #expect(CellText.truncate("日本語", to: 4) == "日…")
        #expect(CellText.truncate("日本語", to: 1) == "…")
        #expect(CellText.truncate("日本語", to: 0) == "")
        #expect(CellText.truncate("abc", to: 3, ellipsis: "...") == "abc")
        #expect(CellText.truncate("abcd", to: 3, ellipsis: "...") == "...")
        #expect(CellText.truncate("abcd", to: 2, ellipsis: "...") == "ab")
    }

    @Test func `wrapped pieces joined are the line and none is too wide`() {
        var random = Seeded(5)
        let alphabet: [Character] = ["a", "b", " ", " ", "日", "é", "👩‍👩‍👧‍👦", "\u{200B}"]
        for _ in 0..<2000 {
            let line = String(
                (0..<Int.random(in: 0...30, using: &random)).compactMap { _ in alphabet.randomElement(using: &random) })
            let columns = Int.random(in: 1...9, using: &random)
            let pieces = CellText.wrap(line[...], columns: columns)
            #expect(pieces.joined() == line)
            for piece in pieces {
                var shown = piece
                while shown.last == " " { shown.removeLast() }
                #expect(CellText.width(of: String(shown)) <= columns || shown.count == 1)
            }
        }
        #expect(CellText.wrap("the quick fox", columns: 6) == ["the ", "quick ", "fox"])
        #expect(CellText.wrap("", columns: 6) == [""])
    }

    @Test func `text from outside loses everything that could steer a terminal`() {
        let hostile = "a\u{1B}]0;x\u{7}b\u{9B}31m\u{202E}c\u{2066}\u{FEFF}\u{AD}\u{85}d\u{2028}e\tf\r\ng\0👩‍👧"
        #expect(CellText.sanitized(hostile) == "a]0;xb31mc d e f g👩‍👧")
        #expect(CellText.sanitized(hostile, keepingNewlines: true) == "a]0;xb31mc\nd\ne f\ng👩‍👧")
    }
}

/// Makes the data of `WidthTable` from the C library: the runs to paste there when a new glibc knows more scalars.
enum WidthTableGenerator {
    static func runs() -> [UInt32] {
        var runs: [UInt32] = []
        var previous: Int32?
        for value in UInt32(0)...0x10FFFF where Unicode.Scalar(value) != nil {
            let width = ct_wcwidth(value)
            if width != previous { runs.append(value << 2 | (width < 0 ? 3 : UInt32(width))) }
            previous = width
        }
        return runs
    }
}
