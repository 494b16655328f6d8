/// The grid that views draw into. Every operation keeps its invariant: a cell of width 2 is followed by one of
/// width 0 in the same row, and a cell of width 0 stands nowhere else.
package struct CellBuffer: Hashable, Sendable {
    /// Columns and rows.
    package let size: Size
    private var cells: [Cell]

    /// A blank grid.
    package init(size: Size) {
        self.size = size
        cells = Array(repeating: .blank, count: size.area)
    }

    /// The whole grid as a rectangle.
    package var bounds: Rect { Rect(size: size) }

    /// The cell there; blank outside the grid.
    package subscript(position: Position) -> Cell {
        bounds.contains(position) ? cells[index(position.column, position.row)] : .blank
    }

    /// One row from left to right; empty outside the grid.
    package func row(_ number: Int) -> ArraySlice<Cell> {
        guard number >= 0, number < size.height else { return [] }
        return cells[number * size.width..<(number + 1) * size.width]
    }

    /// Writes one line of text and returns the columns it used.
    ///
    /// The text passes the safe-cell policy: control characters and newlines show as U+FFFD. It ends before the first
    /// cluster that would pass `maxColumns`; what lies outside the grid is clipped. The style is laid over the style
    /// the cells have (use `fill` first for a clean ground).
    @discardableResult
    package mutating func write(
        _ text: String, at position: Position, style: Style = .plain, width maxColumns: Int = .max
    ) -> Int {
        var used = 0
        for character in text {
            if CellText.isPlain(character) {
                guard used < maxColumns else { return used }
                let place = Position(column: position.column + used, row: position.row)
                put(SafeCell(text: String(character), width: 1), at: place, style)
                used += 1
                continue
            }
            for cell in CellText.cells(of: character) {
                guard cell.width <= maxColumns - used else { return used }
                put(cell, at: Position(column: position.column + used, row: position.row), style)
                used += cell.width
            }
        }
        return used
    }

    /// Makes the cells of the rectangle spaces in exactly that style.
    package mutating func fill(_ rect: Rect, _ style: Style = .plain) {
        let area = rect.intersection(bounds)
        guard !area.isEmpty else { return }
        let space = Cell.space(style.resolved)
        for row in area.minRow..<area.maxRow {
            blankHalves(from: area.minColumn, to: area.maxColumn, row: row)
            for column in area.minColumn..<area.maxColumn { cells[index(column, row)] = space }
        }
    }

    /// Lays the style over the cells of the rectangle and keeps their text; both halves of a wide cell change.
    package mutating func setStyle(in rect: Rect, _ style: Style) {
        let area = rect.intersection(bounds)
        guard !area.isEmpty else { return }
        for row in area.minRow..<area.maxRow {
            let first =
                self[Position(column: area.minColumn, row: row)].width == 0 ? area.minColumn - 1 : area.minColumn
            let last =
                self[Position(column: area.maxColumn - 1, row: row)].width == 2 ? area.maxColumn : area.maxColumn - 1
            for column in first...last {
                let place = index(column, row)
                cells[place].style = cells[place].style.patched(by: style).resolved
            }
        }
    }

    private func index(_ column: Int, _ row: Int) -> Int { row * size.width + column }

    private mutating func put(_ cell: SafeCell, at position: Position, _ style: Style) {
        let (column, row) = (position.column, position.row)
        guard row >= 0, row < size.height, column < size.width, column + cell.width > 0 else { return }
        let shown = max(0, column)..<min(size.width, column + cell.width)
        blankHalves(from: shown.lowerBound, to: shown.upperBound, row: row)
        let place = index(shown.lowerBound, row)
        let look = cells[place].style.patched(by: style).resolved
        guard shown.count == cell.width else {
            // Half of a wide cell at the edge: a space keeps the colours, and the terminal never sees the half.
            cells[place] = .space(look)
            return
        }
        cells[place] = Cell(text: cell.text, width: UInt8(cell.width), style: look)
        if cell.width == 2 { cells[place + 1] = .rightHalf(look) }
    }

    /// Before the cells from ..< to are overwritten: the outer halves of wide cells that straddle an end become spaces.
    private mutating func blankHalves(from: Int, to: Int, row: Int) {
        let first = index(from, row)
        if cells[first].width == 0 { cells[first - 1] = .space(cells[first - 1].style) }
        let last = index(to - 1, row)
        if cells[last].width == 2 { cells[last + 1] = .space(cells[last + 1].style) }
    }
}
