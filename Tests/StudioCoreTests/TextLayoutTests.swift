import StudioCore
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
            body(buffer, columns, TextLayout(buffer, columns: columns), &random)
        }
    }

    @Test func `rows and the newlines between them are the text`() {
        random { buffer, _, layout, _ in
            var place = 0
            for row in layout.rows {
                if row.range.lowerBound > place {
                    #expect(row.range.lowerBound == place + 1)
                    #expect(buffer.characters[place].isNewline)
                }
                #expect(String(buffer.characters[row.range]) == row.text)
                place = row.range.upperBound
            }
            #expect(place == buffer.characters.count)
        }
    }

    @Test func `no row is wider than the pane but for spaces at its end or one character that fits nowhere`() {
        random { _, columns, layout, _ in
            for row in layout.rows {
                var shown = row.text[...]
                while shown.last == " " { shown.removeLast() }
                let width = CellText.width(of: String(shown))
                #expect(width <= max(columns, 1) || shown.count == 1, "\(row.text.debugDescription)")
            }
        }
    }

    @Test func `the cursor stands inside, before the character that follows it`() {
        random { buffer, columns, layout, _ in
            #expect(layout.rows.indices.contains(layout.cursor.row))
            #expect((0..<max(columns, 1)).contains(layout.cursor.column))
            let row = layout.rows[layout.cursor.row]
            #expect(row.range.lowerBound <= buffer.cursor && buffer.cursor <= row.range.upperBound)
        }
    }

    @Test func `index is the inverse of the cursor's position`() {
        random { buffer, columns, layout, random in
            for place in 0...buffer.characters.count {
                var moved = buffer
                moved.setCursor(place)
                let cursor = TextLayout(moved, columns: columns).cursor
                let row = layout.rows[cursor.row]
                let width = CellText.width(of: row.text)
                // Invisible characters, and what hangs over the edge, share a column with their neighbour.
                guard width < columns, row.text.allSatisfy({ CellText.width(of: $0) > 0 }) else { continue }
                #expect(layout.index(row: cursor.row, column: cursor.column) == place)
            }
            let any = layout.index(
                row: .random(in: -2...layout.rows.count + 1, using: &random),
                column: .random(in: -1...20, using: &random))
            #expect((0...buffer.characters.count).contains(any))
        }
    }

    @Test func `up and down keep the column, also across shorter rows`() {
        var state = Sample.state(prompt: "a long first line\nab\n日本語 third line")
        state.press("C-Home")
        for _ in 0..<9 { state.press("Right") }
        state.press("Down")
        #expect(state.prompt.buffer.cursor == 20)
        state.press("Down")
        let layout = TextLayout(state.prompt.buffer, columns: 50)
        #expect(layout.cursor == Position(column: 9, row: 2))
        state.press("Up", "Up")
        #expect(state.prompt.buffer.cursor == 9)
        state.press("Down", "Left", "Down")
        #expect(TextLayout(state.prompt.buffer, columns: 50).cursor == Position(column: 1 - 1, row: 2))
    }

    @Test func `up at the top goes to the start, down at the bottom to the end`() {
        var state = Sample.state(prompt: "one\ntwo")
        state.press("Up", "Up")
        #expect(state.prompt.buffer.cursor == 0)
        state.press("Down", "Down")
        #expect(state.prompt.buffer.cursor == 7)
    }
}
