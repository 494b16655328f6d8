import EngineModel
import RunwareAPI
import StudioCore
import TerminalUI

extension Canvas {
    /// Results and failed jobs, newest first.
    mutating func drawHistory() {
        let history = state.history
        let inside = border(.history)
        guard !inside.isEmpty else { return }
        var list = inside
        if history.showsSearch {
            let (top, rest) = inside.splitTop(1)
            drawSearch(in: top)
            list = rest
        }
        guard !history.rows.isEmpty else {
            let words =
                history.isLoading
                ? "reading…" : (history.search.isEmpty ? "nothing yet: results appear here" : "nothing found")
            write(words, column: list.minColumn + 1, row: list.minRow, width: list.width - 2, "prompt.placeholder")
            return
        }
        let window = ListWindow(count: history.rows.count, height: list.height, offset: history.offset, selection: nil)
        for (row, index) in window.visible.enumerated() {
            let rect = Rect(column: list.minColumn, row: list.minRow + row, width: list.width, height: 1)
            draw(history.rows[index], in: rect, isSelected: index == history.selection)
        }
        scrollbar(window, .history, at: Position(column: inside.maxColumn, row: list.minRow))
    }

    private mutating func drawSearch(in row: Rect) {
        let search = state.history.search
        write("/", column: row.minColumn + 1, row: row.minRow, width: 1, "search.hint")
        let place = writeField(
            search, column: row.minColumn + 2, row: row.minRow, width: row.width - 3, "search.text")
        if state.history.isSearching, state.focus == .history { cursor = place }
    }

    private mutating func draw(_ item: HistoryRow, in row: Rect, isSelected: Bool) {
        let isFocused = isSelected && state.focus == .history
        if isFocused { buffer.setStyle(in: row, theme.style("history.selected")) }
        let mark = isFocused ? "▸" : (isSelected ? "›" : " ")
        write(mark, column: row.minColumn, row: row.minRow, width: 1, "history.text")
        var column = row.minColumn + 2
        write(item.state.rawValue, column: column, row: row.minRow, width: 9, "state.\(item.state.rawValue)")
        column += 10
        let time = LocalTime(item.time, offsetMinutes: state.utcOffsetMinutes).text(now: state.now)
        write(time, column: column, row: row.minRow, width: 5, "history.time")
        column += 6
        var end = row.maxColumn - 1
        if row.width >= 60 {
            let seed = item.seed.map(String.init) ?? "–"
            writeRight(seed, end: end, row: row.minRow, width: 19, "history.seed")
            end -= max(CellText.width(of: seed), 10) + 1
        }
        if row.width >= 48 {
            writeRight("\(item.width)×\(item.height)", end: end, row: row.minRow, width: 9, "history.size")
            end -= 10
        }
        let excerpt = CellText.sanitized(item.excerpt, keepingNewlines: false)
        write(excerpt, column: column, row: row.minRow, width: end - column, "history.text")
    }
}
