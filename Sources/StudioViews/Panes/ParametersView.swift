import RunwareAPI
import StudioCore
import TerminalUI

extension Canvas {
    /// Sliders and choices, and two lines on the selected one.
    mutating func drawParameters() {
        let parameters = state.parameters
        let megapixels = parameters.values.width * parameters.values.height / 10_000
        let size = "\(megapixels / 100).\(megapixels % 100 / 10)\(megapixels % 10) MP"
        let inside = border(.parameters, hint: size)
        guard !inside.isEmpty else { return }
        let rows = ParametersState.controlRows(in: inside)
        let controls = Control.allCases
        let window = ListWindow(count: controls.count, height: rows, offset: parameters.offset, selection: nil)
        for (row, index) in window.visible.enumerated() {
            draw(
                controls[index],
                in: Rect(column: inside.minColumn, row: inside.minRow + row, width: inside.width, height: 1))
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
        let mark = isFocused ? "▸" : (isSelected ? "›" : " ")
        write(mark, column: row.minColumn, row: row.minRow, width: 1, "parameter.label")
        write(control.label, column: row.minColumn + 2, row: row.minRow, width: Self.labelWidth - 1, labelScope)
        let column = row.minColumn + 2 + Self.labelWidth
        let width = row.maxColumn - column
        if isSelected, let input = parameters.input {
            drawInput(input, column: column, row: row.minRow, width: width)
            return
        }
        let changed = parameters.isChanged(control)
        let scope = disabled ? "parameter.disabled" : (changed ? "parameter.value.changed" : "parameter.value")
        let text = parameters.text(of: control)
        guard let slider = slider(control), width >= 14, !disabled else {
            write(
                choiceMark(control, disabled) + text + (changed ? " *" : ""), column: column, row: row.minRow,
                width: width, scope)
            return
        }
        writeRight(text, end: column + 5, row: row.minRow, width: 5, scope)
        write(changed ? "*" : " ", column: column + 5, row: row.minRow, width: 1, scope)
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
        let unit = control.parameter.flatMap { ParameterTable[$0].unit }
        let rule = "\(control.label): \(control.rule)" + (unit.map { " \($0)" } ?? "")
        write(rule, column: rect.minColumn + 1, row: rect.minRow, width: rect.width - 2, "parameter.rule")
        let second = state.parameters.disabledReason(control) ?? seedsWords(control) ?? control.summary
        let below = rect.splitTop(1).1.inset(horizontal: 1)
        writeWrapped(second, in: below, "parameter.rule")
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
