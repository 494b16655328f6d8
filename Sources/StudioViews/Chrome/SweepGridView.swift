import EngineModel
import RunwareAPI
import StudioCore
import TerminalUI

extension Canvas {
    /// A sweep laid out by its axes: across the values of one, down those of the other.
    mutating func draw(_ grid: SweepGrid) {
        let layout = SweepGridLayout(grid, in: state.size)
        let inside = popup(grid.progress.record.label, layout.size)
        let sweep = grid.sweep
        let left = inside.minColumn + 1 + layout.headWidth + 1
        let columns = grid.offset.column..<min(grid.offset.column + layout.columns, sweep.columns.values.count)
        let rowCount = sweep.rows?.values.count ?? 1
        let rows = grid.offset.row..<min(grid.offset.row + layout.rows, rowCount)

        write(
            sweep.columns.label + " →", column: left, row: inside.minRow, width: inside.maxColumn - left, "help.group")
        if let label = sweep.rows?.label {
            write(
                label + " ↓", column: inside.minColumn + 1, row: inside.minRow + 1, width: layout.headWidth,
                "help.group")
        }
        for (place, column) in columns.enumerated() {
            write(
                value(sweep.columns.values[column]), column: left + place * layout.cellWidth, row: inside.minRow + 1,
                width: layout.cellWidth - 1, "help.key")
        }
        for (line, row) in rows.enumerated() {
            let screenRow = inside.minRow + 2 + line
            if let head = sweep.rows?.values[row] {
                write(value(head), column: inside.minColumn + 1, row: screenRow, width: layout.headWidth, "help.key")
            }
            for (place, column) in columns.enumerated() {
                let cell = Sweep.Cell(column: column, row: row)
                draw(
                    cell, of: grid,
                    in: Rect(
                        column: left + place * layout.cellWidth, row: screenRow, width: layout.cellWidth - 1, height: 1)
                )
            }
        }
        drawSummary(of: grid, in: inside.splitBottom(3).1.inset(horizontal: 1))
    }

    private mutating func draw(_ cell: Sweep.Cell, of grid: SweepGrid, in rect: Rect) {
        let (jobState, text) = grid.text(of: cell)
        let isSelected = cell == grid.selection
        if isSelected { buffer.setStyle(in: rect, theme.style("history.selected")) }
        write(
            (isSelected ? "▸" : " ") + text, column: rect.minColumn, row: rect.minRow, width: rect.width,
            jobState.map { "state.\($0.rawValue)" } ?? "parameter.disabled")
    }

    /// What the selected cell is, and what is missing of the whole.
    private mutating func drawSummary(of grid: SweepGrid, in rect: Rect) {
        let sweep = grid.sweep
        var words = "\(sweep.columns.label) \(value(sweep.columns.values[grid.selection.column]))"
        if let rows = sweep.rows { words += ", \(rows.label) \(value(rows.values[grid.selection.row]))" }
        words += ": \(grid.text(of: grid.selection).text)"
        write(words, column: rect.minColumn, row: rect.minRow, width: rect.width, "popup")
        let progress = grid.progress
        let missing = progress.missing.count
        write(
            "\(progress.doneCount) of \(progress.count) done"
                + (missing == 0 ? "" : "; \(missing) missing \(state.estimated(grid.missingEstimate)), c queues them"),
            column: rect.minColumn, row: rect.minRow + 1, width: rect.width, "result.label")
    }

    /// A value on one line, without what a terminal would obey.
    private func value(_ value: ParameterValue) -> String {
        CellText.sanitized(value.description, keepingNewlines: false)
    }
}
