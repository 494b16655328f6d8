/// A rectangle of cells. Its size is never negative; an empty one still has a place.
package struct Rect: Hashable, Sendable {
    /// The top left cell.
    package let origin: Position
    /// Columns and rows.
    package let size: Size

    /// The rectangle of that size from that cell on.
    package init(origin: Position, size: Size) {
        self.origin = origin
        self.size = size
    }

    /// The rectangle of that size from that cell on; negative lengths become 0.
    package init(column: Int, row: Int, width: Int, height: Int) {
        self.init(origin: Position(column: column, row: row), size: Size(width: width, height: height))
    }

    /// The rectangle of that size at the top left corner.
    package init(size: Size) {
        self.init(origin: .zero, size: size)
    }

    /// Columns.
    package var width: Int { size.width }
    /// Rows.
    package var height: Int { size.height }
    /// The first column.
    package var minColumn: Int { origin.column }
    /// The first row.
    package var minRow: Int { origin.row }
    /// One past the last column.
    package var maxColumn: Int { origin.column + size.width }
    /// One past the last row.
    package var maxRow: Int { origin.row + size.height }
    /// Whether there is no cell inside.
    package var isEmpty: Bool { size.isEmpty }

    /// Whether the cell lies inside.
    package func contains(_ position: Position) -> Bool {
        position.column >= minColumn && position.column < maxColumn && position.row >= minRow && position.row < maxRow
    }

    /// The cells both have; empty, and inside this rectangle, when there are none.
    package func intersection(_ other: Rect) -> Rect {
        let column = min(max(minColumn, other.minColumn), maxColumn)
        let row = min(max(minRow, other.minRow), maxRow)
        return Rect(
            column: column, row: row,
            width: min(maxColumn, other.maxColumn) - column, height: min(maxRow, other.maxRow) - row)
    }
}

extension Rect {
    /// The rectangle without a margin on each side; a margin that is too wide leaves an empty rectangle inside.
    package func inset(horizontal: Int = 0, vertical: Int = 0) -> Rect {
        let columns = min(max(0, horizontal), width / 2)
        let rows = min(max(0, vertical), height / 2)
        return Rect(
            column: minColumn + columns, row: minRow + rows,
            width: max(0, width - 2 * max(0, horizontal)), height: max(0, height - 2 * max(0, vertical)))
    }

    /// Cuts after `rows` rows (0 … height): the part above and the rest.
    package func splitTop(_ rows: Int) -> (Rect, Rect) {
        let cut = min(max(0, rows), height)
        return (
            Rect(column: minColumn, row: minRow, width: width, height: cut),
            Rect(column: minColumn, row: minRow + cut, width: width, height: height - cut)
        )
    }

    /// Cuts before the last `rows` rows (0 … height): the rest above and that part.
    package func splitBottom(_ rows: Int) -> (Rect, Rect) {
        splitTop(height - min(max(0, rows), height))
    }

    /// Cuts after `columns` columns (0 … width): the left part and the rest.
    package func splitLeft(_ columns: Int) -> (Rect, Rect) {
        let cut = min(max(0, columns), width)
        return (
            Rect(column: minColumn, row: minRow, width: cut, height: height),
            Rect(column: minColumn + cut, row: minRow, width: width - cut, height: height)
        )
    }

    /// Cuts before the last `columns` columns (0 … width): the rest and the right part.
    package func splitRight(_ columns: Int) -> (Rect, Rect) {
        splitLeft(width - min(max(0, columns), width))
    }

    /// A rectangle of at most that size in the middle of this one: where a popup goes.
    package func centred(_ wanted: Size) -> Rect {
        let columns = min(wanted.width, width)
        let rows = min(wanted.height, height)
        return Rect(
            column: minColumn + (width - columns) / 2, row: minRow + (height - rows) / 2, width: columns, height: rows)
    }
}
