import EngineModel
import RunwareAPI
import StudioCore
import TerminalUI

extension Canvas {
    /// What was spent in session, day and for ever, each kind of money for itself; then what is open, and what is left
    /// below the caps.
    mutating func draw(_ page: SpendingPage) {
        let isWide = state.size.width >= 64
        let isHigh = state.size.height >= 20
        let lines = page.report.map { SpendingTable($0, isWide: isWide, isHigh: isHigh).lines } ?? [.text("reading…")]
        let bottom = page.field == nil && page.note == nil ? 0 : 2
        let width = min(isWide ? 62 : 40, state.size.width)
        let inside = popup("Spending", Size(width: width, height: lines.count + bottom + 2 + (isHigh ? 2 : 0)))
        var row = inside.minRow + (isHigh ? 1 : 0)
        for line in lines {
            draw(line, in: Rect(column: inside.minColumn + 2, row: row, width: inside.width - 4, height: 1))
            row += 1
        }
        guard let field = page.field else { return }
        // On a low screen the field stands over the last lines.
        row = min(row, inside.maxRow - 2)
        let words = page.note ?? "cap of this session in dollars; empty: none"
        buffer.fill(
            Rect(column: inside.minColumn, row: row, width: inside.width, height: 2), theme.style("popup"))
        write(
            words, column: inside.minColumn + 2, row: row, width: inside.width - 3,
            page.note == nil ? "popup" : "message.warning")
        write(">", column: inside.minColumn + 2, row: row + 1, width: 1, "search.hint")
        cursor = writeField(
            field, column: inside.minColumn + 4, row: row + 1, width: inside.width - 6, "search.text")
    }

    private mutating func draw(_ line: SpendingTable.Line, in rect: Rect) {
        switch line {
        case .text(let text): write(text, column: rect.minColumn, row: rect.minRow, width: rect.width, "popup")
        case .cells(let label, let cells, let isHeading):
            let scope = isHeading ? "help.group" : "popup"
            write(label, column: rect.minColumn, row: rect.minRow, width: SpendingTable.labelWidth, scope)
            for (index, cell) in cells.enumerated() {
                let end =
                    rect.minColumn + SpendingTable.labelWidth + (index + 1) * SpendingTable.columnWidth(cells.count)
                writeRight(
                    cell, end: end, row: rect.minRow, width: SpendingTable.columnWidth(cells.count) - 1, scope)
            }
        }
    }
}

/// The page as lines.
private struct SpendingTable {
    enum Line {
        case text(String)
        case cells(String, [String], isHeading: Bool)
    }

    let lines: [Line]

    static let labelWidth = 10
    static func columnWidth(_ count: Int) -> Int { count == 2 ? 12 : (count == 3 ? 8 : 11) }

    init(_ report: SpendingReport, isWide: Bool, isHigh: Bool) {
        let ledger = report.ledger
        let sums = [("session", ledger.session), ("today", ledger.day), ("all time", ledger.allTime)]
        var lines: [Line] = [.cells("spent", ["real", "simulated"], isHeading: true)]
        lines += sums.map { .cells($0.0, ["\($0.1.real)", "\($0.1.simulated)"], isHeading: false) }
        if isHigh { lines += Self.estimated(ledger.allTime) }
        if isHigh { lines.append(.text("")) }
        let kind = report.isSimulated ? "simulated" : "real"
        lines.append(
            .cells(
                kind, isWide ? ["in flight", "queued", "cap", "left"] : ["open", "cap", "left"], isHeading: true))
        for period in CapPeriod.allCases {
            let spending = report[period]
            let cap = report.caps[period]
            let left = cap.map { max($0 - spending.total, .zero) }
            let open =
                isWide ? ["\(spending.inFlight)", "\(spending.queued)"] : ["\(spending.inFlight + spending.queued)"]
            lines.append(
                .cells(
                    period.rawValue, open + [cap.map { "\($0)" } ?? "none", left.map { "\($0)" } ?? "–"],
                    isHeading: false))
        }
        if isHigh {
            lines.append(.text(""))
            lines += [
                .text("Caps count spent + in flight + queued, in the money of the"),
                .text("service in use (\(kind)). Today counts all copies."),
            ].filter { _ in isWide }
        }
        self.lines = lines
    }

    /// How much of the sums is the table price.
    private static func estimated(_ totals: Ledger.Totals) -> [Line] {
        guard totals.realEstimated + totals.simulatedEstimated > .zero else { return [] }
        return [
            .cells(
                "estimated", ["\(totals.realEstimated)", "\(totals.simulatedEstimated)"], isHeading: false)
        ]
    }
}
