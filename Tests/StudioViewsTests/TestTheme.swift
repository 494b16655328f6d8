import TerminalUI

/// Themes for pictures: one with a look of its own for every scope the views ask for, one without any colour.
enum TestTheme {
    private static let scopes = [
        "header", "header.brand", "header.service", "header.simulated", "header.spend", "header.notice", "footer",
        "footer.key", "footer.hint", "pane.border", "pane.border.focused", "pane.title", "pane.title.focused",
        "prompt.text", "prompt.placeholder", "prompt.counter", "prompt.counter.over", "parameter.label",
        "parameter.value", "parameter.value.changed", "parameter.rule", "parameter.disabled", "parameter.input",
        "slider.track", "slider.filled", "slider.knob", "slider.knob.focused", "queue.text", "queue.clock",
        "state.queued", "state.held", "state.cancelled", "state.sending", "state.accepted", "state.running",
        "state.done", "state.partial", "state.abandoned", "state.uncertain", "state.blocked", "state.failed",
        "history.text", "history.time", "history.size", "history.seed", "result.label", "result.value", "result.url",
        "result.words", "search.text", "search.hint", "message.info", "message.warning", "message.error", "popup",
        "popup.border", "popup.title", "help.group", "help.key", "help.text", "submit.price", "submit.blocked",
        "prompt.over", "prompt.found",
        "diff.added", "diff.removed",
        "parameter.group", "parameter.value.anyway", "parameter.frame",
        "history.day", "history.mark", "history.marked", "history.change", "history.tag", "history.stale",
        "header.offrecord", "queue.advice",
    ]

    /// Scope by scope another colour, numbered in the order above from 16; selected rows have a ground.
    static let distinct = Theme(
        name: "distinct",
        styles: Dictionary(
            uniqueKeysWithValues: scopes.enumerated().map {
                ($1, Style(foreground: .indexed(UInt8(16 + $0))))
            } + [
                ("history.selected", Style(background: .indexed(200))),
                ("parameter.cursor", Style(background: .indexed(201))),
                ("prompt.selection", Style(background: .indexed(202))),
            ]))

    /// No colours and no attributes: what is told by looks alone is not told.
    static let bare = Theme(name: "bare", styles: [:])
}
