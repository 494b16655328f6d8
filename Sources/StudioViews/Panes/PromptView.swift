import RunwareAPI
import StudioCore
import TerminalUI

extension Canvas {
    /// The prompt with its counter, and what submitting costs.
    mutating func drawPrompt() {
        guard case .text(_, let maximum) = ParameterTable[.positivePrompt].domain else { return }
        let inside = border(.prompt)
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
            longest(composition.submitWords, in: room), end: end, row: bottom, width: room,
            composition.isBlocked ? "submit.blocked" : "submit.price")
    }

    /// What becomes of a template, at the end of the upper border.
    private mutating func drawTemplateWords(_ composition: Composition, on rect: Rect) {
        // Corner, title, mark of the focus and a line between.
        let room = rect.width - Pane.prompt.rawValue.count - 10
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
        if prompt.buffer.isEmpty {
            write(
                "Describe the picture…", column: inside.minColumn, row: inside.minRow, width: inside.width,
                "prompt.placeholder")
        }
        let layout = TextLayout(prompt.buffer, columns: inside.width)
        let window = ListWindow(count: layout.rows.count, height: inside.height, offset: prompt.offset, selection: nil)
        for (row, index) in window.visible.enumerated() {
            buffer.write(
                // A tab is one column here as in the layout; the text keeps it.
                layout.rows[index].text.replacing("\t", with: " "),
                at: Position(column: inside.minColumn, row: inside.minRow + row),
                style: theme.style("prompt.text"), width: inside.width)
        }
        scrollbar(window, .prompt, at: Position(column: inside.maxColumn, row: inside.minRow))
        if state.focus == .prompt {
            cursor = Position(
                column: inside.minColumn + layout.cursor.column,
                row: inside.minRow + layout.cursor.row - window.offset)
        }
    }
}
