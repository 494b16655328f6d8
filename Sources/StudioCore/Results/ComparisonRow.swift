package import EngineModel
package import TerminalUI

/// A row of the page that compares two results, shared by the reducer, which scrolls, and the view, which draws.
package enum ComparisonRow: Hashable, Sendable {
    case heading(String)
    case words(String)
    /// A part of both prompts in one text.
    case prompt([Stretch])
    /// A parameter; rows that continue it have no name.
    case pair(name: String, left: String, right: String, differs: Bool)

    /// Text of one kind.
    package struct Stretch: Hashable, Sendable {
        package let kind: WordDiff.Piece.Kind
        package let text: String
    }

    /// Where the parts of a row stand, counted from the inside of the page.
    package struct Columns: Hashable, Sendable {
        package let name: Int
        package let left: Int
        package let right: Int
        package let nameWidth: Int
        package let valueWidth: Int

        /// - Parameter width: columns of the page's inside.
        package init(width: Int) {
            nameWidth = width >= 60 ? 14 : 11
            // A mark stands before the name, and a column is free at the end for the scrollbar.
            name = 3
            left = name + nameWidth + 1
            valueWidth = max((width - 1 - left - 1) / 2, 4)
            right = left + valueWidth + 1
        }
    }

    /// How much of a screen the page takes, its border included.
    package static func pageSize(in screen: Size) -> Size {
        Size(width: min(120, screen.width), height: max(screen.height - 2, 5))
    }

    /// Rows of the page.
    package static func pageHeight(in screen: Size) -> Int { max(pageSize(in: screen).height - 2, 1) }

    /// All rows on a screen of that size.
    package static func rows(of comparison: Comparison, in screen: Size) -> [ComparisonRow] {
        let width = pageSize(in: screen).width - 2
        let columns = Columns(width: width)
        let changes = comparison.prompts
        var rows: [ComparisonRow] = [.heading(changes.isEmpty ? "Prompt, the same in both" : "Prompt")]
        if !changes.isEmpty {
            rows += wrapped("[-\(comparison.left.name) only-] {+\(comparison.right.name) only+}", width - 2).map(
                ComparisonRow.words)
        }
        let text = ChangesText(changes, columns: width - 2)
        rows += text.rows.map { .prompt(text.stretches(in: $0)) }
        let pairs = comparison.pairs
        for (title, part) in [
            ("Different", pairs.filter(\.differs)), ("The same in both", pairs.filter { !$0.differs }),
        ] where !part.isEmpty {
            rows += [.words(""), .heading("\(title) (\(part.count))")]
            if part[0].differs {
                rows.append(.pair(name: "", left: comparison.left.name, right: comparison.right.name, differs: false))
            }
            rows += part.flatMap { lines(of: $0, columns) }
        }
        return rows
    }

    private static func lines(of pair: Comparison.Pair, _ columns: Columns) -> [ComparisonRow] {
        let name = wrapped(pair.name, columns.nameWidth)
        let left = wrapped(pair.left, columns.valueWidth)
        let right = wrapped(pair.right, columns.valueWidth)
        return (0..<max(name.count, left.count, right.count)).map { line in
            .pair(
                name: line < name.count ? name[line] : "", left: line < left.count ? left[line] : "",
                right: line < right.count ? right[line] : "", differs: pair.differs && line == 0)
        }
    }

    private static func wrapped(_ text: String, _ columns: Int) -> [String] {
        CellText.wrapTrimmed(CellText.sanitized(text, keepingNewlines: false), columns: columns)
    }
}

extension ChangesText {
    /// A row, neighbours of one kind together.
    fileprivate func stretches(in row: Range<Int>) -> [ComparisonRow.Stretch] {
        var stretches: [ComparisonRow.Stretch] = []
        for place in row {
            let kind = kinds.indices.contains(place) ? kinds[place] : .kept
            var text = String(characters[place])
            if stretches.last?.kind == kind { text = stretches.removeLast().text + text }
            stretches.append(ComparisonRow.Stretch(kind: kind, text: text))
        }
        return stretches
    }
}
