import RunwareAPI
import EngineModel
import StudioCore
import TerminalUI

extension Canvas {
    /// The form that makes a sweep, with its count and price below.
    mutating func drawSweepForm() {
        let form = state.sweep
        // As high as its fields, each value with a line to come, the rule, and two lines on what it makes.
        let wanted = form.fields.map { linesShown(of: $0, form, room: 99) }.reduce(0, +) + 6
        let height = min(wanted, max(state.size.height - 2, 10))
        let inside = popup("Sweep", Size(width: min(84, state.size.width), height: height))
        var row = inside.minRow
        let bottom = inside.maxRow - 3
        for field in form.fields where row < bottom {
            let rows = linesShown(of: field, form, room: bottom - row)
            draw(field, form, in: Rect(column: inside.minColumn, row: row, width: inside.width, height: rows))
            row += rows
        }
        write(
            String(repeating: "─", count: inside.width), column: inside.minColumn, row: bottom, width: inside.width,
            "popup.border")
        let below = Rect(column: inside.minColumn + 1, row: bottom + 1, width: inside.width - 2, height: 2)
        switch state.sweepPlan {
        case .success(let plan):
            writeWrapped(
                "\(CommandTable.key(for: .submit) ?? ""): \(plan.words(isSimulated: state.engine.service.isSimulated))",
                in: below, "submit.price")
        case .failure(let refusal):
            writeWrapped(CellText.sanitized(refusal.sentence, keepingNewlines: false), in: below, "submit.blocked")
        }
    }

    /// Values take as many lines as they have, up to four; everything else one.
    private func linesShown(of field: SweepForm.Field, _ form: SweepForm, room: Int) -> Int {
        guard field == .acrossValues || field == .downValues else { return 1 }
        let axis = field == .acrossValues ? form.across : form.down
        return min(max(axis.values.characters.count(where: \.isNewline) + 1, 1), room >= 8 ? 4 : 1)
    }

    private mutating func draw(_ field: SweepForm.Field, _ form: SweepForm, in rect: Rect) {
        let isSelected = form.field == field
        let labelWidth = 14
        if isSelected {
            write("▸", column: rect.minColumn, row: rect.minRow, width: 1, "parameter.label")
        }
        write(
            Self.label(of: field), column: rect.minColumn + 2, row: rect.minRow, width: labelWidth - 2,
            "parameter.label")
        let area = Rect(
            column: rect.minColumn + labelWidth, row: rect.minRow, width: rect.width - labelWidth - 1,
            height: rect.height)
        switch field {
        case .across: write("‹› \(form.across.choice.label)", in: area, isSelected)
        case .down: write("‹› \(form.down.choice.label)", in: area, isSelected)
        case .acrossFragment:
            draw(form.across.fragment, hint: "the words of the prompt that vary", in: area, isSelected)
        case .downFragment: draw(form.down.fragment, hint: "the words of the prompt that vary", in: area, isSelected)
        case .acrossValues: draw(form.across.values, hint: form.across.choice.rule, in: area, isSelected)
        case .downValues: draw(form.down.values, hint: form.down.choice.rule, in: area, isSelected)
        case .subset: draw(form.subset, hint: "all; a number takes so many at random", in: area, isSelected)
        }
    }

    private mutating func write(_ text: String, in area: Rect, _ isSelected: Bool) {
        write(
            text, column: area.minColumn, row: area.minRow, width: area.width,
            isSelected ? "parameter.cursor" : "parameter.value")
    }

    private mutating func draw(_ text: TextBuffer, hint: String, in area: Rect, _ isSelected: Bool) {
        if text.isEmpty {
            write(hint, column: area.minColumn, row: area.minRow, width: area.width, "parameter.rule")
            if isSelected { cursor = Position(column: area.minColumn, row: area.minRow) }
            return
        }
        let layout = text.layout(columns: area.width)
        let place = layout.position(of: text.cursor, in: text.characters)
        let window = ListWindow(
            count: layout.rows.count, height: area.height, offset: 0, selection: isSelected ? place.row : 0)
        for (row, index) in window.visible.enumerated() {
            write(
                String(text.characters[layout.rows[index]]), column: area.minColumn, row: area.minRow + row,
                width: area.width,
                isSelected ? "parameter.input" : "parameter.value")
        }
        if isSelected {
            cursor = Position(column: area.minColumn + place.column, row: area.minRow + place.row - window.offset)
        }
    }

    private static func label(of field: SweepForm.Field) -> String {
        switch field {
        case .across: "Across"
        case .down: "Down"
        case .acrossFragment, .downFragment: "in place of"
        case .acrossValues, .downValues: "values"
        case .subset: "Cells"
        }
    }
}
