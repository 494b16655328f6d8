import StudioCore
import TestSupport
import Testing

@Suite struct TextBufferTests {
    /// Pieces that join, part and vanish in every nasty way.
    static let pieces = [
        "a", "word two", " ", "\n", "\r\n", "\r", "\t", "e\u{301}", "\u{301}", "\u{200D}", "👩‍👩‍👧‍👦", "👩", "🇩🇪", "🇺", "🏽", "각",
        "\u{1100}", "\u{1161}", "\u{11A8}", "日本語", "\u{FE0F}", "\u{2028}", "नि", "\u{E0100}", "'", "_", "—",
    ]

    static func text(_ random: inout SeededGenerator) -> String {
        (0..<Int.random(in: 0...6, using: &random)).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
    }

    @Test func `edit then undo is identity to the last scalar`() {
        var random = SeededGenerator(seed: 1)
        var buffer = TextBuffer()
        for _ in 0..<5000 {
            buffer.setCursor(.random(in: -1...buffer.characters.count + 1, using: &random))
            let before = buffer
            let edit =
                switch Int.random(in: 0...4, using: &random) {
                case 0, 1: buffer.insert(Self.text(&random))
                case 2: buffer.replaceAll(with: Self.text(&random))
                default: buffer.delete(to: TextBuffer.Target.allCases.randomElement(using: &random) ?? .end)
                }
            var undone = buffer
            undone.undo(edit)
            #expect(Array(undone.text.unicodeScalars) == Array(before.text.unicodeScalars))
            #expect(undone.cursor == before.cursor)
            #expect(undone.characters.count == before.characters.count)
        }
    }

    @Test func `characters are the graphemes of the text and the cursor stands between them`() {
        var random = SeededGenerator(seed: 2)
        var buffer = TextBuffer()
        for _ in 0..<5000 {
            switch Int.random(in: 0...3, using: &random) {
            case 0, 1: buffer.insert(Self.text(&random))
            case 2: buffer.delete(to: TextBuffer.Target.allCases.randomElement(using: &random) ?? .end)
            default: buffer.move(to: TextBuffer.Target.allCases.randomElement(using: &random) ?? .end)
            }
            #expect(buffer.characters.map(String.init) == Array(buffer.text).map(String.init))
            #expect((0...buffer.characters.count).contains(buffer.cursor))
            #expect(!buffer.text.unicodeScalars.contains("\r"))
        }
    }

    @Test func `what is inserted is in the text, and the cursor stands behind it or behind what it joined`() {
        var random = SeededGenerator(seed: 3)
        for _ in 0..<3000 {
            var buffer = TextBuffer(Self.text(&random))
            buffer.setCursor(.random(in: 0...buffer.characters.count, using: &random))
            let scalars = Array(buffer.text.unicodeScalars)
            let head = Array(String(buffer.characters.prefix(buffer.cursor)).unicodeScalars)
            let inserted = Array(TextBuffer(Self.text(&random)).text.unicodeScalars)
            buffer.insert(String(String.UnicodeScalarView(inserted)))
            #expect(Array(buffer.text.unicodeScalars) == head + inserted + scalars.dropFirst(head.count))
            let before = String(buffer.characters.prefix(buffer.cursor)).unicodeScalars.count
            #expect(before >= head.count + inserted.count || buffer.cursor == buffer.characters.count)
        }
    }

    @Test func `typing scalar by scalar gives the text`() {
        for text in ["👩‍👩‍👧‍👦", "🇩🇪🇫🇷", "각", "e\u{301}\u{302}", "नि", "👍🏽"] {
            var buffer = TextBuffer()
            for scalar in text.unicodeScalars { buffer.insert(String(scalar)) }
            #expect(buffer == TextBuffer(text))
        }
    }

    @Test func `line ends of other systems become newlines`() {
        #expect(TextBuffer("a\r\nb\rc\n\rd").text == "a\nb\nc\n\nd")
    }

    @Test(arguments: [
        ("one two", 7, TextBuffer.Target.previousWord, 4), ("one two", 4, .previousWord, 0),
        ("one, two", 5, .previousWord, 0),
        ("one two", 0, .nextWord, 3), ("one two", 3, .nextWord, 7), ("don't_stop now", 0, .nextWord, 10),
        ("日本 語", 4, .previousWord, 3), ("a 🎨 b", 1, .nextWord, 3), ("a\nbc", 3, .lineStart, 2),
        ("ab\ncd", 1, .lineEnd, 2),
        ("ab\ncd", 4, .start, 0), ("ab\ncd", 0, .end, 5), ("👩‍👩‍👧‍👦x", 1, .previousCharacter, 0),
        ("🇩🇪x", 0, .nextCharacter, 1),
        ("", 0, .previousWord, 0), ("   ", 3, .previousWord, 0), ("a", 1, .nextCharacter, 1),
    ])
    func `moves reach their target and deletions reach what moves reach`(
        text: String, from: Int, target: TextBuffer.Target, to: Int
    ) {
        var buffer = TextBuffer(text)
        buffer.setCursor(from)
        var moved = buffer
        moved.move(to: target)
        #expect(moved.cursor == to)
        #expect(moved.text == text)
        buffer.delete(to: target)
        #expect(buffer.cursor == min(from, to))
        #expect(buffer.characters.count == text.count - abs(from - to))
    }
}
