import RunwareAPI
import StudioCore
import TerminalUI

extension Canvas {
    /// The prompt with its counter, and what submitting costs.
    mutating func drawPrompt() {
        let length = state.prompt.length
        guard case .text(_, let maximum) = ParameterTable[.positivePrompt].domain else { return }
        let inside = border(.prompt)
        guard let rect = layout.panes[.prompt] else { return }
        drawText(inside)

        let isOver = length > maximum
        let counter = " \(length)/\(maximum)" + (isOver ? " too long " : " ")
        let bottom = rect.maxRow - 1
        write(
            counter, column: rect.minColumn + 2, row: bottom, width: rect.width - 4,
            isOver ? "prompt.counter.over" : "prompt.counter")
        let end = rect.maxColumn - 2
        let room = rect.width - 4 - CellText.width(of: counter)
        writeRight(
            submitWords(room: room), end: end, row: bottom, width: room,
            state.prompt.fault == nil ? "submit.price" : "submit.blocked")
    }

    private func submitWords(room: Int) -> String {
        let count = state.draftRequests.map(\.parameters.numberResults).reduce(0, +)
        let images = count == 1 ? "1 image" : "\(count) images"
        let key = CommandTable.key(for: .submit) ?? ""
        switch state.prompt.fault?.reason {
        case nil: break
        // The counter beside it says so already.
        case .tooLong?: return ""
        default: return " write a prompt, then \(key) "
        }
        return withAnyway(" \(key): \(images) ≈ \(state.estimate) ", room: room)
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
