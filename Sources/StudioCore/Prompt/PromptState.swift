import RunwareAPI
package import TerminalUI

/// The prompt pane: the text, and how far it is scrolled.
package struct PromptState: Hashable, Sendable {
    package var buffer = TextBuffer()
    /// First visible row of the wrapped text.
    package var offset = 0
    /// What is looked for in the text; nil when nothing is.
    package internal(set) var find: Find?
    /// The words that were looked for last.
    var lastFind = ""
    /// The column that moves by rows aim at, as long as the cursor stays where the last of them put it.
    private var aim: Aim?

    private struct Aim: Hashable, Sendable {
        let column: Int
        let cursor: Int
    }

    package init() {}

    /// The text as it would be sent.
    package var text: String { buffer.text }

    /// Length in the unit that the maximum counts: UTF-16.
    package var length: Int { buffer.utf16Count }

    /// Where the part begins that is over the limit; nil when none is.
    package var overflow: Int? {
        guard case .text(_, let maximum) = ParameterTable[.positivePrompt].domain, length > maximum else { return nil }
        var units = 0
        return buffer.characters.firstIndex { character in
            units += character.utf16.count
            return units > maximum
        }
    }

    /// Moves up or down by rows of the wrapped text, keeping the column as far as the row allows.
    mutating func moveRows(_ count: Int, columns: Int, selecting: Bool = false) {
        let layout = buffer.layout(columns: columns)
        let cursor = layout.position(of: buffer.cursor, in: buffer.characters)
        let row = cursor.row + count
        if row < 0 {
            buffer.move(to: .start, selecting: selecting)
        } else if row >= layout.rows.count {
            buffer.move(to: .end, selecting: selecting)
        } else {
            let column = aim.flatMap { $0.cursor == buffer.cursor ? $0.column : nil } ?? cursor.column
            let place = layout.place(row: row, column: column, in: buffer.characters)
            buffer.setCursor(place, selecting: selecting)
            aim = Aim(column: column, cursor: buffer.cursor)
        }
    }

    /// Rows of the pane that show text: all but the one in which is typed what is looked for.
    package func textRows(in inside: Size) -> Int {
        max(inside.height - (find == nil ? 0 : 1), 1)
    }

    /// Scrolls as little as shows the cursor.
    mutating func scroll(into size: Size) {
        buffer.keepLayout(columns: size.width)
        let layout = buffer.layout(columns: size.width)
        offset = scrolled(
            offset, to: layout.row(of: buffer.cursor), rows: textRows(in: size), of: layout.rows.count)
    }
}
