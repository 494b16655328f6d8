import EngineModel
import StudioCore
import TerminalUI

extension Canvas {
    /// The name of a file, and below it the kinds of what is written, of which one is chosen.
    mutating func draw(_ form: ExportForm) {
        let kinds = ExportKind.allCases
        let size = Size(width: min(64, state.size.width), height: min(kinds.count + 4, state.size.height))
        let count = form.rows.count
        let inside = popup(count == 1 ? "Export this row" : "Export \(count) rows", size).inset(horizontal: 1)
        let used = write("File ", column: inside.minColumn, row: inside.minRow, width: inside.width, "search.hint")
        cursor = writeField(
            form.name, column: inside.minColumn + used, row: inside.minRow, width: inside.width - used, "search.text")
        for (place, kind) in kinds.enumerated() {
            let row = inside.minRow + 2 + place
            let isChosen = kind == form.kind
            let name = (isChosen ? "▸ " : "  ") + kind.rawValue
            let column = inside.minColumn + 11
            write(name, column: inside.minColumn, row: row, width: 11, isChosen ? "help.key" : "search.hint")
            write(
                kind.summary, column: column, row: row, width: inside.maxColumn - column,
                isChosen ? "help.text" : "search.hint")
        }
    }
}
