import EngineModel
import RunwareAPI
import StudioCore
import TerminalUI

extension Canvas {
    /// The prompt with its counter, and what submitting costs.
    mutating func drawPrompt() {
        guard case .text(_, let maximum) = ParameterTable[.positivePrompt].domain else { return }
        let inside = border(.prompt, title: promptTitle, hint: selectionWords)
        guard let rect = layout.panes[.prompt] else { return }
        drawText(inside)
        let composition = state.composition
        drawTemplateWords(composition, on: rect)

        let lengths = composition.lengths ?? state.prompt.length...state.prompt.length
        let isOver = lengths.upperBound > maximum
        let length = lengths.count > 1 ? "\(lengths.lowerBound)–\(lengths.upperBound)" : "\(lengths.lowerBound)"
        let counter = " \(length)/\(maximum)" + (isOver ? " too long " : " ")
        let bottom = rect.maxRow - 1
        write(
            counter, column: rect.minColumn + 2, row: bottom, width: rect.width - 4,
            isOver ? "prompt.counter.over" : "prompt.counter")
        let end = rect.maxColumn - 2
        let room = rect.width - 4 - CellText.width(of: counter)
        writeRight(
            withAnyway(longest(composition.submitWords, in: room), room: room), end: end, row: bottom, width: room,
            composition.isBlocked ? "submit.blocked" : "submit.price")
    }

    private var selectionWords: String {
        // What a search has found is selected only once it is taken.
        guard state.prompt.find == nil, let selection = state.prompt.buffer.selection else { return "" }
        return "\(selection.count) selected"
    }

    /// What becomes of a template, at the end of the upper border.
    private mutating func drawTemplateWords(_ composition: Composition, on rect: Rect) {
        guard selectionWords.isEmpty else { return }
        // Corner, title, mark of the focus and a line between.
        let room = rect.width - CellText.width(of: promptTitle) - 10
        writeRight(
            longest(composition.templateWords, in: room), end: rect.maxColumn - 2, row: rect.minRow, width: room,
            composition.template == nil ? "submit.blocked" : "submit.price")
    }

    /// The first of several ways to say something that fits, between blanks; the last one in any case.
    private func longest(_ words: [String], in room: Int) -> String {
        (words.first { CellText.width(of: $0) + 2 <= room } ?? words.last).map { " \($0) " } ?? ""
    }

    private mutating func drawText(_ inside: Rect) {
        guard !inside.isEmpty else { return }
        let prompt = state.prompt
        let (rect, below) = inside.splitTop(prompt.textRows(in: inside.size))
        if prompt.buffer.isEmpty {
            write(
                "Describe the picture…", column: rect.minColumn, row: rect.minRow, width: rect.width,
                "prompt.placeholder")
        }
        let layout = prompt.buffer.layout(columns: rect.width)
        let window = ListWindow(count: layout.rows.count, height: rect.height, offset: prompt.offset, selection: nil)
        // What is new lies below what is selected or found.
        let news = state.marksChanges ? state.promptChanges?.added ?? [] : []
        let marks = news.map { PromptState.Mark(range: $0, scope: "diff.added") } + prompt.marks
        for (row, index) in window.visible.enumerated() {
            let place = Position(column: rect.minColumn, row: rect.minRow + row)
            let shown = layout.rows[index]
            buffer.write(
                String(prompt.buffer.characters[shown]), at: place, style: theme.style("prompt.text"),
                width: rect.width)
            for mark in marks { draw(mark, inRow: shown, at: place, width: rect.width) }
        }
        scrollbar(window, .prompt, at: Position(column: rect.maxColumn, row: rect.minRow))
        if state.focus == .prompt {
            let place = layout.position(of: prompt.buffer.cursor, in: prompt.buffer.characters)
            cursor = Position(column: rect.minColumn + place.column, row: rect.minRow + place.row - window.offset)
        }
        if let find = prompt.find, !below.isEmpty { draw(find, in: below) }
    }

    /// Lays the style of a mark over the part of it that stands in a row. A marked line end is one column behind it.
    private mutating func draw(_ mark: PromptState.Mark, inRow row: Range<Int>, at place: Position, width: Int) {
        guard mark.range.lowerBound <= row.upperBound, mark.range.upperBound > row.lowerBound else { return }
        let characters = state.prompt.buffer.characters
        let marked = mark.range.clamped(to: row)
        let start = characters[row.lowerBound..<marked.lowerBound].reduce(0) { $0 + CellText.width(of: $1) }
        var columns = characters[marked].reduce(0) { $0 + CellText.width(of: $1) }
        let hasLineEnd =
            mark.range.contains(row.upperBound) && row.upperBound < characters.count
            && characters[row.upperBound].isNewline
        if hasLineEnd { columns += 1 }
        guard start < width else { return }
        buffer.setStyle(
            in: Rect(
                column: place.column + start, row: place.row, width: min(columns, width - start), height: 1),
            theme.style(mark.scope))
    }

    private mutating func draw(_ find: Find, in row: Rect) {
        let count =
            find.field.isEmpty ? "" : find.current.map { "\($0 + 1) of \(find.matches.count)" } ?? "not found"
        let label = "search "
        write(label, column: row.minColumn + 1, row: row.minRow, width: row.width - 2, "search.hint")
        writeRight(count, end: row.maxColumn - 1, row: row.minRow, width: row.width - 2 - label.count, "search.hint")
        let column = row.minColumn + 1 + label.count
        let place = writeField(
            find.field, column: column, row: row.minRow,
            width: row.maxColumn - 2 - CellText.width(of: count) - column, "search.text")
        if state.focus == .prompt { cursor = place }
    }
}

extension PromptState {
    /// A part of the text that is not shown like the rest.
    struct Mark {
        let range: Range<Int>
        let scope: String
    }

    /// What is marked; the later lies over the earlier.
    var marks: [Mark] {
        var marks: [Mark] = []
        if let overflow { marks.append(Mark(range: overflow..<buffer.characters.count, scope: "prompt.over")) }
        marks += find?.matches.map { Mark(range: $0, scope: "prompt.found") } ?? []
        if let selection = buffer.selection { marks.append(Mark(range: selection, scope: "prompt.selection")) }
        return marks
    }
}
