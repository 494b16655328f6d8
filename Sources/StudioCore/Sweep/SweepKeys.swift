import TerminalUI

/// Keys of the sweep form.
func reduceSweep(_ key: KeyEvent, _ state: inout StudioState) -> [Effect] {
    state.message = nil
    let isText = state.sweep.isText
    switch (key.key, key.modifiers) {
    case _ where key.leaves:
        state.overlay = nil
    case (.tab, []): state.sweep.moveField(by: 1)
    case (.backTab, _): state.sweep.moveField(by: -1)
    case (.up, []) where !isText: state.sweep.moveField(by: -1)
    case (.down, []) where !isText: state.sweep.moveField(by: 1)
    case (.left, []) where !isText: state.sweep.cycle(by: -1)
    case (.right, []) where !isText, (.character(" "), []) where !isText: state.sweep.cycle(by: 1)
    case (.enter, []) where !state.sweep.isValues: state.sweep.moveField(by: 1)
    default:
        if let command = Keymap.standard.command(for: key, in: .prompt, whileTyping: true), command == .submit {
            return submitSweep(&state)
        }
        guard isText else { return [] }
        state.sweep.edit(key)
    }
    return []
}

extension SweepForm {
    /// Whether the selected field takes text.
    package var isText: Bool { field != .across && field != .down }

    /// Whether the selected field takes several lines.
    var isValues: Bool { field == .acrossValues || field == .downValues }

    mutating func moveField(by count: Int) {
        let fields = fields
        let place = fields.firstIndex(of: field) ?? 0
        field = fields[(place + count + fields.count) % fields.count]
    }

    /// The next or previous thing to vary.
    mutating func cycle(by count: Int) {
        let isAcross = field == .across
        let all = isAcross ? Self.choices : [.nothing] + Self.choices
        let current = isAcross ? across.choice : down.choice
        let place = all.firstIndex(of: current) ?? 0
        let next = all[(place + count + all.count) % all.count]
        if isAcross { across.choice = next } else { down.choice = next }
    }

    /// The text of the selected field.
    package var text: TextBuffer {
        get {
            switch field {
            case .acrossFragment: across.fragment
            case .acrossValues: across.values
            case .downFragment: down.fragment
            case .downValues: down.values
            case .subset: subset
            case .across, .down: TextBuffer()
            }
        }
        set {
            switch field {
            case .acrossFragment: across.fragment = newValue
            case .acrossValues: across.values = newValue
            case .downFragment: down.fragment = newValue
            case .downValues: down.values = newValue
            case .subset: subset = newValue
            case .across, .down: break
            }
        }
    }

    /// Types or edits in the selected field.
    mutating func edit(_ key: KeyEvent) {
        var text = text
        if FieldEditing.take(key, &text) {
            self.text = text
            return
        }
        guard isValues, let command = Keymap.standard.command(for: key, in: .prompt, whileTyping: true) else { return }
        var lines = PromptState()
        lines.buffer = text
        if command == .newline {
            lines.buffer.type("\n")
        } else if !lines.move(command, columns: Self.valueColumns, page: 4) {
            return
        }
        self.text = lines.buffer
    }

    /// Pasted text goes into the selected field; a field of one line gets one.
    mutating func insert(_ pasted: String) {
        guard isText else { return }
        text.insert(isValues ? pasted : oneLine(pasted))
    }

    /// Columns in which values are wrapped: they are short, and longer lines are clipped by the view.
    static let valueColumns = 400
}
