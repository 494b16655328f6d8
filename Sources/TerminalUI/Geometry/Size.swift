/// A number of columns and rows, never negative.
package struct Size: Hashable, Sendable {
    /// Columns, at least 0.
    package let width: Int
    /// Rows, at least 0.
    package let height: Int

    /// Negative lengths become 0.
    package init(width: Int, height: Int) {
        self.width = max(0, width)
        self.height = max(0, height)
    }

    /// No columns and no rows.
    package static let zero = Size(width: 0, height: 0)
    /// Whether there is no cell inside.
    package var isEmpty: Bool { width == 0 || height == 0 }
    /// The number of cells.
    package var area: Int { width * height }
}
