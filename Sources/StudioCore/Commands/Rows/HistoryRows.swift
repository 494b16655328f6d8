extension CommandTable {
    /// The history pane.
    static let history: [CommandSpec] = [
        row(
            .search, "History", .pane(.history), ["/"], "filter by words and fields, as seed:42 or star:>=4",
            hint: "filter"),
        row(.showResult, "History", .pane(.history), ["Enter"], "show the result", hint: "details"),
        row(.restoreAll, "History", .pane(.history), ["a"], "restore prompt, parameters and seed", hint: "restore"),
        row(.restorePrompt, "History", .pane(.history), ["p"], "restore the prompt only", hint: "prompt"),
        row(.restoreSeed, "History", .pane(.history), ["s"], "restore the seed only", hint: "seed"),
        row(.restoreTemplate, "History", .pane(.history), ["T"], "restore the template that the prompt was made from"),
        row(
            .rate, "History", .pane(.history), ["1", "2", "3", "4", "5", "0"],
            "rate it 1 to 5; 0 takes the rating away", hint: "rate"),
        row(.pick, "History", .pane(.history), ["*"], "pick it, or pick it no longer"),
        row(.tag, "History", .pane(.history), ["t"], "add tags or take them away"),
        row(.note, "History", .pane(.history), ["n"], "write a note"),
        row(.bin, "History", .pane(.history), ["D", "Delete"], "put it into the bin; in the bin, take it out"),
        row(.undoMarks, "History", .pane(.history), ["u"], "take back the last rating, tag, note or deletion"),
        row(.redoMarks, "History", .pane(.history), ["U"], "do again what was taken back"),
        row(.markRow, "History", .pane(.history), ["Space"], "mark the row: what follows acts on all marked rows"),
        row(.markRange, "History", .pane(.history), ["V"], "mark all rows from the last marked one to here"),
        row(
            .invertMarked, "History", .pane(.history), ["v"],
            "mark the rows on hand that are not marked, and only those"),
        row(.dropMarked, "History", .pane(.history), ["Esc"], "unmark all rows; then leave the bin or the filter"),
        row(.showBin, "History", .pane(.history), ["b"], "what lies in the bin, and back"),
        row(.emptyBin, "History", .pane(.history), ["B"], "empty the bin for ever; asks before"),
        row(.restoreSize, "History", .pane(.history), ["z"], "restore the size only"),
        row(.restoreAllButSeed, "History", .pane(.history), ["e"], "restore prompt and parameters, but not the seed"),
        row(.copy, "History", .pane(.history), ["y"], "copy prompt, seed, URL, JSON or curl line", hint: "copy"),
        row(
            .export, "History", .pane(.history), ["x"],
            "write the marked rows, or this one, to a file: records, requests or curl lines"),
        row(.openLink, "History", .pane(.history), ["o"], "open the link", hint: "open"),
        row(
            .compare, "History", .pane(.history), ["d"], "mark to compare; on another: compare the two", hint: "compare"
        ),
        row(.compareWithParent, "History", .pane(.history), ["w"], "compare with the result it was made from"),
        row(
            .showLineage, "History", .pane(.history), ["l"], "show what it was made from and what from it",
            hint: "lineage"),
        row(.showRequest, "History", .pane(.history), ["r"], "show the whole request as JSON"),
        row(.retryResult, "History", .pane(.history), ["M-r"], "try the failed job again, for what is missing"),
    ]
}
