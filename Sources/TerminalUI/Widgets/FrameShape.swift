/// A tiny picture of a frame's shape: a filled rectangle of half cells. A cell is about twice as high as it is wide, so
/// that half of one is a square.
package struct FrameShape: Hashable, Sendable {
    /// Cells across, at least 1.
    package let columns: Int
    /// Half cells from top to bottom, at least 1.
    package let halfRows: Int

    /// The largest picture of a width and a height, both at least 1, that fits into so many cells; each side is true
    /// to half a square.
    package init(width: Int, height: Int, columns: Int, rows: Int) {
        let (width, height) = (max(width, 1), max(height, 1))
        let (across, down) = (max(columns, 1), max(rows, 1) * 2)
        if width * down >= height * across {
            self.columns = across
            halfRows = min(max((height * across * 2 + width) / (width * 2), 1), down)
        } else {
            halfRows = down
            self.columns = min(max((width * down * 2 + height) / (height * 2), 1), across)
        }
    }

    /// Cells from top to bottom.
    package var rows: Int { (halfRows + 1) / 2 }

    /// Draws with its upper left cell at a position.
    package func draw(in buffer: inout CellBuffer, at position: Position, style: Style = .plain) {
        for row in 0..<rows {
            let glyph = row * 2 + 1 < halfRows ? "█" : "▀"
            buffer.write(
                String(repeating: glyph, count: columns),
                at: Position(column: position.column, row: position.row + row), style: style, width: columns)
        }
    }
}
