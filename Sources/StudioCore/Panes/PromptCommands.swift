import TerminalUI

/// Carries out a command of the prompt pane, and says what cannot be seen.
func performPrompt(_ command: Command, _ state: inout StudioState) {
    state.prompt.endFind(keeping: true)
    let inside = state.layout.inside(.prompt)
    let columns = inside.width
    // One row stays in view, so that the eye finds on.
    let page = max(state.prompt.textRows(in: inside.size) - 1, 1)
    if state.prompt.move(command, columns: columns, page: page) { return }
    switch command {
    case .newline: state.prompt.buffer.type("\n")
    case .find: state.prompt.beginFind()
    case .setMark, .extendSelection: state.prompt.buffer.setMark()
    case .selectAll: state.prompt.buffer.selectAll()
    case .dropSelection: state.prompt.buffer.dropMark()
    case .copySelection:
        guard let selection = state.prompt.buffer.selection else {
            state.message = .info("nothing is selected")
            return
        }
        state.prompt.buffer.copy()
        state.prompt.buffer.dropMark()
        let key = CommandTable.key(for: .yank) ?? ""
        state.message = .info(
            "copied \(selection.count == 1 ? "1 character" : "\(selection.count) characters"); \(key) inserts it")
    default:
        guard !state.prompt.buffer.edit(command) else { return }
        switch command {
        case .undo: state.message = .info("nothing is left to undo")
        case .redo: state.message = .info("nothing was undone that could be made again")
        case .yank: state.message = .info("nothing was cut or copied yet")
        default: break
        }
    }
}

/// A move with Shift: it selects what it passes.
func extendSelection(by key: KeyEvent, _ state: inout StudioState) -> [Effect] {
    let plain = KeyEvent(key.key, key.modifiers.subtracting(.shift))
    guard let command = Keymap.standard.command(for: plain, in: .prompt, whileTyping: true) else { return [] }
    let inside = state.layout.inside(.prompt)
    _ = state.prompt.move(command, columns: inside.width, page: inside.height, selecting: true)
    return []
}

extension PromptState {
    /// Moves the cursor. False when the command is no move.
    mutating func move(_ command: Command, columns: Int, page: Int, selecting: Bool = false) -> Bool {
        switch command {
        case .moveUp: moveRows(-1, columns: columns, selecting: selecting)
        case .moveDown: moveRows(1, columns: columns, selecting: selecting)
        case .pageBack: moveRows(-page, columns: columns, selecting: selecting)
        case .pageForward: moveRows(page, columns: columns, selecting: selecting)
        default:
            guard let target = command.moveTarget else { return false }
            buffer.move(to: target, selecting: selecting)
        }
        return true
    }

    /// Pasted text: into what is looked for, or into the prompt.
    mutating func paste(_ text: String) {
        if find == nil {
            buffer.insert(text)
        } else {
            find { $0.edit { $0.insert(oneLine(text)) } }
        }
    }
}

extension TextBuffer {
    /// Moves and edits that every text knows. False when the command is none of them, or when it had nothing to do and
    /// says so.
    mutating func edit(_ command: Command) -> Bool {
        if let target = command.moveTarget {
            move(to: target)
            return true
        }
        switch command {
        case .deleteBack: delete(to: .previousCharacter)
        case .deleteForward: delete(to: .nextCharacter)
        case .deleteWordBack: kill(to: .previousWord)
        case .deleteWordForward: kill(to: .nextWord)
        case .deleteToLineStart: kill(to: .lineStart, or: .previousCharacter)
        case .deleteToLineEnd: kill(to: .lineEnd, or: .nextCharacter)
        case .deleteToSentenceEnd: kill(to: .sentenceEnd)
        case .transpose: transpose()
        case .yank:
            guard !clipboard.isEmpty else { return false }
            yank()
        case .undo: return undo()
        case .redo: return redo()
        default: return false
        }
        return true
    }
}

extension Command {
    /// Where a command moves the cursor within the text; nil when it does not.
    fileprivate var moveTarget: TextBuffer.Target? {
        switch self {
        case .moveLeft: .previousCharacter
        case .moveRight: .nextCharacter
        case .wordLeft: .previousWord
        case .wordRight: .nextWord
        case .lineStart: .lineStart
        case .lineEnd: .lineEnd
        case .sentenceBack: .sentenceStart
        case .sentenceForward: .sentenceEnd
        case .textStart: .start
        case .textEnd: .end
        default: nil
        }
    }
}
