import EngineModel
import RunwareAPI
import StudioCore
import TerminalUI

extension Canvas {
    /// What a submission would come to, beside each cap that it crosses, and the field for the amount.
    mutating func draw(_ question: CapQuestion) {
        let crossings = question.crossings
        let what = question.pending.requests.count
        let adds = what == 0 ? "sent again" : (what == 1 ? "this one" : "these \(what)")
        let rows: [(String, (CapCrossing) -> Money)] = [
            ("spent", { $0.spending.spent }), ("in flight", { $0.spending.inFlight }),
            ("queued", { $0.spending.queued }), (adds, { $0.adds }), ("comes to", { $0.total }), ("cap", { $0.cap }),
        ]
        let width = min(50, state.size.width)
        let air = state.size.height >= 16 ? 1 : 0
        let inside = popup("Over the cap", Size(width: width, height: rows.count + 5 + 2 * air))
        var row = inside.minRow + air
        let (first, columnWidth) = (inside.minColumn + 2, 12)
        for (index, crossing) in crossings.enumerated() {
            writeRight(
                crossing.period.rawValue, end: first + 11 + (index + 1) * columnWidth, row: row, width: columnWidth,
                "help.group")
        }
        if what == 0 { write("uncertain job", column: first, row: row, width: 14, "popup") }
        row += 1
        for (label, amount) in rows {
            let isTotal = label == "comes to"
            write(label, column: first, row: row, width: 12, isTotal ? "help.group" : "popup")
            for (index, crossing) in crossings.enumerated() {
                writeRight(
                    "\(amount(crossing))", end: first + 11 + (index + 1) * columnWidth, row: row, width: columnWidth,
                    isTotal ? "help.group" : "popup")
            }
            row += 1
        }
        let room = inside.maxColumn - first - 1
        let words = question.note ?? "Type \(question.amount.typed) and Enter to queue it."
        write(words, column: first, row: row + air, width: room, question.note == nil ? "popup" : "message.warning")
        write(">", column: first, row: row + air + 1, width: 1, "search.hint")
        cursor = writeField(question.field, column: first + 2, row: row + air + 1, width: room - 2, "search.text")
    }

    /// What the keys do over a page about money; nil for another page.
    func moneyHints(_ overlay: Overlay) -> [(key: String, words: String)]? {
        switch overlay {
        case .overCap: [("Enter", "queue it"), ("Esc", "leave it")]
        case .madeBefore: [("y", "queue"), ("n", "leave"), ("Esc", "close")]
        case .spending(let page) where page.field != nil:
            [("Enter", "set it"), ("empty", "no cap"), ("Esc", "leave it")]
        case .spending: [("c", "set the session's cap"), ("Esc", "close")]
        default: nil
        }
    }
}
