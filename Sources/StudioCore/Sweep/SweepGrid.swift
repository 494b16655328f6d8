package import EngineModel
package import RunwareAPI
package import TerminalUI

/// A sweep that was submitted, laid out by its axes.
package struct SweepGrid: Hashable, Sendable {
    package var progress: SweepProgress
    package var selection = Sweep.Cell(column: 0, row: 0)
    /// First visible column and row.
    package var offset = Sweep.Cell(column: 0, row: 0)

    package init(_ progress: SweepProgress) {
        self.progress = progress
    }

    package var sweep: Sweep { progress.record.sweep }

    /// What missing requests would cost at the published price.
    package var missingEstimate: Money { progress.missing.map(\.estimate).reduce(.zero, +) }

    mutating func move(_ columns: Int, _ rows: Int) {
        selection = Sweep.Cell(
            column: min(max(selection.column + columns, 0), sweep.columns.values.count - 1),
            row: min(max(selection.row + rows, 0), (sweep.rows?.values.count ?? 1) - 1))
    }

    mutating func scroll(in screen: Size) {
        let layout = SweepGridLayout(self, in: screen)
        offset = Sweep.Cell(
            column: scrolled(offset.column, to: selection.column, rows: layout.columns, of: sweep.columns.values.count),
            row: scrolled(offset.row, to: selection.row, rows: layout.rows, of: sweep.rows?.values.count ?? 1))
    }

    /// What a cell shows: a mark, and the seed of its first image where one came.
    package func text(of cell: Sweep.Cell) -> (state: JobState?, text: String) {
        guard progress.record.cells.contains(cell) else { return (nil, "·") }
        let jobs = progress.jobs(of: cell)
        let done = jobs.count { $0?.result != nil }
        guard let job = jobs.compactMap(\.self).first else { return (nil, "missing") }
        if jobs.count > 1 { return (done == jobs.count ? .done : job.state, "\(done)/\(jobs.count)") }
        if let seed = job.seed, job.result != nil { return (job.state, String(seed)) }
        return (job.state, job.state.rawValue)
    }
}

/// How much of a grid fits: shared by the reducer, which scrolls, and the view.
package struct SweepGridLayout: Hashable, Sendable {
    package let size: Size
    /// Columns of the screen that hold the values of the other axis.
    package let headWidth: Int
    package let cellWidth: Int
    /// Cells that fit beside each other and below each other.
    package let columns: Int
    package let rows: Int

    package init(_ grid: SweepGrid, in screen: Size) {
        let height = max(screen.height - (screen.height >= 20 ? 4 : 2), 6)
        let width = min(screen.width, 110)
        let sweep = grid.sweep
        let heads = sweep.rows?.values.map { CellText.width(of: $0.description) }.max() ?? 0
        let label = sweep.rows.map { CellText.width(of: $0.label) + 2 } ?? 0
        headWidth = min(max(heads, label, 3), width / 4)
        let values = sweep.columns.values.map { CellText.width(of: $0.description) }.max() ?? 0
        cellWidth = min(max(values, 10), 20) + 1
        columns = max((width - 2 - headWidth - 3) / cellWidth, 1)
        let inside = height - 2
        // A line of labels, one of values, and three on the selected cell.
        let room = max(inside - 5, 1)
        rows = min(room, sweep.rows?.values.count ?? 1)
        size = Size(width: width, height: height - (room - rows))
    }
}

/// Keys while a sweep's grid shows.
func reduceSweepGrid(_ key: KeyEvent, _ grid: SweepGrid, _ state: inout StudioState) -> [Effect] {
    guard key.modifiers.isEmpty else { return [] }
    var grid = grid
    switch key.key {
    case .escape, .character("q"):
        state.overlay = nil
        return []
    case .left, .character("h"): grid.move(-1, 0)
    case .right, .character("l"): grid.move(1, 0)
    case .up, .character("k"): grid.move(0, -1)
    case .down, .character("j"): grid.move(0, 1)
    case .character("c"):
        let missing = grid.progress.missing
        guard !missing.isEmpty else {
            state.message = .info("nothing is missing of this sweep")
            return []
        }
        // A question about its price would lie beneath the grid.
        state.overlay = nil
        return state.submit(PendingSubmission(missing, parent: nil, sweep: .rest(grid.progress.record)))
    default: return []
    }
    state.overlay = .sweepGrid(grid)
    return []
}
