package import EngineModel
package import TerminalUI

/// Where a result comes from and what was made from it, as rows to choose from.
///
/// What stands below another row was made from it. An only one stands straight below, so that a long line of changes
/// stays narrow; where several were made from one they branch.
package struct LineageTree: Hashable, Sendable {
    package struct Row: Hashable, Sendable {
        package let row: HistoryRow
        /// The lines that lead to it, two columns each.
        package let lines: String
        package let isCurrent: Bool

        /// What is other in it than in the row that it was made from; `=` when that is nothing.
        package var letters: String { row.changes.map { $0.letters.isEmpty ? "=" : $0.letters } ?? "" }
    }

    package let rows: [Row]
    /// Said above the rows.
    package let beginning: String?
    /// Said below the rows.
    package let end: String?
    package private(set) var selection: Int
    package private(set) var offset = 0

    package init(_ lineage: Lineage) {
        let line = lineage.ancestors + [lineage.current]
        var rows = line.enumerated().map { place, row in
            Row(row: row, lines: place == 0 ? "" : "└ ", isCurrent: place == line.count - 1)
        }
        selection = rows.count - 1
        var branches = Branches(descendants: lineage.descendants)
        branches.lay(lineage.descendants.indices, below: true, lines: "")
        rows += branches.rows
        self.rows = rows
        beginning = lineage.beginsWithGap ? "what the first was made from is gone" : nil
        end = lineage.isCut ? "there are more than these \(rows.count)" : nil
    }

    package var selected: HistoryRow { rows[selection].row }

    mutating func select(_ place: Int) { selection = min(max(place, 0), rows.count - 1) }

    mutating func scroll(in screen: Size) {
        offset = scrolled(offset, to: selection, rows: Layout(self, in: screen).rows, of: rows.count)
    }

    /// What fits: shared by the reducer, which scrolls, and the view.
    package struct Layout: Hashable, Sendable {
        package let size: Size
        /// Rows of the list, at least 1.
        package let rows: Int

        package init(_ tree: LineageTree, in screen: Size) {
            let height = max(screen.height - (screen.height >= 20 ? 4 : 2), 5)
            let said = [tree.beginning, tree.end].count { $0 != nil }
            rows = min(max(height - 2 - said, 1), tree.rows.count)
            size = Size(width: min(110, screen.width), height: rows + said + 2)
        }
    }
}

/// Lays descendants out: each is followed by its own.
private struct Branches {
    let descendants: [Lineage.Descendant]
    var rows: [LineageTree.Row] = []

    /// Lays what was made from one row.
    ///
    /// - Parameters:
    ///   - range: these, each followed by its own.
    ///   - isStraight: whether that row stands straight below the one before.
    ///   - lines: what stands before the lines of this row's children, were they straight below it.
    mutating func lay(_ range: Range<Int>, below isStraight: Bool, lines: String) {
        guard let first = range.first else { return }
        let children = range.filter { descendants[$0].depth <= descendants[first].depth }
        let isAlone = children.count == 1
        let lines = isStraight && !isAlone ? lines + "  " : lines
        for (place, child) in children.enumerated() {
            let isLast = place == children.count - 1
            let end = isLast ? range.upperBound : children[place + 1]
            rows.append(
                LineageTree.Row(row: descendants[child].row, lines: lines + (isLast ? "└ " : "├ "), isCurrent: false))
            lay(child + 1..<end, below: isAlone, lines: isAlone ? lines : lines + (isLast ? "  " : "│ "))
        }
    }
}

/// Shows it, unless the user has opened something meanwhile.
func showLineage(_ lineage: Lineage?, _ state: inout StudioState) {
    guard let lineage else {
        state.message = .info("that result is gone")
        return
    }
    guard !lineage.ancestors.isEmpty || !lineage.descendants.isEmpty || lineage.beginsWithGap else {
        state.message = .info("it was made from no other, and nothing was made from it")
        return
    }
    guard state.overlay == nil else { return }
    state.overlay = .results(.lineage(LineageTree(lineage)))
}

/// Keys while the lineage shows.
func reduceLineage(_ key: KeyEvent, _ tree: LineageTree, _ state: inout StudioState) -> [Effect] {
    if key == KeyEvent(.enter) {
        state.overlay = nil
        return state.show(tree.selected.id)
    }
    if closesPage(key) {
        state.overlay = nil
        return []
    }
    let page = max(LineageTree.Layout(tree, in: state.size).rows - 1, 1)
    guard let place = scrolledPage(key, offset: tree.selection, page: page, last: tree.rows.count - 1) else {
        return []
    }
    var tree = tree
    tree.select(place)
    state.overlay = .results(.lineage(tree))
    return []
}
