/// Progress k of n as a bar of eighths: full only when k is n, empty only when k is 0.
package struct Gauge: Hashable, Sendable {
    /// What is done, 0 … total.
    package let done: Int
    /// What there is to do, at least 0.
    package let total: Int

    /// Values out of range are clamped.
    package init(done: Int, total: Int) {
        self.total = max(0, total)
        self.done = min(max(0, done), self.total)
    }

    /// Eighths of a cell that are filled in a bar of that many cells.
    package func eighths(width: Int) -> Int {
        let all = max(0, width) * 8
        guard total > 0, done > 0 else { return 0 }
        guard done < total else { return all }
        return min(max(done * all / total, 1), max(all - 1, 0))
    }

    /// The bar as text of exactly `width` columns.
    package func text(width: Int) -> String {
        guard width > 0 else { return "" }
        let filled = eighths(width: width)
        let partial = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"][filled % 8]
        let rest = width - filled / 8 - (partial.isEmpty ? 0 : 1)
        return String(repeating: "█", count: filled / 8) + partial + String(repeating: "░", count: rest)
    }

    /// Draws the bar in one row.
    package func draw(in buffer: inout CellBuffer, at position: Position, width: Int, style: Style = .plain) {
        buffer.write(text(width: width), at: position, style: style, width: max(0, width))
    }
}
