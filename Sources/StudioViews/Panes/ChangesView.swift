import EngineModel
import StudioCore
import TerminalUI

extension Canvas {
    /// The prompt's title: where a walk through earlier prompts stands, or what is new, when that is marked.
    var promptTitle: String {
        let name = Pane.prompt.rawValue
        if let (place, count) = state.recall.position(of: state.prompt.buffer.text) {
            return "\(name) · earlier \(place) of \(count)\(state.recall.hasAll ? "" : "+")"
        }
        guard state.marksChanges, let changes = state.promptChanges else { return name }
        return changes.isEmpty ? "\(name) · as the result's" : "\(name) · \(changes.words)"
    }

    /// Marks what is new in the prompt since the selected result.
    mutating func markChanges(_ rows: [TextLayout.Row], _ window: ListWindow, in inside: Rect) {
        for range in state.promptChanges?.added ?? [] {
            for (line, index) in window.visible.enumerated() {
                setStyle(of: range, in: rows[index], "diff.added", column: inside.minColumn, row: inside.minRow + line)
            }
        }
    }

    /// Gives the characters of a range that stand in a row the looks of a scope.
    private mutating func setStyle(
        of range: Range<Int>, in row: TextLayout.Row, _ scope: String, column: Int, row line: Int
    ) {
        guard row.range.overlaps(range) else { return }
        var column = column
        for (place, character) in zip(row.range, row.text) {
            let width = CellText.width(of: character)
            if range.contains(place) {
                buffer.setStyle(in: Rect(column: column, row: line, width: width, height: 1), theme.style(scope))
            }
            column += width
        }
    }

    /// The prompt of the selected result and the one in the editor as one text.
    mutating func drawChanges(offset: Int) {
        let text = ChangesText(state.promptChanges, in: state.size)
        let page = ChangesText.pageSize(in: state.size)
        // No higher than its rows need.
        let height = min(page.height, max(text.rows.count, 3) + 2)
        let inside = popup("Since the selected result", Size(width: page.width, height: height))
        guard !inside.isEmpty else { return }
        let window = ListWindow(count: text.rows.count, height: inside.height, offset: offset, selection: nil)
        for (line, index) in window.visible.enumerated() {
            let row = text.rows[index]
            var column = inside.minColumn + 1
            for (place, character) in zip(row.range, row.text) {
                let kind = text.kinds.indices.contains(place) ? text.kinds[place] : .kept
                let scope = kind == .kept ? "popup" : kind == .added ? "diff.added" : "diff.removed"
                column += write(
                    String(character), column: column, row: inside.minRow + line, width: inside.maxColumn - column,
                    scope)
            }
        }
        window.drawScrollbar(
            in: &buffer, at: Position(column: inside.maxColumn - 1, row: inside.minRow),
            track: theme.style("popup.border"), thumb: theme.style("popup.title"))
    }
}
