extension CommandTable {
    /// The prompt pane. Its keys also edit every field of one line. What is cut or copied stays in the program.
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
        row(.textStart, "Prompt", .pane(.prompt), ["M-<", "C-Home"], "to the start of the prompt"),
        row(.textEnd, "Prompt", .pane(.prompt), ["M->", "C-End"], "to the end of the prompt"),
        row(.deleteBack, "Prompt", .pane(.prompt), ["Backspace", "C-h"], "delete the character before"),
        row(.deleteForward, "Prompt", .pane(.prompt), ["Delete", "C-d"], "delete the character after"),
        row(
            .deleteWordBack, "Prompt", .pane(.prompt), ["C-w", "M-Backspace"],
            "cut the word before, or the selection", hint: "cut word"),
        row(.deleteToLineStart, "Prompt", .pane(.prompt), ["C-u"], "cut to the start of the line"),
        row(.deleteToLineEnd, "Prompt", .pane(.prompt), ["C-k"], "cut to the end of the line"),
        row(.deleteWordForward, "Prompt", .pane(.prompt), ["M-d", "C-Delete"], "cut the word after"),
        row(.deleteToSentenceEnd, "Prompt", .pane(.prompt), ["M-k"], "cut to the end of the sentence"),
        row(.yank, "Prompt", .pane(.prompt), ["C-y"], "insert what was cut or copied last"),
        row(.undo, "Prompt", .pane(.prompt), ["C-_", "M-z"], "undo", hint: "undo"),
        row(.redo, "Prompt", .pane(.prompt), ["M-r", "M-Z"], "make again what was undone"),
        row(.find, "Prompt", .pane(.prompt), ["M-s"], "search in the prompt; again: the next place"),
        row(.pageBack, "Prompt", .pane(.prompt), ["PageUp"], "one page up"),
        row(.pageForward, "Prompt", .pane(.prompt), ["PageDown"], "one page down"),
        row(.sentenceBack, "Prompt", .pane(.prompt), ["M-a"], "to the start of the sentence"),
        row(.sentenceForward, "Prompt", .pane(.prompt), ["M-e"], "to the end of the sentence"),
        row(.transpose, "Prompt", .pane(.prompt), ["C-t"], "exchange the characters around the cursor"),
        row(.setMark, "Prompt", .pane(.prompt), ["C-Space"], "begin a selection: moves select from here"),
        row(
            .extendSelection, "Prompt", .pane(.prompt),
            [
                "S-Left", "S-Right", "S-Up", "S-Down", "S-Home", "S-End", "C-S-Left", "C-S-Right", "C-S-Home",
                "C-S-End",
            ], "select while moving"),
        row(.selectAll, "Prompt", .pane(.prompt), ["M-A"], "select everything"),
        row(.copySelection, "Prompt", .pane(.prompt), ["M-w"], "copy the selection"),
        row(.dropSelection, "Prompt", .pane(.prompt), ["Esc", "C-g"], "select nothing"),
    ]
}
