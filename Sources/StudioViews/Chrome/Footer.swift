import RunwareAPI
import StudioCore
import TerminalUI

extension Canvas {
    /// What was said last.
    mutating func drawMessage() {
        guard let message = state.message else { return }
        let (scope, mark) =
            switch message.kind {
            case .info: ("message.info", "·")
            case .warning: ("message.warning", "!")
            case .error: ("message.error", "✗")
            }
        // What has to be read grows upwards, over the end of a pane, until the next key.
        let rect = layout.messageRect(message)
        if rect.height > 1 { buffer.fill(rect, theme.style("default")) }
        write(mark, column: rect.minColumn + 1, row: rect.minRow, width: 1, scope)
        writeWrapped(
            message.cleaned, in: Rect(column: 3, row: rect.minRow, width: rect.width - 4, height: rect.height), scope)
    }

    /// Whether the message lies over the prompt's border with the price.
    private var messageHidesPrice: Bool {
        guard layout.panes[.prompt]?.maxRow == layout.message.minRow, let message = state.message else { return false }
        return layout.messageRect(message).height > 1
    }

    /// The keys that work here, now.
    mutating func drawFooter() {
        let rect = layout.footer
        buffer.fill(rect, theme.style("footer"))
        var column = rect.minColumn + 1
        // The way to all other keys never falls off the end.
        let (hints, last) = (self.hints, helpHint)
        // Behind the last one no gap is needed.
        let reserved = last.map { hintWidth($0) - 2 } ?? 0
        for hint in hints {
            guard column + hintWidth(hint) + reserved <= rect.maxColumn else { continue }
            column += write(hint, at: column, row: rect.minRow)
        }
        if let last { write(last, at: column, row: rect.minRow) }
    }

    /// Columns of a hint, the gap behind it included.
    private func hintWidth(_ hint: (key: String, words: String)) -> Int {
        CellText.width(of: hint.key) + CellText.width(of: hint.words) + 3
    }

    @discardableResult
    private mutating func write(_ hint: (key: String, words: String), at column: Int, row: Int) -> Int {
        let width = layout.footer.maxColumn - column
        let used = write(hint.key, column: column, row: row, width: width, "footer.key")
        write(" " + hint.words, column: column + used, row: row, width: width - used, "footer.hint")
        return hintWidth(hint)
    }

    private var helpHint: (key: String, words: String)? {
        guard state.overlay == nil, let key = CommandTable.key(for: .help) else { return nil }
        return (key, "help")
    }

    private var hints: [(key: String, words: String)] {
        if let overlay = state.overlay {
            if case .help = overlay { return [("Esc", "close"), ("↑↓", "scroll")] }
            if let own = presetHints(overlay) ?? historyHints(overlay) { return own }
            if case .picker(let picker) = overlay { return hints(for: picker.purpose) }
            if case .results(let own) = overlay { return hints(for: own) }
            if case .changes = overlay { return [("Esc", "close"), ("↑↓", "scroll")] }
            if case .sweep = overlay {
                return [
                    (CommandTable.key(for: .submit) ?? "", "queue it"), ("Tab", "next"), ("←→", "choose"),
                    ("Esc", "close"),
                ]
            }
            if case .sweepGrid = overlay {
                return [("c", "queue what is missing"), ("↑↓←→", "look"), ("Esc", "close")]
            }
            return moneyHints(overlay) ?? questionHints(overlay) ?? [("Esc", "close")]
        }
        if state.focus == .parameters, state.parameters.input != nil {
            return [("Enter", "take it"), ("Esc", "leave it"), ("empty", "back to the default")]
        }
        if let own = historyHints { return own }
        if state.focus == .prompt, state.prompt.find != nil {
            return [("Enter", "take it"), ("Esc", "back"), ("↑↓", "other places")]
        }
        if state.focus == .prompt, state.prompt.buffer.selection != nil {
            let words: [(Command, String)] = [
                (.submit, "queue it"), (.deleteWordBack, "cut"), (.copySelection, "copy"),
                (.dropSelection, "select nothing"),
            ]
            return words.compactMap { command, words in
                CommandTable.key(for: command).map { ($0, command == .submit ? submitHint(words) : words) }
            }
        }
        let own = CommandTable.rows.filter { $0.scope == .pane(state.focus) }
        let global = CommandTable.rows.filter { $0.scope == .everywhere }
        let submit = global.filter { $0.command == .submit }
        let way = global.filter { $0.command == .nextPane }
        let rest = global.filter { ![.submit, .nextPane, .help].contains($0.command) }
        // Where one pane shows at a time, the way to the others comes first.
        return (submit + (layout.width == .narrow ? way + own : own + way) + rest).compactMap { spec in
            guard let hint = spec.hint, let key = spec.keys.first else { return nil }
            // The digits stand together.
            let shown = spec.command == .rate ? "0–5" : CommandTable.display(key)
            return (shown, spec.command == .submit ? submitHint(hint) : hint)
        }
    }

    /// The answers to a question; nil for everything else.
    private func questionHints(_ overlay: Overlay) -> [(key: String, words: String)]? {
        switch overlay {
        case .confirmQuit:
            (state.inFlightCount > 0 ? [("w", "wait, then leave")] : []) + [("q", "leave now"), ("Esc", "stay")]
        case .confirmSendAgain, .confirmReplacePreset, .confirmDeletePreset, .confirmAbandon, .confirmEmptyBin,
            .confirmClear:
            [("y", "yes"), ("n", "no")]
        default: nil
        }
    }

    /// The price stands at the prompt's border; where the prompt does not show, it stands here.
    func submitHint(_ hint: String) -> String {
        guard layout.panes[.prompt] == nil || messageHidesPrice else { return hint }
        let composition = state.composition
        guard !composition.isBlocked else { return hint }
        return "queue \(composition.price)" + (state.parameters.values.anywayWords == nil ? "" : " !")
    }
}
