import EngineModel
import RunwareAPI
import StudioCore
import TerminalUI

extension Canvas {
    /// All that is known of the selected row.
    mutating func drawResult() {
        let isAside = state.result.aside != nil
        let isMarked = state.marked != nil && state.marked?.row.id == state.shownEntry?.row.id
        let inside = border(
            .result, title: isAside ? "Result · not in the list" : nil, hint: isMarked ? "marked to compare" : "")
        guard !inside.isEmpty else { return }
        guard let entry = state.result.shown else {
            let words = state.history.selected == nil ? "the selected result shows here" : "not read yet"
            write(
                words, column: inside.minColumn + 1, row: inside.minRow, width: inside.width - 2, "prompt.placeholder")
            return
        }
        let lines = resultLines(
            entry, columns: inside.width, now: state.now, offsets: state.utcOffsets)
        let window = ListWindow(count: lines.count, height: inside.height, offset: state.result.offset, selection: nil)
        for (row, index) in window.visible.enumerated() {
            let line = lines[index]
            let scope =
                switch line.kind {
                case .value: line.label == "State" ? "state.\(entry.job.state.rawValue)" : "result.value"
                case .url: "result.url"
                case .words: "result.words"
                case .prompt: "prompt.text"
                }
            let y = inside.minRow + row
            write(line.label, column: inside.minColumn + 1, row: y, width: ResultLine.labelWidth - 2, "result.label")
            let column = inside.minColumn + ResultLine.labelWidth
            write(line.text, column: column, row: y, width: inside.maxColumn - column, scope)
        }
        scrollbar(window, .result, at: Position(column: inside.maxColumn, row: inside.minRow))
    }
}
