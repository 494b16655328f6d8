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
            for place in row {
                let character = text.characters[place]
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
