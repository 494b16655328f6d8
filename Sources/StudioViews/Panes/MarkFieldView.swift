import StudioCore
import TerminalUI

extension Canvas {
    /// A field for tags or a note; below it what Enter will do, and what may be typed.
    mutating func draw(_ field: MarkField) {
        let size = Size(width: min(64, state.size.width), height: min(7, state.size.height))
        let count = field.targets.count
        let whose = count == 1 ? "" : " for \(count) rows"
        let inside = popup((field.kind == .tags ? "Tags" : "Note") + whose, size).inset(horizontal: 1)
        guard inside.height >= 2 else { return }
        let label = field.kind == .tags ? "Tags " : "Note "
        let used = write(label, column: inside.minColumn, row: inside.minRow, width: inside.width, "search.hint")
        cursor = writeField(
            field.text, column: inside.minColumn + used, row: inside.minRow, width: inside.width - used, "search.text")
        let lines = field.kind == .tags ? tagLines(field) : noteLines(field)
        for (index, line) in lines.enumerated() where index + 2 < inside.height {
            write(
                CellText.sanitized(line, keepingNewlines: false), column: inside.minColumn,
                row: inside.minRow + 2 + index, width: inside.width, "search.hint")
        }
    }

    private func tagLines(_ field: MarkField) -> [String] {
        let present = field.present.isEmpty ? "no tags yet" : "has " + field.present.joined(separator: " ")
        let wishes = field.wishes.map { ($0.isOn ? "+" : "-") + $0.name }.joined(separator: " ")
        let completions = field.completions(state.history.tags ?? [])
        let next =
            completions.isEmpty
            ? "a name adds, or takes away what is there; -name takes away"
            : "Tab  " + completions.joined(separator: "  ")
        return [wishes.isEmpty ? present : "\(present); Enter: \(wishes)", next]
    }

    private func noteLines(_ field: MarkField) -> [String] {
        [field.text.isEmpty ? "Enter leaves it without a note" : "one line; Enter keeps it"]
    }

    /// The keys of what history lays over the panes; nil for everything else.
    func historyHints(_ overlay: Overlay) -> [(key: String, words: String)]? {
        guard case .markField(let field) = overlay else { return nil }
        let complete = field.kind == .tags ? [("Tab", "complete")] : []
        return [("Enter", "keep it")] + complete + [("Esc", "leave it")]
    }

    /// The keys of the history pane where the list is more than a list: rows are marked, the filter has the keys, or the
    /// bin shows. Nil for the plain list.
    var historyHints: [(key: String, words: String)]? {
        guard state.focus == .history else { return nil }
        func key(_ command: Command) -> String { CommandTable.key(for: command, in: .history) ?? "" }
        if state.history.isSearching {
            return [("Enter", "to the list"), ("Tab", "complete"), ("Esc", "end the filter")]
        }
        let submit: [(key: String, words: String)] =
            layout.panes[.prompt] == nil ? [(key(.submit), submitHint("queue it"))] : []
        let inBin = state.history.showsBin
        if !state.history.triage.marked.isEmpty {
            return submit + [
                (key(.dropMarked), "unmark"), ("0–5", "rate"), (key(.pick), "pick"), (key(.tag), "tag"),
                (key(.export), "export"),
                (key(.bin), inBin ? "take out" : "bin"), (key(.markRange), "range"), (key(.undoMarks), "undo"),
            ]
        }
        guard inBin else { return nil }
        let back = state.history.asideOfBin == nil ? key(.dropMarked) : key(.showBin)
        return submit + [
            (key(.bin), "take out"), (key(.emptyBin), "empty the bin"), (back, "back"), (key(.undoMarks), "undo"),
        ]
    }
}
