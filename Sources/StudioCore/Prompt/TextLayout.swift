package import TerminalUI

/// Text broken into the rows of a pane, and where the cursor stands in them.
package struct TextLayout: Hashable, Sendable {
    /// One row: which characters it shows.
    package struct Row: Hashable, Sendable {
        package let range: Range<Int>
        package let text: String
    }
    package let rows: [Row]
    package let cursor: Position

    /// Wraps at words, at most so many columns wide; a word that is longer is broken.
    package init(_ buffer: TextBuffer, columns: Int) {
        let width = max(columns, 1)
        var rows: [Row] = []
        var start = 0
        let characters = buffer.characters
        while start <= characters.count {
            let end = characters[start...].firstIndex(where: \.isNewline) ?? characters.count
            let line = String(characters[start..<end])
            var place = start
            let pieces = line.isEmpty ? [""] : CellText.wrap(line[...], columns: width)
            for piece in pieces {
                rows.append(Row(range: place..<(place + piece.count), text: String(piece)))
                place += piece.count
            }
            start = end + 1
        }
        self.rows = rows
        self.cursor = Self.position(of: buffer.cursor, in: rows, columns: width)
    }

    /// The place in the text that stands at a row and column, or the nearest one.
    package func index(row: Int, column: Int) -> Int {
        let row = rows[min(max(row, 0), rows.count - 1)]
        var place = row.range.lowerBound
        var used = 0
        for character in row.text {
            let width = CellText.width(of: character)
            if used + width > column { break }
            used += width
            place += 1
        }
        // Behind the last character of a wrapped row the cursor would show on the next one.
        let isWrapped = rows.contains { $0.range.lowerBound == row.range.upperBound && $0 != row }
        return isWrapped && place == row.range.upperBound && place > row.range.lowerBound ? place - 1 : place
    }

    private static func position(of cursor: Int, in rows: [Row], columns: Int) -> Position {
        let row = rows.lastIndex { $0.range.lowerBound <= cursor } ?? 0
        let before = rows[row].text.prefix(cursor - rows[row].range.lowerBound)
        let column = before.reduce(0) { $0 + CellText.width(of: $1) }
        return Position(column: min(column, columns - 1), row: row)
    }
}
