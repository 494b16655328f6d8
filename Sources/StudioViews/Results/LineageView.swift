import EngineModel
import StudioCore
import TerminalUI

extension Canvas {
    /// Where a result comes from and what was made from it.
    mutating func draw(_ tree: LineageTree) {
        let layout = LineageTree.Layout(tree, in: state.size)
        let inside = popup("Lineage", layout.size)
        guard !inside.isEmpty else { return }
        var list = inside
        if let beginning = tree.beginning {
            let (top, rest) = list.splitTop(1)
            write("… " + beginning, column: top.minColumn + 3, row: top.minRow, width: top.width - 4, "search.hint")
            list = rest
        }
        if let end = tree.end {
            write("… " + end, column: list.minColumn + 3, row: list.maxRow - 1, width: list.width - 4, "search.hint")
        }
        let window = ListWindow(
            count: tree.rows.count, height: layout.rows, offset: tree.offset, selection: tree.selection)
        // The same for all rows, so that nothing moves sideways while scrolling.
        let widest = tree.rows.map { CellText.width(of: $0.lines) + $0.letters.count }.max() ?? 0
        let columns = min(widest + 3, inside.width / 2)
        for (line, index) in window.visible.enumerated() {
            let rect = Rect(column: list.minColumn, row: list.minRow + line, width: list.width, height: 1)
            draw(tree.rows[index], lead: columns, in: rect, isSelected: index == tree.selection)
        }
        window.drawScrollbar(
            in: &buffer, at: Position(column: inside.maxColumn - 1, row: list.minRow),
            track: theme.style("popup.border"), thumb: theme.style("popup.title"))
    }

    private mutating func draw(_ item: LineageTree.Row, lead: Int, in rect: Rect, isSelected: Bool) {
        if isSelected { buffer.setStyle(in: rect, theme.style("history.selected")) }
        let row = rect.minRow
        write(isSelected ? "▸" : " ", column: rect.minColumn + 1, row: row, width: 1, "history.text")
        // Of a deep branch the end is what tells.
        let room = max(lead - item.letters.count - 3, 2)
        let lines = item.lines.count > room ? "…" + item.lines.suffix(room - 1) : item.lines
        var column = rect.minColumn + 3
        column += write(lines, column: column, row: row, width: room, "popup.border")
        column += write(item.isCurrent ? "●" : "○", column: column, row: row, width: 1, "popup.title") + 1
        write(item.letters, column: column, row: row, width: item.letters.count, "help.key")
        column = rect.minColumn + 3 + lead + 1
        var end = rect.maxColumn - 2
        let fact = item.row
        let time = LocalTime(fact.time, state.utcOffsets).text(now: state.now)
        // Where both do not fit, the state stands where it is another than done.
        let isNarrow = rect.width < 60
        if !isNarrow || fact.state != .done {
            let width = isNarrow ? 6 : 9
            write(fact.state.rawValue, column: column, row: row, width: width, "state.\(fact.state.rawValue)")
            column += width + 1
        }
        if !isNarrow || fact.state == .done {
            write(time, column: column, row: row, width: 5, "history.time")
            column += isNarrow ? 7 : 6
        }
        if rect.width >= 76 {
            let seed = fact.seed.map(String.init) ?? "–"
            writeRight(seed, end: end, row: row, width: 20, "history.seed")
            end -= max(CellText.width(of: seed), 10) + 1
            writeRight("\(fact.width)×\(fact.height)", end: end, row: row, width: 9, "history.size")
            end -= 10
        }
        let excerpt = CellText.sanitized(fact.excerpt, keepingNewlines: false)
        write(excerpt, column: column, row: row, width: end - column, "history.text")
    }
}
