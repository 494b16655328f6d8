package import RunwareAPI

/// One request varied along one or two axes: a grid of cells, each of which makes a request.
package struct Sweep: Hashable, Sendable {
    /// Varies along a row of the grid.
    package let columns: SweepAxis
    /// Varies along a column; nil for a sweep of one axis.
    package let rows: SweepAxis?

    /// A place in the grid, counted from 0.
    package struct Cell: Hashable, Sendable {
        package let column: Int
        package let row: Int

        package init(column: Int, row: Int) {
            self.column = column
            self.row = row
        }
    }

    /// A sweep over these axes; what cannot be swept together is refused.
    package init(columns: SweepAxis, rows: SweepAxis? = nil) throws(SweepFault) {
        if let rows {
            if columns.subject == rows.subject { throw .sameSubject(columns.label) }
            if case .fragment(let one) = columns.subject, case .fragment(let other) = rows.subject,
                one.contains(other) || other.contains(one)
            {
                throw .overlappingFragments
            }
        }
        self.columns = columns
        self.rows = rows
    }

    package var axes: [SweepAxis] { [columns] + (rows.map { [$0] } ?? []) }

    /// How many cells the grid has.
    package var count: Int { columns.values.count * (rows?.values.count ?? 1) }

    /// All cells, row by row.
    package var cells: [Cell] { (0..<count).map(cell(at:)) }

    /// The cell of a number, row by row.
    package func cell(at number: Int) -> Cell {
        Cell(column: number % columns.values.count, row: number / columns.values.count)
    }

    /// So many cells, drawn without repetition from a source of randomness, in the grid's order.
    package func randomCells(_ wanted: Int, draw: (Int) -> Int) -> [Cell] {
        let count = count
        guard wanted < count else { return cells }
        // Floyd: each draw either is new or stands for the newest number that could be drawn.
        var chosen: Set<Int> = []
        for top in (count - max(wanted, 0))..<count {
            let drawn = draw(top + 1)
            chosen.insert(chosen.contains(drawn) ? top : drawn)
        }
        return chosen.sorted().map(cell(at:))
    }

    /// Why these cells cannot be made of this base: a fragment that its prompt does not hold, or a rule that a cell breaks
    /// and the base does not. Nil when every cell makes a legal request, as far as the base itself is one.
    package func fault(for base: ImageRequest, cells: [Cell]) -> SweepFault? {
        for axis in axes {
            if case .fragment(let fragment) = axis.subject, fragment.isEmpty || !base.prompt.contains(fragment) {
                return .fragmentMissing(fragment)
            }
        }
        let known = base.faults
        let variesPrompt = axes.contains { if case .fragment = $0.subject { true } else { false } }
        for cell in cells {
            let request = request(cell, base: base)
            // Values of parameters were checked when they were read: what is left is how they go together.
            let faults = variesPrompt ? request.faults : request.parameters.conflict.map { [$0] } ?? []
            if let fault = faults.first(where: { !known.contains($0) }) { return .impossible(fault) }
        }
        return nil
    }

    /// The request of a cell.
    package func request(_ cell: Cell, base: ImageRequest) -> ImageRequest {
        var request = base
        columns.apply(cell.column, to: &request)
        rows?.apply(cell.row, to: &request)
        // One task of several images leaves its seeds to the service (product §4).
        if request.parameters.numberResults > 1 { request.parameters.seed = nil }
        return request
    }
}
