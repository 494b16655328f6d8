/// A horizontal slider over a range of legal values: "├──●─────┤".
///
/// The knob's place is proportional to the value: the ends of the range, and only they, stand at the ends of the
/// track wherever the track has three cells or more, so that a picture at an end can be trusted. On a track with at
/// least as many cells as there are legal values each has a cell of its own; on a shorter one neighbours share cells,
/// as evenly as can be, and the number beside the slider tells them apart.
package struct Slider: Hashable, Sendable {
    /// The legal ends.
    package let range: ClosedRange<Int>
    /// The distance of two legal values, at least 1.
    package let step: Int
    /// The value shown, inside the range.
    package let value: Int

    /// Values outside the range are shown at its nearer end.
    package init(value: Int, range: ClosedRange<Int>, step: Int = 1) {
        self.range = range
        self.step = max(1, step)
        self.value = min(max(value, range.lowerBound), range.upperBound)
    }

    /// The number of legal values.
    package var stops: Int { (range.upperBound - range.lowerBound) / step + 1 }

    /// The knob's cell on a track of that many cells; nil where there is no track. Rises with the value.
    package func knob(track: Int) -> Int? {
        guard track > 0 else { return nil }
        let span = range.upperBound - range.lowerBound
        guard span > 0, track > 1 else { return 0 }
        let last = track - 1
        let nearest = ((value - range.lowerBound) * last * 2 + span) / (2 * span)
        if value == range.lowerBound || value == range.upperBound || last < 2 { return nearest }
        return min(max(nearest, 1), last - 1)
    }

    /// The legal value the cell stands for: the nearest one, the ends at the ends.
    package func value(atTrackCell cell: Int, track: Int) -> Int {
        guard track > 1 else { return value }
        let place = min(max(cell, 0), track - 1)
        let span = range.upperBound - range.lowerBound
        let exact = (place * span * 2 + (track - 1)) / (2 * (track - 1))
        let snapped = (exact + step / 2) / step * step
        return min(range.lowerBound + snapped, range.upperBound)
    }

    /// Draws in one row, ends included; needs three columns, less shows the knob alone.
    package func draw(
        in buffer: inout CellBuffer, at position: Position, width: Int, track style: Style = .plain,
        knob knobStyle: Style = .plain
    ) {
        guard width > 0 else { return }
        guard width >= 3 else {
            buffer.write("●", at: position, style: knobStyle, width: width)
            return
        }
        let track = width - 2
        buffer.write("├" + String(repeating: "─", count: track) + "┤", at: position, style: style, width: width)
        guard let cell = knob(track: track) else { return }
        buffer.write(
            "●", at: Position(column: position.column + 1 + cell, row: position.row), style: knobStyle, width: 1)
    }
}
