package import TerminalUI

/// What a key does to a field of one line: the keys of the prompt pane edit every such field.
package enum FieldEditing {
    /// Types or edits; false when the key is none of the field's, which then is as it was.
    package static func take(_ key: KeyEvent, _ field: inout TextBuffer) -> Bool {
        if case .character(let character) = key.key, key.modifiers.isEmpty {
            field.type(String(character))
            return true
        }
        guard let command = Keymap.standard.command(for: key, in: .prompt, whileTyping: true), command.isFieldEdit
        else { return false }
        _ = field.edit(command)
        return true
    }
}

extension KeyEvent {
    /// Whether it leaves a field, a list or a page and takes nothing of it.
    var leaves: Bool {
        switch (key, modifiers) {
        case (.escape, _), (.character("c"), .control), (.character("g"), .control): true
        default: false
        }
    }
}

extension Command {
    /// Whether it edits or moves within one line of text.
    var isFieldEdit: Bool {
        switch self {
        case .deleteWordForward, .transpose, .yank, .undo, .redo: true
        default: isLineEdit
        }
    }

    /// Whether it is one of the keys that hands know, so that nobody looks for it in a list.
    var isLineEdit: Bool {
        switch self {
        case .moveLeft, .moveRight, .wordLeft, .wordRight, .lineStart, .lineEnd, .textStart, .textEnd, .deleteBack,
            .deleteForward, .deleteWordBack, .deleteToLineStart, .deleteToLineEnd:
            true
        default: false
        }
    }
}
