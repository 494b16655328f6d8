extension CommandTable {
    /// The result pane.
    static let result: [CommandSpec] = [
        row(.restoreAll, "Result", .pane(.result), ["a"], "restore prompt, parameters and seed", hint: "restore"),
        row(.restorePrompt, "Result", .pane(.result), ["p"], "restore the prompt only", hint: "prompt"),
        row(.restoreSeed, "Result", .pane(.result), ["s"], "restore the seed only", hint: "seed"),
        row(.fetchFile, "Result", .pane(.result), ["f"], "fetch the file again"),
        row(.leaveResult, "Result", .pane(.result), ["Esc"], "back to the list that it was opened from", hint: "back"),
        row(.restoreTemplate, "Result", .pane(.result), ["T"], "restore the template that the prompt was made from"),
        row(.retryResult, "Result", .pane(.result), ["M-r"], "try the failed job again, for what is missing"),
    ]
}
