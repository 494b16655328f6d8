extension CommandTable {
    /// The result pane.
    static let result: [CommandSpec] = [
        row(.restoreAll, "Result", .pane(.result), ["a"], "restore prompt, parameters and seed", hint: "restore"),
        row(.restorePrompt, "Result", .pane(.result), ["p"], "restore the prompt only", hint: "prompt"),
        row(.restoreSeed, "Result", .pane(.result), ["s"], "restore the seed only", hint: "seed"),
        row(.fetchFile, "Result", .pane(.result), ["f"], "fetch the file again"),
        row(.focusHistory, "Result", .pane(.result), ["Esc"], "back to the history", hint: "back"),
        row(.restoreTemplate, "Result", .pane(.result), ["T"], "restore the template that the prompt was made from"),
    ]
}
