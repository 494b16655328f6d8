@testable import StudioCore
import TestSupport
import Testing

@Suite struct TextBufferTests {
    /// Pieces that join, part and vanish in every nasty way.
    static let pieces = [
        "a", "word two", " ", "\n", "\r\n", "\r", "\t", "e\u{301}", "\u{301}", "\u{200D}", "👩‍👩‍👧‍👦", "👩", "🇩🇪", "🇺", "🏽", "각",
        "\u{1100}", "\u{1161}", "\u{11A8}", "日本語", "\u{FE0F}", "\u{2028}", "नि", "\u{E0100}",
        "क", "\u{94D}", "ष", "\u{600}", "🇫", "\u{0BCD}", "❤", "\u{20E3}", "1", "שלום", "עִבְ", "الع", "'", "_", "—",
    ]

    /// Whole texts of scalars that join across any border: flags, joiners, marks, syllables, conjuncts.
    static func nasty(_ random: inout SeededGenerator, atMost count: Int) -> String {
        (0..<Int.random(in: 0...count, using: &random)).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
    }

    @Test func `every change gives what splitting the whole text anew gives`() {
        for seed in 1...40 as ClosedRange<UInt64> {
            var random = SeededGenerator(seed: seed)
            var buffer = TextBuffer(Self.nasty(&random, atMost: 30))
            var model = Model(buffer)
            buffer.keepLayout(columns: 9)
            for _ in 0..<400 {
                Self.change(&buffer, &model, &random)
                model.expect(buffer)
                // What is long grows no further, so that borders keep being near.
                if buffer.characters.count > 120 {
                    buffer.replaceAll(with: "")
                    model.replace(0..<model.characters.count, with: "")
                }
            }
        }
    }

    /// One random change or move of both.
    private static func change(_ buffer: inout TextBuffer, _ model: inout Model, _ random: inout SeededGenerator) {
        let target = TextBuffer.Target.allCases.randomElement(using: &random) ?? .end
        switch Int.random(in: 0...9, using: &random) {
        case 0, 1:
            let text = nasty(&random, atMost: 4)
            buffer.insert(text)
            model.write(text)
        case 2, 3:
            let text = pieces.randomElement(using: &random) ?? ""
            buffer.type(text)
            model.write(text)
        case 4:
            model.delete(to: target, of: buffer)
            buffer.delete(to: target)
        case 5:
            model.delete(to: target, of: buffer)
            buffer.kill(to: target)
        case 6:
            let place = Int.random(in: -1...buffer.characters.count + 1, using: &random)
            let selecting = Bool.random(using: &random)
            buffer.setCursor(place, selecting: selecting)
            model.go(to: min(max(place, 0), model.characters.count), selecting: selecting)
        case 7:
            let selecting = Bool.random(using: &random)
            var moved = buffer
            moved.dropMark()
            moved.move(to: target)
            buffer.move(to: target, selecting: selecting)
            model.go(to: moved.cursor, selecting: selecting)
        case 8:
            buffer.setMark()
            model.mark = model.mark == model.cursor ? nil : model.cursor
            model.isHeld = true
        default:
            model.write(buffer.clipboard)
            buffer.yank()
        }
    }

    @Test func `typing scalar by scalar gives the text`() {
        for text in ["👩‍👩‍👧‍👦", "🇩🇪🇫🇷", "각", "e\u{301}\u{302}", "नि", "👍🏽"] {
            var buffer = TextBuffer()
            for scalar in text.unicodeScalars { buffer.insert(String(scalar)) }
            #expect(buffer.characters == Array(text))
            #expect(buffer.cursor == buffer.characters.count)
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
        ("One. Two", 8, .sentenceStart, 5), ("One. Two", 5, .sentenceStart, 0), ("One. Two", 0, .sentenceEnd, 4),
        ("One. Two", 4, .sentenceEnd, 8), ("at f/1.8, dusk. Fog", 0, .sentenceEnd, 15),
        ("\"Go!\" (Now?) So", 0, .sentenceEnd, 5), ("\"Go!\" (Now?) So", 15, .sentenceStart, 13),
        ("霧の海。灯台！", 0, .sentenceEnd, 4), ("霧の海。灯台！", 7, .sentenceStart, 4),
        ("a line\nanother", 14, .sentenceStart, 7), ("a line\nanother", 0, .sentenceEnd, 6),
        ("", 0, .sentenceEnd, 0), ("", 0, .sentenceStart, 0), ("  . ", 4, .sentenceStart, 2),
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

    @Test func `a cursor given at the start is held to the text`() {
        #expect(TextBuffer("abc").cursor == 3)
        #expect(TextBuffer("abc", cursor: 1).cursor == 1)
        #expect(TextBuffer("abc", cursor: 9).cursor == 3)
        #expect(TextBuffer("abc", cursor: -9).cursor == 0)
        #expect(TextBuffer("a\r\nb", cursor: 2).text == "a\nb")
    }

    @Test(arguments: [
        ("ab", 1, "ba", 2), ("abc", 3, "acb", 3), ("abc", 0, "abc", 0), ("a\nb", 1, "a\nb", 1),
        ("ab\nc", 2, "ba\nc", 2), ("🇩🇪e\u{301}x", 1, "e\u{301}🇩🇪x", 2), ("", 0, "", 0),
    ])
    func `characters around the cursor change places`(text: String, from: Int, result: String, to: Int) {
        var buffer = TextBuffer(text, cursor: from)
        buffer.transpose()
        #expect(buffer.text == result)
        #expect(buffer.cursor == to)
    }
}

/// The same text kept the plain way: everything is split anew after each change.
private struct Model {
    var text: String
    var cursor: Int
    var mark: Int?
    var isHeld = false

    init(_ buffer: TextBuffer) {
        text = buffer.text
        cursor = buffer.cursor
    }

    var characters: [Character] { Array(text) }

    var selection: Range<Int>? {
        mark.flatMap { $0 == cursor ? nil : min($0, cursor)..<max($0, cursor) }
    }

    mutating func replace(_ range: Range<Int>, with new: String) {
        let head = String(characters[..<range.lowerBound]) + TextBuffer(new).text
        text = head + String(characters[range.upperBound...])
        var offset = 0
        cursor = 0
        for character in text where offset < head.utf8.count {
            offset += character.utf8.count
            cursor += 1
        }
        mark = nil
    }

    mutating func write(_ new: String) { replace(selection ?? cursor..<cursor, with: new) }

    mutating func delete(to target: TextBuffer.Target, of buffer: TextBuffer) {
        var moved = buffer
        moved.dropMark()
        moved.move(to: target)
        replace(selection ?? min(cursor, moved.cursor)..<max(cursor, moved.cursor), with: "")
    }

    mutating func go(to place: Int, selecting: Bool) {
        if selecting, mark == nil {
            mark = cursor
            isHeld = false
        } else if !selecting, !isHeld {
            mark = nil
        }
        cursor = place
    }

    func expect(_ buffer: TextBuffer) {
        #expect(buffer.text.utf8.elementsEqual(text.utf8))
        #expect(buffer.characters.map { Array($0.utf8) } == characters.map { Array($0.utf8) })
        #expect(buffer.cursor == cursor)
        #expect(buffer.selection == selection)
        #expect(buffer.utf16Count == text.utf16.count)
        #expect(buffer.layout(columns: 9) == TextLayout(characters, columns: 9))
    }
}
