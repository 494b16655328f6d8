extension CommandTable {
    /// The history pane.
    static let history: [CommandSpec] = [
        row(.search, "History", .pane(.history), ["/"], "search the prompts", hint: "search"),
        row(.showResult, "History", .pane(.history), ["Enter"], "show the result", hint: "details"),
        row(.restoreAll, "History", .pane(.history), ["a"], "restore prompt, parameters and seed", hint: "restore"),
        row(.restorePrompt, "History", .pane(.history), ["p"], "restore the prompt only", hint: "prompt"),
        row(.restoreSeed, "History", .pane(.history), ["s"], "restore the seed only", hint: "seed"),
        row(.restoreTemplate, "History", .pane(.history), ["T"], "restore the template that the prompt was made from"),
        row(.restoreSize, "History", .pane(.history), ["z"], "restore the size only"),
        row(.restoreAllButSeed, "History", .pane(.history), ["e"], "restore prompt and parameters, but not the seed"),
        row(.copy, "History", .pane(.history), ["y"], "copy prompt, seed, URL, JSON or curl line", hint: "copy"),
        row(.openLink, "History", .pane(.history), ["o"], "open the link", hint: "open"),
        row(
            .compare, "History", .pane(.history), ["d"], "mark to compare; on another: compare the two", hint: "compare"
        ),
        row(.compareWithParent, "History", .pane(.history), ["w"], "compare with the result it was made from"),
        row(
            .showLineage, "History", .pane(.history), ["l"], "show what it was made from and what from it",
            hint: "lineage"),
        row(.showRequest, "History", .pane(.history), ["r"], "show the whole request as JSON"),
    ]
}
