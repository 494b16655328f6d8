import RunwareAPI
package import TerminalUI

/// Commands of the parameters pane.
func performParameter(_ command: Command, _ state: inout StudioState) {
    switch command {
    case .nextControl: state.parameters.select(by: 1)
    case .previousControl: state.parameters.select(by: -1)
    case .increase: state.message = state.parameters.adjust(by: 1)
    case .decrease: state.message = state.parameters.adjust(by: -1)
    case .increaseTen: state.message = state.parameters.adjust(by: 10)
    case .decreaseTen: state.message = state.parameters.adjust(by: -10)
    case .minimum: state.message = state.parameters.adjustToEnd(last: false)
    case .maximum: state.message = state.parameters.adjustToEnd(last: true)
    case .reset: state.message = state.parameters.reset()
    case .resetAll:
        state.parameters.resetAll()
        state.message = .info("all parameters are back to their defaults, but for the seed")
    case .drawSeed:
        if let reason = state.parameters.disabledReason(.seed) {
            state.message = .info("\(Control.seed.label): \(reason)")
        } else {
            state.parameters.drawSeed()
        }
    case .seedUp, .seedDown: state.message = state.parameters.stepSeed(by: command == .seedUp ? 1 : -1)
    case .lockRatio: state.message = state.parameters.toggleLock()
    case .swapSides: state.message = state.parameters.swapSides()
    case .sendAnyway: state.message = state.parameters.insist()
    case .typeValue: beginValueInput("", &state)
    default: break
    }
}

/// Begins to type a value of the selected control, where it takes numbers; choices are chosen instead.
func beginValueInput(_ text: String, _ state: inout StudioState) {
    let control = state.parameters.selection
    if let reason = state.parameters.disabledReason(control) {
        state.message = .info("\(control.label): \(reason)")
    } else if control.takesNumbers {
        state.message = nil
        state.parameters.input = TextBuffer(text)
    } else if control.takesAddress {
        state.message = nil
        let current = control.parameter.flatMap { state.parameters.values[$0]?.description } ?? ""
        state.parameters.input = TextBuffer(text.isEmpty ? current : text)
    } else if text.isEmpty {
        state.message = state.parameters.adjust(by: 1)
    } else {
        state.message = .info("\(control.label) is chosen with ← and →: \(control.rule)")
    }
}

/// Keys while a value is typed.
func reduceValueInput(_ key: KeyEvent, _ state: inout StudioState) -> [Effect] {
    switch (key.key, key.modifiers) {
    case (.enter, []):
        state.message = state.parameters.commitInput()
    case (.escape, _):
        state.parameters.input = nil
        state.message = nil
    case (.up, []), (.down, []), (.tab, _), (.backTab, _):
        state.message = state.parameters.commitInput()
        guard state.parameters.input == nil else { return [] }
        if let command = Keymap.standard.command(for: key, in: .parameters, whileTyping: false) {
            return perform(command, &state)
        }
    default:
        if var input = state.parameters.input, FieldEditing.take(key, &input) {
            state.message = nil
            state.parameters.input = input
            return []
        }
        guard let command = Keymap.standard.command(for: key, in: .prompt, whileTyping: true),
            CommandTable.isGlobal(command)
        else { return [] }
        // A value half typed is taken before the hand goes elsewhere, or it stays until it can be.
        if command.movesFocus {
            state.message = state.parameters.commitInput()
            guard state.parameters.input == nil else { return [] }
        }
        return perform(command, &state)
    }
    return []
}

/// Text pasted while the parameters have the focus: into the field, or as a value where it is a number. Returns whether
/// it was one of the two.
func pasteValue(_ text: String, _ state: inout StudioState) -> Bool {
    let value = String(Whitespace.trimmed(oneLine(text)))
    if state.parameters.input != nil {
        state.message = nil
        state.parameters.input?.insert(value)
        return true
    }
    let control = state.parameters.selection
    let fits = control.takesNumbers ? Int128(value) != nil : control.takesAddress && WebAddress.isValid(value)
    guard fits, state.parameters.disabledReason(control) == nil else { return false }
    beginValueInput(value, &state)
    return true
}

/// Text for a field of one line: line ends become spaces, nothing is cut.
func oneLine(_ text: String) -> String {
    String(text.map { $0.isNewline ? " " : $0 })
}

extension CommandTable {
    /// Whether a command works also while text is typed.
    static func isGlobal(_ command: Command) -> Bool {
        rows.contains { $0.command == command && $0.scope == .everywhere }
    }
}

extension Command {
    /// Whether the focus goes to another pane by it.
    var movesFocus: Bool {
        switch self {
        case .nextPane, .previousPane, .focusPrompt, .focusParameters, .focusQueue, .focusHistory, .focusResult: true
        default: false
        }
    }
}

extension Control {
    /// Whether the value is an address, which is typed or pasted.
    package var takesAddress: Bool { self == .webhookURL || self == .uploadEndpoint }

    /// Whether a number can be typed.
    package var takesNumbers: Bool {
        switch self {
        case .width, .height, .seed, .numberResults, .outputQuality, .ttl, .safetyTolerance: true
        default: false
        }
    }
}

extension ParametersState {
    /// Selects the control so many rows further, held to the ends.
    mutating func select(by count: Int) {
        let all = Control.allCases
        let place = all.firstIndex(of: selection) ?? 0
        selection = all[min(max(place + count, 0), all.count - 1)]
    }

    /// Rows of the pane that show the list: all but the lines of help below them.
    package static func controlRows(in inside: Rect) -> Int {
        let help =
            switch inside.height {
            case ..<6: 0
            case ..<7: 2
            default: 3
            }
        return max(inside.height - help, 1)
    }

    mutating func scroll(rows: Int) {
        let lines = ParameterLine.all(rows: rows)
        let place = lines.firstIndex(of: .control(selection)) ?? 0
        // The heading above comes into view with the first control below it.
        if place > 0, rows > 1, case .group = lines[place - 1] {
            offset = scrolled(offset, to: place - 1, rows: rows, of: lines.count)
        }
        offset = scrolled(offset, to: place, rows: rows, of: lines.count)
    }
}
