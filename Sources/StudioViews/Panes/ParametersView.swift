import RunwareAPI
import StudioCore
import TerminalUI

extension Canvas {
    /// Sliders and choices under their headings, and below them what is to be known of the selected one.
    mutating func drawParameters() {
        let parameters = state.parameters
        let size = parameters.values.size
        let inside = border(.parameters, hint: "\(size.width)×\(size.height) · \(size.megapixels)")
        guard !inside.isEmpty else { return }
        let rows = ParametersState.controlRows(in: inside)
        let lines = ParameterLine.all(rows: rows)
        let window = ListWindow(count: lines.count, height: rows, offset: parameters.offset, selection: nil)
        for (row, index) in window.visible.enumerated() {
            let line = Rect(column: inside.minColumn, row: inside.minRow + row, width: inside.width, height: 1)
            switch lines[index] {
            case .group(let group):
                write(
                    group.rawValue, column: line.minColumn + 1, row: line.minRow, width: line.width - 1,
                    "parameter.group")
            case .control(let control): draw(control, in: line)
            }
        }
        scrollbar(window, .parameters, at: Position(column: inside.maxColumn, row: inside.minRow))
        if inside.height > rows { drawHelp(in: inside.splitBottom(inside.height - rows).1) }
    }

    private mutating func draw(_ control: Control, in row: Rect) {
        let parameters = state.parameters
        let isSelected = parameters.selection == control
        let isFocused = isSelected && state.focus == .parameters
        let disabled = parameters.disabledReason(control) != nil
        if isFocused { buffer.setStyle(in: row, theme.style("parameter.cursor")) }
        let labelScope = disabled ? "parameter.disabled" : "parameter.label"
        let pointer = isFocused ? "▸" : (isSelected ? "›" : " ")
        write(pointer, column: row.minColumn, row: row.minRow, width: 1, "parameter.label")
        write(control.label, column: row.minColumn + 2, row: row.minRow, width: Self.labelWidth - 1, labelScope)
        let column = row.minColumn + 2 + Self.labelWidth
        let width = row.maxColumn - column
        if isSelected, let input = parameters.input {
            drawInput(input, column: column, row: row.minRow, width: width)
            return
        }
        let anyway = parameters.isSentAnyway(control)
        let changed = parameters.isChanged(control)
        let mark = anyway ? "!" : (changed ? "*" : " ")
        let scope =
            disabled
            ? "parameter.disabled"
            : anyway ? "parameter.value.anyway" : (changed ? "parameter.value.changed" : "parameter.value")
        let text = parameters.text(of: control) + moreSeeds(control)
        guard let slider = slider(control), width >= 14, !disabled else {
            write(
                choiceMark(control, disabled) + text + (mark == " " ? "" : " " + mark), column: column, row: row.minRow,
                width: width, scope)
            return
        }
        writeRight(text, end: column + 5, row: row.minRow, width: 5, scope)
        write(mark, column: column + 5, row: row.minRow, width: 1, scope)
        draw(slider, at: Position(column: column + 7, row: row.minRow), width: width - 8, focused: isFocused)
    }

    private func choiceMark(_ control: Control, _ disabled: Bool) -> String {
        if disabled { return "– " }
        if control.takesNumbers || control.takesAddress { return "" }
        return control.isSwitch ? (state.parameters.text(of: control) == "on" ? "[x] " : "[ ] ") : "‹› "
    }

    private mutating func draw(_ slider: Slider, at position: Position, width: Int, focused: Bool) {
        slider.draw(
            in: &buffer, at: position, width: width, track: theme.style("slider.track"),
            knob: theme.style(focused ? "slider.knob.focused" : "slider.knob"))
        guard width >= 3, let knob = slider.knob(track: width - 2), knob > 0 else { return }
        let filled = Rect(column: position.column + 1, row: position.row, width: knob, height: 1)
        write(
            String(repeating: "━", count: knob), column: filled.minColumn, row: filled.minRow, width: knob,
            "slider.filled")
    }

    private func slider(_ control: Control) -> Slider? {
        guard let parameter = control.parameter, parameter != .seed,
            case .integer(let minimum, let maximum?, let step) = ParameterTable[parameter].domain,
            case .integer(let value)? = state.parameters.values[parameter]
        else { return nil }
        return Slider(value: Int(value), range: Int(minimum)...Int(maximum), step: Int(step))
    }

    private mutating func drawInput(_ input: TextBuffer, column: Int, row: Int, width: Int) {
        let place = writeField(input, column: column, row: row, width: width, "parameter.input")
        if state.focus == .parameters { cursor = place }
    }

    private mutating func drawHelp(in rect: Rect) {
        let control = state.parameters.selection
        var text = rect.inset(horizontal: 1)
        if rect.height >= 3, rect.width >= 46 {
            let size = state.parameters.values.size
            let shape = FrameShape(width: size.width, height: size.height, columns: 12, rows: rect.height)
            let (words, room) = text.splitRight(13)
            shape.draw(
                in: &buffer, at: Position(column: room.maxColumn - shape.columns, row: room.minRow),
                style: theme.style("parameter.frame"))
            text = words
        }
        let unit = control.parameter.flatMap { ParameterTable[$0].unit }
        let rule = "\(control.label): \(control.rule)" + (unit.map { " \($0)" } ?? "")
        let initial = "default \(ParametersState.defaultText(of: control))"
        let fits = CellText.width(of: "\(rule) · \(initial)") <= text.width
        write(
            fits ? "\(rule) · \(initial)" : rule, column: text.minColumn, row: text.minRow, width: text.width,
            "parameter.rule")
        let reason = state.parameters.disabledReason(control) ?? anywayWords(control)
        let below = reason ?? seedsWords(control) ?? control.summary
        writeWrapped(
            fits || reason != nil ? below : "\(initial) · \(below)", in: text.splitTop(1).1, "parameter.rule")
    }

    /// What a value that the table refuses means.
    private func anywayWords(_ control: Control) -> String? {
        guard state.parameters.isSentAnyway(control) else { return nil }
        let key = CommandTable.key(for: .reset) ?? ""
        return "sent anyway: the service may refuse it, and that may be billed; \(key) resets it"
    }

    /// That the shown seed is the first of several; all of them stand below while the hand is on them.
    private func moreSeeds(_ control: Control) -> String {
        let count = control == .seed ? state.parameters.upcomingSeeds.count : 0
        return count > 1 ? " and \(count - 1) more" : ""
    }

    /// The seeds that will be sent, when there are several.
    private func seedsWords(_ control: Control) -> String? {
        let seeds = state.parameters.upcomingSeeds
        guard [.seed, .seedPolicy, .batch, .numberResults].contains(control), seeds.count > 1 else { return nil }
        return "will send seeds " + seeds.map(String.init).joined(separator: ", ")
    }

    private static let labelWidth = 13
}

extension Control {
    /// Whether it is on or off.
    var isSwitch: Bool { self == .promptUpsampling || self == .includeCost }
}
