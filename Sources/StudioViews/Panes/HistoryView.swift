import EngineModel
import RunwareAPI
import StudioCore
import TerminalUI

extension Canvas {
    /// Results and failed jobs, newest first, with a line where another day begins.
    mutating func drawHistory() {
        let history = state.history
        let inside = border(.history, title: historyTitle, hint: historyHint)
        guard !inside.isEmpty else { return }
        let list = state.historyList(in: inside)
        if history.showsSearch { drawFilter(in: inside, above: list) }
        guard !history.rows.isEmpty else {
            writeWrapped(emptyWords, in: list.inset(horizontal: 1), "prompt.placeholder")
            return
        }
        let lines = state.historyLines
        let window = ListWindow(count: lines.count, height: list.height, offset: history.offset, selection: nil)
        for (row, number) in window.visible.enumerated() {
            let rect = Rect(column: list.minColumn, row: list.minRow + row, width: list.width, height: 1)
            switch lines.line(at: number) {
            case .day(let row)?: drawDay(of: history.rows[row], in: rect)
            case .row(let row)?: draw(history.rows[row], in: rect, isSelected: row == history.selection)
            case nil: break
            }
        }
        scrollbar(window, .history, at: Position(column: inside.maxColumn, row: list.minRow))
    }

    private var historyTitle: String {
        let name = state.history.showsBin ? "Bin" : Pane.history.rawValue
        let marked = state.history.triage.marked
        guard !marked.isEmpty else { return name }
        let elsewhere = marked.count - state.history.rows.count { marked.contains($0.id) }
        return "\(name) · \(marked.count) marked" + (elsewhere > 0 ? ", \(elsewhere) elsewhere" : "")
    }

    /// The day of the first row that shows, when it is not today and no line says so; or that an answer is awaited.
    private var historyHint: String {
        let history = state.history
        if history.isSlow { return "searching older…" }
        guard case .row(let row)? = state.historyLines.line(at: history.offset) else { return "" }
        let time = history.rows[row].time
        return state.localDays.isAside(time) ? state.localDays.name(of: time) : ""
    }

    private var emptyWords: String {
        let history = state.history
        if history.isLoading || history.isStale { return history.isSlow ? "searching older…" : "reading…" }
        if history.showsBin, history.search.isEmpty { return "the bin is empty" }
        return history.query.isEmpty && history.search.isEmpty
            ? "nothing yet: results appear here" : "nothing found"
    }

    /// The field and the lines below it: what may be typed, or what is wrong in it.
    private mutating func drawFilter(in inside: Rect, above list: Rect) {
        let history = state.history
        let row = inside.minRow
        write("/", column: inside.minColumn + 1, row: row, width: 1, "search.hint")
        let place = writeField(
            history.search, column: inside.minColumn + 2, row: row, width: inside.width - 3, "search.text")
        if history.isSearching, state.focus == .history { cursor = place }
        let note = history.filterNote(columns: inside.width - 3)
        for (index, line) in note.lines.enumerated() where row + 1 + index < list.minRow {
            write(
                line, column: inside.minColumn + 2, row: row + 1 + index, width: inside.width - 3,
                note.isFault ? "message.warning" : "search.hint")
            // Without colour too it is told from the rows below.
            if note.isFault, index == 0 {
                write("!", column: inside.minColumn, row: row + 1, width: 1, "message.warning")
            }
        }
    }

    private mutating func drawDay(of item: HistoryRow, in row: Rect) {
        let name = " \(state.localDays.name(of: item.time)) "
        write(
            String(repeating: "─", count: row.width), column: row.minColumn, row: row.minRow, width: row.width,
            "pane.border")
        write(name, column: row.minColumn + 2, row: row.minRow, width: row.width - 4, "history.day")
    }

    /// A row: what it is, when, what was wanted, and what the user thinks of it.
    private mutating func draw(_ item: HistoryRow, in row: Rect, isSelected: Bool) {
        let isFocused = isSelected && state.focus == .history
        if isFocused { buffer.setStyle(in: row, theme.style("history.selected")) }
        // Rows that are not the answer to what the filter says are there, but aside.
        let isAside = state.history.isSlow && state.history.isStale
        func scope(_ scope: String) -> String { isAside ? "history.stale" : scope }
        let y = row.minRow
        let mark = isFocused ? "▸" : (isSelected ? "›" : " ")
        write(mark, column: row.minColumn, row: y, width: 1, "history.text")
        // What the next row is compared with, and what the next command acts on.
        let isToCompare = state.marked?.row.id == item.id
        if isToCompare || state.history.triage.marked.contains(item.id) {
            write(isToCompare ? "≠" : "●", column: row.minColumn + 1, row: y, width: 1, "history.marked")
        }
        write(
            item.state.rawValue, column: row.minColumn + 2, row: y, width: 9,
            scope("state.\(item.state.rawValue)"))
        let time = LocalTime(item.time, state.utcOffsets).clock
        write(time, column: row.minColumn + 12, row: y, width: 5, scope("history.time"))
        let column = row.minColumn + 18
        var end = row.maxColumn - 1
        if row.width >= 60 {
            let seed = item.seed.map(String.init) ?? "–"
            writeRight(seed, end: end, row: y, width: 20, scope("history.seed"))
            end -= max(CellText.width(of: seed), 10) + 1
        }
        if row.width >= 48 {
            writeRight("\(item.width)×\(item.height)", end: end, row: y, width: 9, scope("history.size"))
            end -= 10
        }
        let marks = HistoryGlyphs.marks(item.marks)
        if !marks.isEmpty {
            writeRight(marks, end: end, row: y, width: 4, scope("history.mark"))
            end -= CellText.width(of: marks) + 1
        }
        if let letters = item.changes?.letters, !letters.isEmpty, end - column - letters.count - 1 >= 8 {
            writeRight(letters, end: end, row: y, width: letters.count, scope("history.change"))
            end -= letters.count + 1
        }
        let excerpt = CellText.sanitized(item.excerpt, keepingNewlines: false)
        if row.width >= 60 {
            // Tags take what the excerpt leaves, and two fifths of the room in any case.
            let room = end - column
            let tags = HistoryGlyphs.tags(
                item.marks.tags, columns: max(room * 2 / 5, room - CellText.width(of: excerpt) - 1))
            if !tags.isEmpty {
                writeRight(tags, end: end, row: y, width: room, scope("history.tag"))
                end -= CellText.width(of: tags) + 1
            }
        }
        write(excerpt, column: column, row: y, width: end - column, scope("history.text"))
    }
}

/// What the user wrote on a row, in a few columns. Each sign is the key or the field that made it.
enum HistoryGlyphs {
    /// `¶*★4`: with a note, picked, rated 4; empty when there is nothing. The rating ends it, so that ratings stand below
    /// each other.
    static func marks(_ marks: HistoryMarks) -> String {
        (marks.note == nil ? "" : "¶") + (marks.isPicked ? "*" : "") + (marks.rating.map { "★\($0)" } ?? "")
    }

    /// `#hero #sea`, as many whole tags as fit, and how many more there are.
    static func tags(_ tags: [String], columns: Int) -> String {
        let words = tags.map { "#" + CellText.sanitized($0, keepingNewlines: false) }
        for count in stride(from: words.count, to: 0, by: -1) {
            let rest = words.count - count
            let text = words.prefix(count).joined(separator: " ") + (rest > 0 ? " +\(rest)" : "")
            if CellText.width(of: text) <= columns { return text }
        }
        return ""
    }
}
