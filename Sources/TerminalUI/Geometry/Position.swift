/// A cell's place: columns to the right, rows downwards, both from 0. May lie outside a buffer.
package struct Position: Hashable, Sendable {
    /// Columns from the left edge.
    package var column: Int
    /// Rows from the top edge.
    package var row: Int

    /// The cell in that column and row.
    package init(column: Int, row: Int) {
        self.column = column
        self.row = row
    }

    /// The top left cell.
    package static let zero = Position(column: 0, row: 0)
}
