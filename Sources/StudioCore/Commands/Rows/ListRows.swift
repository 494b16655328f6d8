extension CommandTable {
    /// What all lists have in common.
    static let lists: [CommandSpec] = [
        row(.previousRow, "Lists", .lists, ["Up", "k"], "one row up"),
        row(.nextRow, "Lists", .lists, ["Down", "j"], "one row down"),
        row(.previousPage, "Lists", .lists, ["PageUp", "C-b"], "one page up"),
        row(.nextPage, "Lists", .lists, ["PageDown", "C-f"], "one page down"),
        row(.firstRow, "Lists", .lists, ["Home", "g"], "to the top"),
        row(
            .lastRow, "Lists", .lists, ["End", "G"], "to the bottom; in the history to the last row read, and reads on"),
    ]
}
