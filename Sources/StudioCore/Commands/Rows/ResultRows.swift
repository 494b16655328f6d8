extension CommandTable {
    /// The result pane.
    static let result: [CommandSpec] = [
        row(.restoreAll, "Result", .pane(.result), ["a"], "restore prompt, parameters and seed", hint: "restore"),
        row(.restorePrompt, "Result", .pane(.result), ["p"], "restore the prompt only", hint: "prompt"),
        row(.restoreSeed, "Result", .pane(.result), ["s"], "restore the seed only", hint: "seed"),
        row(.fetchFile, "Result", .pane(.result), ["f"], "fetch the file again"),
        row(.leaveResult, "Result", .pane(.result), ["Esc"], "back to the list that it was opened from", hint: "back"),
        row(.restoreTemplate, "Result", .pane(.result), ["T"], "restore the template that the prompt was made from"),
        row(
            .rate, "Result", .pane(.result), ["1", "2", "3", "4", "5", "0"], "rate it 1 to 5; 0 takes the rating away",
            hint: "rate"),
        row(.pick, "Result", .pane(.result), ["*"], "pick it, or pick it no longer"),
        row(.tag, "Result", .pane(.result), ["t"], "add tags or take them away"),
        row(.note, "Result", .pane(.result), ["n"], "write a note"),
        row(.bin, "Result", .pane(.result), ["D", "Delete"], "put it into the bin; in the bin, take it out"),
        row(.undoMarks, "Result", .pane(.result), ["u"], "take back the last rating, tag, note or deletion"),
        row(.redoMarks, "Result", .pane(.result), ["U"], "do again what was taken back"),
        row(.showLink, "Result", .pane(.result), ["Enter"], "show the link over the whole width", hint: "link"),
        row(.restoreSize, "Result", .pane(.result), ["z"], "restore the size only"),
        row(.restoreAllButSeed, "Result", .pane(.result), ["e"], "restore prompt and parameters, but not the seed"),
        row(.copy, "Result", .pane(.result), ["y"], "copy prompt, seed, URL, JSON or curl line", hint: "copy"),
        row(
            .export, "Result", .pane(.result), ["x"], "write it to a file: records, requests or curl lines"),
        row(.openLink, "Result", .pane(.result), ["o"], "open the link", hint: "open"),
        row(.compare, "Result", .pane(.result), ["d"], "mark to compare; on another: compare the two", hint: "compare"),
        row(.compareWithParent, "Result", .pane(.result), ["w"], "compare with the result it was made from"),
        row(
            .showLineage, "Result", .pane(.result), ["l"], "show what it was made from and what from it",
            hint: "lineage"),
        row(.showRequest, "Result", .pane(.result), ["r"], "show the whole request as JSON"),
        row(.retryResult, "Result", .pane(.result), ["M-r"], "try the failed job again, for what is missing"),
    ]
}
