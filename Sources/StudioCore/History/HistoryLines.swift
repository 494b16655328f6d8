package import EngineModel
package import TerminalUI

/// The rows of history as lines of the list: where another day begins stands a line that names it. Rows are selected,
/// lines are scrolled.
package struct HistoryLines: Hashable, Sendable {
    package enum Line: Hashable, Sendable {
        /// The day of the row below.
        case day(before: Int)
        case row(Int)
    }

    /// The rows before which a line with the day stands.
    private var starts: [Int] = []
    private let rowCount: Int

    /// The newest rows of today need no line that says so.
    init(_ rows: [HistoryRow], _ days: LocalDays, continues: Bool) {
        rowCount = rows.count
        var last = continues ? nil : Optional(days.today)
        for (index, row) in rows.enumerated() {
            let day = days.day(of: row.time)
            if day != last { starts.append(index) }
            last = day
        }
    }

    /// How many lines there are.
    package var count: Int { rowCount + starts.count }

    /// The line that shows a row.
    package func line(of row: Int) -> Int { row + startCount { $0 <= row } }

    /// What a line shows; nil when there is none.
    package func line(at number: Int) -> Line? {
        guard number >= 0, number < count else { return nil }
        // The line of the k-th day is its row and the k days before it.
        var (low, high) = (0, starts.count)
        while low < high {
            let middle = (low + high) / 2
            if starts[middle] + middle < number { low = middle + 1 } else { high = middle }
        }
        if low < starts.count, starts[low] + low == number { return .day(before: starts[low]) }
        return .row(number - low)
    }

    /// The row that a line shows; of the line of a day the row below.
    func row(near number: Int) -> Int {
        switch line(at: min(max(number, 0), count - 1)) {
        case .day(let row)?, .row(let row)?: row
        case nil: 0
        }
    }

    /// Whether a line with the day stands above a row.
    func beginsDay(_ row: Int) -> Bool { startCount { $0 <= row } > startCount { $0 < row } }

    private func startCount(where isBefore: (Int) -> Bool) -> Int {
        var (low, high) = (0, starts.count)
        while low < high {
            let middle = (low + high) / 2
            if isBefore(starts[middle]) { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

extension HistoryState {
    func lines(_ days: LocalDays) -> HistoryLines {
        HistoryLines(rows, days, continues: !above.isEmpty)
    }

    /// Keeps the selected row in view, with the line of its day where there is room.
    mutating func scroll(rows height: Int, lines: HistoryLines) {
        let line = lines.line(of: selection)
        if lines.beginsDay(selection), height > 1 {
            offset = scrolled(offset, to: line - 1, rows: height, of: lines.count)
        }
        offset = scrolled(offset, to: line, rows: height, of: lines.count)
    }
}

extension StudioState {
    /// The days of the user's clock.
    package var localDays: LocalDays { LocalDays(now: now, utcOffsets) }

    /// When the rows of the list are of other days than now; nil while none shows.
    package var nextDay: Timestamp? {
        layout.panes[.history] == nil || history.rows.isEmpty ? nil : localDays.end
    }

    /// The lines of the history pane.
    package var historyLines: HistoryLines { history.lines(localDays) }

    /// The list in the history pane: all but the filter.
    package func historyList(in inside: Rect) -> Rect {
        let above = history.showsSearch ? 1 + history.filterNote(columns: inside.width - 3).lines.count : 0
        return inside.splitTop(min(above, max(inside.height - 1, 0))).1
    }

    /// How many lines the list shows, at least 1.
    func historyRows(in inside: Rect) -> Int { max(historyList(in: inside).height, 1) }

    /// The rows that can be seen, and the selected one.
    var visibleRows: [HistoryID] {
        let inside = layout.inside(.history)
        guard !inside.isEmpty else { return history.selected.map { [$0.id] } ?? [] }
        let lines = historyLines
        var shown: [HistoryID] = []
        for number in history.offset..<(history.offset + historyRows(in: inside)) {
            if case .row(let row)? = lines.line(at: number) { shown.append(history.rows[row].id) }
        }
        return shown
    }
}
