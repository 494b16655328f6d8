extension CommandTable {
    /// The prompt pane. Its keys also edit every field of one line.
    static let prompt: [CommandSpec] = [
        row(.newline, "Prompt", .pane(.prompt), ["Enter", "C-j"], "start a new line"),
        row(.moveLeft, "Prompt", .pane(.prompt), ["Left", "C-b"], "one character left"),
        row(.moveRight, "Prompt", .pane(.prompt), ["Right", "C-f"], "one character right"),
        row(.moveUp, "Prompt", .pane(.prompt), ["Up", "C-p"], "one row up"),
        row(.moveDown, "Prompt", .pane(.prompt), ["Down", "C-n"], "one row down"),
        row(.wordLeft, "Prompt", .pane(.prompt), ["M-b", "C-Left", "M-Left"], "one word left"),
        row(.wordRight, "Prompt", .pane(.prompt), ["M-f", "C-Right", "M-Right"], "one word right"),
        row(.lineStart, "Prompt", .pane(.prompt), ["Home", "C-a"], "to the start of the line"),
        row(.lineEnd, "Prompt", .pane(.prompt), ["End", "C-e"], "to the end of the line"),
        row(.textStart, "Prompt", .pane(.prompt), ["M-<", "C-Home", "PageUp"], "to the start of the prompt"),
        row(.textEnd, "Prompt", .pane(.prompt), ["M->", "C-End", "PageDown"], "to the end of the prompt"),
        row(.deleteBack, "Prompt", .pane(.prompt), ["Backspace", "C-h"], "delete the character before"),
        row(.deleteForward, "Prompt", .pane(.prompt), ["Delete", "C-d"], "delete the character after"),
        row(
            .deleteWordBack, "Prompt", .pane(.prompt), ["C-w", "M-Backspace"], "delete the word before",
            hint: "del word"),
        row(.deleteToLineStart, "Prompt", .pane(.prompt), ["C-u"], "delete to the start of the line"),
        row(.deleteToLineEnd, "Prompt", .pane(.prompt), ["C-k"], "delete to the end of the line", hint: "del to end"),
        row(.showExpansions, "Prompt", .pane(.prompt), ["M-t"], "show the prompts that the template makes"),
    ]
}
