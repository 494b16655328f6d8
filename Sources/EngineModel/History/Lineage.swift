/// Where a row of history comes from and what was made from it.
package struct Lineage: Hashable, Sendable {
    /// The row it was made from, that row's, and so on: the oldest first.
    package var ancestors: [HistoryRow]
    package var current: HistoryRow
    /// What was made from it, and from that, each followed by its own, the oldest of each first.
    package var descendants: [Descendant]
    /// Whether what the oldest ancestor was made from is gone.
    package var beginsWithGap: Bool
    /// Whether there is more than was read.
    package var isCut: Bool

    /// A row that was made from the current one, directly (depth 1) or over others.
    package struct Descendant: Hashable, Sendable {
        package let row: HistoryRow
        package let depth: Int

        package init(row: HistoryRow, depth: Int) {
            self.row = row
            self.depth = depth
        }
    }

    package init(
        ancestors: [HistoryRow] = [], current: HistoryRow, descendants: [Descendant] = [], beginsWithGap: Bool = false,
        isCut: Bool = false
    ) {
        self.ancestors = ancestors
        self.current = current
        self.descendants = descendants
        self.beginsWithGap = beginsWithGap
        self.isCut = isCut
    }

    /// How many rows are read at most in either direction.
    package static let limit = 500
}
