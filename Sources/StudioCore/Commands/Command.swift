/// Everything a user may ask for by a key. One table feeds keymap, help, footer and README.
package enum Command: String, CaseIterable, Hashable, Sendable {
    case submit, quit, suspend, help, nextPane, previousPane
    case focusPrompt, focusParameters, focusQueue, focusHistory, focusResult
    case togglePause, parallelismUp, parallelismDown
    case moveLeft, moveRight, moveUp, moveDown, wordLeft, wordRight, lineStart, lineEnd, textStart, textEnd
    case newline, deleteBack, deleteForward, deleteWordBack, deleteToLineStart, deleteToLineEnd
    case nextControl, previousControl, increase, decrease, increaseTen, decreaseTen, minimum, maximum
    case reset, resetAll, drawSeed, typeValue
    case nextRow, previousRow, nextPage, previousPage, firstRow, lastRow
    case search, showResult, restoreAll, restorePrompt, restoreSeed, fetchFile, cancelJob, sendAgain, collectNow
}

/// Where a command's keys hold.
package enum CommandScope: Hashable, Sendable {
    /// Everywhere, also while text is typed.
    case everywhere
    /// Everywhere but where text is typed.
    case outsideText
    case pane(Pane)
    /// Lists: queue, history and result.
    case lists
}

/// A row of the command table.
package struct CommandSpec: Hashable, Sendable {
    package let command: Command
    /// Heading in the help.
    package let group: String
    package let scope: CommandScope
    /// What it does, in a few words, as the help and the README say it.
    package let summary: String
    /// One or two words for the footer; nil leaves it out there.
    package let hint: String?
    /// Default keys, the first one being shown. Written as `KeyEvent` prints them.
    package let keys: [String]
}

/// The command table.
package enum CommandTable {
    package static let rows: [CommandSpec] = everywhere + prompt + parameters + lists

    private static func row(
        _ command: Command, _ group: String, _ scope: CommandScope, _ keys: [String], _ summary: String,
        hint: String? = nil
    ) -> CommandSpec {
        CommandSpec(command: command, group: group, scope: scope, summary: summary, hint: hint, keys: keys)
    }

    private static let everywhere: [CommandSpec] = [
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
        row(.suspend, "Studio", .everywhere, ["C-z"], "suspend; `fg` comes back"),
        row(.quit, "Studio", .everywhere, ["C-c", "F10"], "leave; the draft is kept", hint: "leave"),
        row(.quit, "Studio", .outsideText, ["q"], "leave; the draft is kept"),
    ]

    private static let prompt: [CommandSpec] = [
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
    ]

    private static let parameters: [CommandSpec] = [
        row(.decrease, "Parameters", .pane(.parameters), ["Left", "h"], "one step down", hint: "less"),
        row(.increase, "Parameters", .pane(.parameters), ["Right", "l", "Space"], "one step up", hint: "more"),
        row(.decreaseTen, "Parameters", .pane(.parameters), ["PageDown", "S-Left"], "ten steps down"),
        row(.increaseTen, "Parameters", .pane(.parameters), ["PageUp", "S-Right"], "ten steps up"),
        row(.minimum, "Parameters", .pane(.parameters), ["Home"], "the smallest value"),
        row(.maximum, "Parameters", .pane(.parameters), ["End"], "the largest value"),
        row(.previousControl, "Parameters", .pane(.parameters), ["Up", "k"], "the parameter above"),
        row(.nextControl, "Parameters", .pane(.parameters), ["Down", "j"], "the parameter below"),
        row(
            .typeValue, "Parameters", .pane(.parameters), ["Enter"], "type a value (digits start at once)", hint: "type"
        ),
        row(.reset, "Parameters", .pane(.parameters), ["r"], "back to the default", hint: "reset"),
        row(.resetAll, "Parameters", .pane(.parameters), ["R"], "all back to their defaults"),
        row(.drawSeed, "Parameters", .pane(.parameters), ["n"], "draw a new random seed", hint: "new seed"),
    ]

    private static let lists: [CommandSpec] = [
        row(.previousRow, "Lists", .lists, ["Up", "k"], "one row up"),
        row(.nextRow, "Lists", .lists, ["Down", "j"], "one row down"),
        row(.previousPage, "Lists", .lists, ["PageUp"], "one page up"),
        row(.nextPage, "Lists", .lists, ["PageDown"], "one page down"),
        row(.firstRow, "Lists", .lists, ["Home", "g"], "to the top"),
        row(.lastRow, "Lists", .lists, ["End", "G"], "to the bottom"),
        row(.search, "History", .pane(.history), ["/"], "search the prompts", hint: "search"),
        row(.showResult, "History", .pane(.history), ["Enter"], "show the result", hint: "details"),
        row(.restoreAll, "History", .pane(.history), ["a"], "restore prompt, parameters and seed", hint: "restore"),
        row(.restorePrompt, "History", .pane(.history), ["p"], "restore the prompt only", hint: "prompt"),
        row(.restoreSeed, "History", .pane(.history), ["s"], "restore the seed only", hint: "seed"),
        row(.restoreAll, "Result", .pane(.result), ["a"], "restore prompt, parameters and seed", hint: "restore"),
        row(.restorePrompt, "Result", .pane(.result), ["p"], "restore the prompt only", hint: "prompt"),
        row(.restoreSeed, "Result", .pane(.result), ["s"], "restore the seed only", hint: "seed"),
        row(.fetchFile, "Result", .pane(.result), ["f"], "fetch the file again"),
        row(.focusHistory, "Result", .pane(.result), ["Esc"], "back to the history", hint: "back"),
        row(.togglePause, "Queue", .pane(.queue), ["p"], "pause, or let the queue go on", hint: "pause/go on"),
        row(
            .cancelJob, "Queue", .pane(.queue), ["x", "Delete"], "cancel the job; says what that means", hint: "cancel"),
        row(
            .sendAgain, "Queue", .pane(.queue), ["S"], "send an uncertain job again; may be billed again",
            hint: "send again"),
        row(
            .collectNow, "Queue", .pane(.queue), ["c"], "ask what became of uncertain jobs; costs nothing",
            hint: "ask now"),
        row(.parallelismUp, "Queue", .pane(.queue), ["+"], "one more task at a time"),
        row(.parallelismDown, "Queue", .pane(.queue), ["-"], "one task fewer at a time"),
    ]

    /// The key to show for a command, in a pane where it has one; nil when it has none there.
    package static func key(for command: Command, in pane: Pane? = nil) -> String? {
        let specs = rows.filter { $0.command == command }
        let spec = specs.first { pane != nil && $0.scope == .pane(pane ?? .prompt) } ?? specs.first
        return spec?.keys.first.map(display)
    }

    /// A key as people read it: `^O` for control, `Alt-1`.
    package static func display(_ key: String) -> String {
        if key.hasPrefix("C-"), key.count == 3 { return "^" + key.dropFirst(2).uppercased() }
        return key.replacing("M-", with: "Alt-").replacing("S-", with: "Shift-").replacing("C-", with: "Ctrl-")
    }
}
