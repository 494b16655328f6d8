import TerminalUI

/// The prompt pane: the text, and how far it is scrolled.
package struct PromptState: Hashable, Sendable {
    package var buffer = TextBuffer()
    /// First visible row of the wrapped text.
    package var offset = 0
    /// The column that moves by rows aim at, as long as the cursor stays where the last of them put it.
    private var aim: Aim?

    private struct Aim: Hashable, Sendable {
        let column: Int
        let cursor: Int
    }

    package init() {}

    /// Length in the unit that the maximum counts: UTF-16.
    package var length: Int { buffer.text.utf16.count }

    /// Moves up or down by rows of the wrapped text, keeping the column as far as the row allows.
    mutating func moveRows(_ count: Int, columns: Int) {
        let layout = TextLayout(buffer, columns: columns)
        let row = layout.cursor.row + count
        if row < 0 {
            buffer.move(to: .start)
        } else if row >= layout.rows.count {
            buffer.move(to: .end)
        } else {
            let column = aim.flatMap { $0.cursor == buffer.cursor ? $0.column : nil } ?? layout.cursor.column
            buffer.setCursor(layout.index(row: row, column: column))
            aim = Aim(column: column, cursor: buffer.cursor)
        }
    }

    /// Scrolls as little as shows the cursor.
    mutating func scroll(into size: Size) {
        let layout = TextLayout(buffer, columns: size.width)
        let visible = max(size.height, 1)
        offset = min(offset, max(layout.rows.count - visible, 0))
        if layout.cursor.row < offset { offset = layout.cursor.row }
        if layout.cursor.row >= offset + visible { offset = layout.cursor.row - visible + 1 }
    }
}
