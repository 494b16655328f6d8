extension CommandTable {
    /// Commands that do not belong to a pane.
    static let everywhere: [CommandSpec] = [
        row(
            .submit, "Studio", .everywhere, ["C-o", "M-Enter"], "queue the request (this costs money)", hint: "queue it"
        ),
        row(.nextPane, "Studio", .everywhere, ["Tab"], "go to the next pane", hint: "pane"),
        row(.previousPane, "Studio", .everywhere, ["S-Tab"], "go to the previous pane"),
        row(.focusPrompt, "Studio", .everywhere, ["M-1", "F2"], "go to the prompt"),
        row(.focusParameters, "Studio", .everywhere, ["M-2", "F3"], "go to the parameters"),
        row(.focusQueue, "Studio", .everywhere, ["M-3", "F4"], "go to the queue"),
        row(.focusHistory, "Studio", .everywhere, ["M-4", "F5"], "go to the history"),
        row(.focusResult, "Studio", .everywhere, ["M-5", "F6"], "go to the result"),
        row(.help, "Studio", .everywhere, ["F1"], "show all keys", hint: "help"),
        row(.help, "Studio", .outsideText, ["?"], "show all keys"),
        row(.palette, "Studio", .everywhere, ["C-x"], "search all commands", hint: "commands"),
        row(.palette, "Studio", .outsideText, [":"], "search all commands"),
        row(.sweep, "Studio", .everywhere, ["M-c"], "vary one or two things across many images: a sweep"),
        row(.sweeps, "Studio", .everywhere, ["M-g"], "show the sweeps that were made, as grids"),
        row(.showSpending, "Studio", .everywhere, ["M-m"], "show what was spent, the caps and what is left"),
        row(.showSpending, "Studio", .outsideText, ["$"], "show what was spent, the caps and what is left"),
        row(.offRecord, "Studio", .everywhere, ["M-h"], "go off the record, where nothing is kept, or back"),
        row(.suspend, "Studio", .everywhere, ["C-z"], "suspend; `fg` comes back"),
        row(.quit, "Studio", .everywhere, ["C-c", "F10"], "leave; the draft is kept", hint: "leave"),
        row(.quit, "Studio", .outsideText, ["q"], "leave; the draft is kept"),
    ]
}
