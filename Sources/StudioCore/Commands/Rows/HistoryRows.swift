extension CommandTable {
    /// The history pane.
    static let history: [CommandSpec] = [
        row(.search, "History", .pane(.history), ["/"], "search the prompts", hint: "search"),
        row(.showResult, "History", .pane(.history), ["Enter"], "show the result", hint: "details"),
        row(.restoreAll, "History", .pane(.history), ["a"], "restore prompt, parameters and seed", hint: "restore"),
        row(.restorePrompt, "History", .pane(.history), ["p"], "restore the prompt only", hint: "prompt"),
        row(.restoreSeed, "History", .pane(.history), ["s"], "restore the seed only", hint: "seed"),
        row(.restoreTemplate, "History", .pane(.history), ["T"], "restore the template that the prompt was made from"),
        row(.retryResult, "History", .pane(.history), ["M-r"], "try the failed job again, for what is missing"),
    ]
}
