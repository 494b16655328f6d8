package import TerminalUI

/// Text broken into the rows of a pane.
package struct TextLayout: Hashable, Sendable {
    /// How wide the pane is, at least 1.
    package let columns: Int
    /// Which characters each row shows; at least one row. A newline stands in no row.
    package private(set) var rows: [Range<Int>]

    /// Wraps at words, at most so many columns wide; a word that is longer is broken.
    package init(_ characters: [Character], columns: Int) {
        self.columns = max(columns, 1)
        rows = []
        var start: Int? = 0
        while let from = start { start = addRow(from, of: characters, to: &rows) }
    }

    /// Follows a change of the text: a range of the old characters was replaced by so many new ones.
    ///
    /// Where a row ends depends on nothing before it and on little behind it: on the word that did not fit, which has
    /// begun within the next row. So rows are broken anew from two above the change until one begins where an old one
    /// did.
    mutating func update(_ characters: [Character], replaced range: Range<Int>, by count: Int) {
        let shift = count - range.count
        let end = range.lowerBound + count
        let first = max(row(of: range.lowerBound) - 2, 0)
        var next = first
        var fresh: [Range<Int>] = []
        var start: Int? = rows[first].lowerBound
        while let from = start {
            while next < rows.count, rows[next].lowerBound < range.upperBound || rows[next].lowerBound + shift < from {
                next += 1
            }
            if next < rows.count, from >= end, rows[next].lowerBound + shift == from { break }
            start = addRow(from, of: characters, to: &fresh)
        }
        if start == nil { next = rows.count }
        if shift != 0 {
            for index in next..<rows.count {
                rows[index] = (rows[index].lowerBound + shift)..<(rows[index].upperBound + shift)
            }
        }
        rows.replaceSubrange(first..<next, with: fresh)
    }

    /// Adds the row that begins there, and returns where the next one does; nil when the text ends with this one.
    private func addRow(_ start: Int, of characters: [Character], to rows: inout [Range<Int>]) -> Int? {
        let end = CellText.rowEnd(of: characters, from: start, columns: columns)
        rows.append(start..<end)
        guard end < characters.count else { return nil }
        return characters[end].isNewline ? end + 1 : end
    }

    /// The row in which the cursor stands behind so many characters.
    package func row(of place: Int) -> Int {
        var low = 0
        var high = rows.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if rows[middle].lowerBound <= place { low = middle } else { high = middle }
        }
        return low
    }

    /// Where the cursor stands behind so many characters of the text.
    package func position(of place: Int, in characters: [Character]) -> Position {
        let row = row(of: place)
        let start = rows[row].lowerBound
        let column = characters[start..<max(start, min(place, characters.count))].reduce(0) {
            $0 + CellText.width(of: $1)
        }
        return Position(column: min(column, columns - 1), row: row)
    }

    /// The place in the text that stands at a row and column, or the nearest one.
    package func place(row: Int, column: Int, in characters: [Character]) -> Int {
        let number = min(max(row, 0), rows.count - 1)
        let row = rows[number]
        var place = row.lowerBound
        var used = 0
        for character in characters[row] {
            let width = CellText.width(of: character)
            if used + width > column { break }
            used += width
            place += 1
        }
        // Behind the last character of a wrapped row the cursor would show on the next one.
        let isWrapped = number + 1 < rows.count && rows[number + 1].lowerBound == row.upperBound
        return isWrapped && place == row.upperBound && place > row.lowerBound ? place - 1 : place
    }
}
