@testable import StudioCore
import TerminalUI
import TestSupport
import Testing

@Suite struct TextLayoutTests {
    private func random(_ body: (TextBuffer, Int, TextLayout, inout SeededGenerator) -> Void) {
        var random = SeededGenerator(seed: 11)
        for _ in 0..<3000 {
            var text = ""
            for _ in 0..<Int.random(in: 0...12, using: &random) {
                text += TextBufferTests.pieces.randomElement(using: &random) ?? ""
            }
            var buffer = TextBuffer(text)
            buffer.setCursor(.random(in: 0...buffer.characters.count, using: &random))
            let columns = Int.random(in: 0...14, using: &random)
            body(buffer, columns, buffer.layout(columns: columns), &random)
        }
    }

    @Test func `rows and the newlines between them are the text`() {
        random { buffer, _, layout, _ in
            var place = 0
            for row in layout.rows {
                if row.lowerBound > place {
                    #expect(row.lowerBound == place + 1)
                    #expect(buffer.characters[place].isNewline)
                }
                #expect(!buffer.characters[row].contains { $0.isNewline })
                place = row.upperBound
            }
            #expect(place == buffer.characters.count)
        }
    }

    @Test func `no row is wider than the pane but for spaces at its end or one character that fits nowhere`() {
        random { buffer, columns, layout, _ in
            for row in layout.rows {
                var shown = buffer.characters[row]
                while shown.last == " " { shown.removeLast() }
                let width = CellText.width(of: String(shown))
                #expect(width <= max(columns, 1) || shown.count == 1, "\(String(shown).debugDescription)")
            }
        }
    }

    @Test func `the cursor stands inside, before the character that follows it`() {
        random { buffer, columns, layout, _ in
            let cursor = layout.position(of: buffer.cursor, in: buffer.characters)
            #expect(layout.rows.indices.contains(cursor.row))
            #expect((0..<max(columns, 1)).contains(cursor.column))
            let row = layout.rows[cursor.row]
            #expect(row.lowerBound <= buffer.cursor && buffer.cursor <= row.upperBound)
        }
    }

    @Test func `index is the inverse of the cursor's position`() {
        random { buffer, columns, layout, random in
            for place in 0...buffer.characters.count {
                let cursor = layout.position(of: place, in: buffer.characters)
                let row = String(buffer.characters[layout.rows[cursor.row]])
                let width = CellText.width(of: row)
                // Invisible characters, and what hangs over the edge, share a column with their neighbour.
                guard width < columns, row.allSatisfy({ CellText.width(of: $0) > 0 }) else { continue }
                #expect(layout.place(row: cursor.row, column: cursor.column, in: buffer.characters) == place)
            }
            let any = layout.place(
                row: .random(in: -2...layout.rows.count + 1, using: &random),
                column: .random(in: -1...20, using: &random), in: buffer.characters)
            #expect((0...buffer.characters.count).contains(any))
        }
    }

    private func cursor(_ state: StudioState) -> Position {
        let buffer = state.prompt.buffer
        return buffer.layout(columns: 50).position(of: buffer.cursor, in: buffer.characters)
    }

    /// Long words, wide ones, spaces that hang over, lines of every kind: what makes rows depend on each other.
    @Test func `rows that follow changes are those of the whole text broken anew`() {
        let pieces = ["a", "bc", "longer", " ", " ", "    ", "\n", "日本", "e\u{301}", "🇩🇪", "\u{200B}", "👩‍👩‍👧‍👦"]
        for seed in 1...60 as ClosedRange<UInt64> {
            var random = SeededGenerator(seed: seed)
            let columns = Int.random(in: 1...13, using: &random)
            var buffer = TextBuffer()
            buffer.keepLayout(columns: columns)
            for _ in 0..<200 {
                buffer.setCursor(.random(in: 0...buffer.characters.count, using: &random))
                if buffer.characters.count < 150, Int.random(in: 0...2, using: &random) > 0 {
                    let count = Int.random(in: 1...6, using: &random)
                    buffer.insert((0..<count).map { _ in pieces.randomElement(using: &random) ?? "" }.joined())
                } else {
                    buffer.setCursor(buffer.cursor + .random(in: -20...20, using: &random), selecting: true)
                    buffer.delete(to: .nextCharacter)
                }
                #expect(buffer.layout(columns: columns) == TextLayout(buffer.characters, columns: columns))
            }
        }
    }

    @Test func `rows are those of lines wrapped for reading`() {
        random { buffer, columns, layout, _ in
            let lines = buffer.characters.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
            let pieces = lines.flatMap { CellText.wrap(Substring(String($0)), columns: columns) }
            #expect(layout.rows.map { String(buffer.characters[$0]) } == pieces.map(String.init))
        }
    }

    @Test func `up and down keep the column, also across shorter rows`() {
        var state = Sample.state(prompt: "a long first line\nab\n日本語 third line")
        state.press("C-Home")
        for _ in 0..<9 { state.press("Right") }
        state.press("Down")
        #expect(state.prompt.buffer.cursor == 20)
        state.press("Down")
        #expect(cursor(state) == Position(column: 9, row: 2))
        state.press("Up", "Up")
        #expect(state.prompt.buffer.cursor == 9)
        state.press("Down", "Left", "Down")
        #expect(cursor(state) == Position(column: 1 - 1, row: 2))
    }

    @Test func `up at the top goes to the start, down at the bottom to the end`() {
        var state = Sample.state(prompt: "one\ntwo")
        state.press("Up", "Up")
        #expect(state.prompt.buffer.cursor == 0)
        state.press("Down", "Down")
        #expect(state.prompt.buffer.cursor == 7)
    }
}
