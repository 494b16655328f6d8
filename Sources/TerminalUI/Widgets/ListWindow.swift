/// Which rows of a long list are on the screen. The offset is settled here, before anything is drawn.
package struct ListWindow: Hashable, Sendable {
    /// Rows in the list, at least 0.
    package let count: Int
    /// Rows on the screen, at least 0.
    package let height: Int
    /// The first row shown.
    package let offset: Int

    /// The window that moves least from `offset` so that the selection is seen and no row of the screen is wasted.
    ///
    /// - Parameters:
    ///   - selection: the selected row; nil leaves the offset but for the ends.
    ///   - margin: rows kept between the selection and the window's edge where there is room.
    package init(count: Int, height: Int, offset: Int, selection: Int?, margin: Int = 0) {
        self.count = max(0, count)
        self.height = max(0, height)
        var first = offset
        if let selection, self.height > 0 {
            let margin = min(max(0, margin), (self.height - 1) / 2)
            first = min(first, selection - margin)
            first = max(first, selection + margin - self.height + 1)
        }
        self.offset = min(max(0, first), max(0, self.count - self.height))
    }

    /// The rows shown.
    package var visible: Range<Int> { offset..<min(count, offset + height) }
    /// Whether rows are hidden above.
    package var hidesAbove: Bool { offset > 0 }
    /// Whether rows are hidden below.
    package var hidesBelow: Bool { offset + height < count }

    /// The cells of a scrollbar of `height` cells that stand for what is shown; nil when all is shown.
    /// It touches an end exactly when nothing is hidden there (from three cells on).
    package var thumb: Range<Int>? {
        guard count > height, height > 0 else { return nil }
        let length = max(1, min(height - 1, (height * height + count / 2) / count))
        let room = height - length
        let hidden = count - height
        var start = (offset * room * 2 + hidden) / (2 * hidden)
        if room >= 2 {
            if hidesAbove { start = max(1, start) }
            if hidesBelow { start = min(room - 1, start) }
        }
        return start..<start + length
    }

    /// Draws the scrollbar in one column; nothing when all is shown.
    package func drawScrollbar(
        in buffer: inout CellBuffer, at position: Position, track: Style = .plain, thumb style: Style = .plain
    ) {
        guard let thumb else { return }
        for cell in 0..<height {
            let inside = thumb.contains(cell)
            buffer.write(
                inside ? "█" : "│", at: Position(column: position.column, row: position.row + cell),
                style: inside ? style : track, width: 1)
        }
    }
}
