import EngineModel
import RunwareAPI
import StudioCore
import TerminalUI

extension Canvas {
    /// Who answers, what was spent, what is pending.
    mutating func drawHeader() {
        let rect = layout.header
        buffer.fill(rect, theme.style("header"))
        var column = rect.minColumn
        column += write(" Easel ", column: column, row: rect.minRow, width: rect.width, "header.brand")
        let right = rightWords(wide: rect.width >= 80)
        if state.isOffRecord {
            column += 1 + write(" off the record ", column: column + 1, row: rect.minRow, width: 16, "header.offrecord")
        }
        let room = rect.width - column - CellText.width(of: right) - 2
        let service = state.engine.service
        let scope = service.isSimulated ? "header.simulated" : "header.service"
        column += write(" " + serviceWords(room: room - 1), column: column, row: rect.minRow, width: room, scope)
        let more = service.notice ?? (rect.width >= 100 ? service.address : "")
        let left = rect.width - column - CellText.width(of: right) - 3
        if !more.isEmpty, left > 12 {
            column += write("  " + more, column: column, row: rect.minRow, width: left, "header.notice")
        }
        writeRight(right, end: rect.maxColumn - 1, row: rect.minRow, width: rect.width - 8, "header.spend")
    }

    /// The service's name; that it is simulated is what stays where there is little room.
    private func serviceWords(room: Int) -> String {
        let service = state.engine.service
        let name = service.name.isEmpty ? "starting…" : service.name
        guard service.isSimulated else { return name }
        let candidates = ["\(name) (simulated)", "simulated", "sim"]
        return candidates.first { CellText.width(of: $0) <= room } ?? "sim"
    }

    private func rightWords(wide: Bool) -> String {
        let engine = state.engine
        var words: [String] = []
        if wide {
            words.append("session \(spend(engine.ledger.session))")
            if state.size.width >= 100 { words.append("today \(spend(engine.ledger.day))") }
            if state.size.width >= 110, let balance = engine.balance {
                words.append("balance \(CellText.sanitized(balance.words))\(engine.service.isSimulated ? " sim" : "")")
            }
        } else if !state.isOffRecord {
            words.append(spend(engine.ledger.session))
        }
        words.append("\(engine.pendingCount) pending")
        return words.joined(separator: wide ? "  ·  " : " · ")
    }

    /// Real money first; simulated money says that it is.
    private func spend(_ totals: Ledger.Totals) -> String {
        if totals.simulated == .zero { return "\(totals.real)" }
        if totals.real == .zero { return "\(totals.simulated) sim" }
        return "\(totals.real) + \(totals.simulated) sim"
    }
}
