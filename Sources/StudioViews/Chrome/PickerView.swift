import StudioCore
import TerminalUI

extension Canvas {
    /// A list to choose from: the field, the rows it leaves, and the selected row's text below.
    mutating func draw(_ picker: Picker) {
        let layout = picker.layout(in: state.size)
        let inside = popup(picker.title, layout.size)
        guard !inside.isEmpty else { return }
        let count = picker.count == 0 ? "" : "\(picker.shown.count)/\(picker.count)"
        let fieldWidth = inside.width - 4 - CellText.width(of: count)
        write(">", column: inside.minColumn + 1, row: inside.minRow, width: 1, "search.hint")
        cursor = writeField(
            picker.field, column: inside.minColumn + 3, row: inside.minRow, width: max(fieldWidth, 1), "search.text")
        writeRight(
            count, end: inside.maxColumn - 1, row: inside.minRow, width: inside.width - 4, "search.hint")
        let list = Rect(
            column: inside.minColumn, row: inside.minRow + 1, width: inside.width, height: layout.rows)
        drawRows(of: picker, in: list)
        guard layout.previewRows > 0 else { return }
        write(
            String(repeating: "─", count: inside.width), column: inside.minColumn, row: list.maxRow,
            width: inside.width, "popup.border")
        guard let text = picker.selected?.text else { return }
        let preview = Rect(
            column: inside.minColumn + 1, row: list.maxRow + 1, width: inside.width - 2, height: layout.previewRows)
        writeWrapped(CellText.sanitized(text, keepingNewlines: false), in: preview, "popup")
    }

    private mutating func drawRows(of picker: Picker, in list: Rect) {
        guard !picker.shown.isEmpty else {
            let words = picker.count == 0 ? picker.emptyWords : "nothing matches"
            write(words, column: list.minColumn + 3, row: list.minRow, width: list.width - 4, "search.hint")
            return
        }
        let window = ListWindow(
            count: picker.shown.count, height: list.height, offset: picker.offset, selection: picker.selection)
        let query = FuzzyMatch.Query(picker.field.text)
        for (row, index) in window.visible.enumerated() {
            let line = Rect(column: list.minColumn, row: list.minRow + row, width: list.width, height: 1)
            draw(picker.items[picker.shown[index]], query, isSelected: index == picker.selection, in: line)
        }
        window.drawScrollbar(
            in: &buffer, at: Position(column: list.maxColumn - 1, row: list.minRow),
            track: theme.style("popup.border"), thumb: theme.style("popup.title"))
    }

    private mutating func draw(_ item: Picker.Item, _ query: FuzzyMatch.Query, isSelected: Bool, in line: Rect) {
        if isSelected { buffer.setStyle(in: line, theme.style("history.selected")) }
        write(isSelected ? "▸" : " ", column: line.minColumn + 1, row: line.minRow, width: 1, "history.text")
        let column = line.minColumn + 3
        let room = line.width - 5
        let detail = CellText.truncate(item.detail, to: max(room / 2, 0))
        let detailWidth = CellText.width(of: detail)
        let labelRoom = max(room - (detailWidth > 0 ? detailWidth + 2 : 0), 0)
        let label = CellText.truncate(
            // Long enough for any row, and a whole prompt is not looked through for it.
            CellText.sanitized(String(item.label.prefix(4 * labelRoom)), keepingNewlines: false), to: labelRoom)
        write(label, column: column, row: line.minRow, width: labelRoom, "history.text")
        if let match = FuzzyMatch(query, in: label), !match.places.isEmpty {
            mark(match.places, of: label, column: column, row: line.minRow)
        }
        writeRight(detail, end: line.maxColumn - 2, row: line.minRow, width: detailWidth, "help.key")
    }

    /// Marks the characters that the words were found at.
    private mutating func mark(_ places: [Int], of label: String, column: Int, row: Int) {
        let matched = Set(places)
        var column = column
        for (place, character) in label.enumerated() {
            let width = CellText.width(of: character)
            if matched.contains(place) {
                buffer.setStyle(
                    in: Rect(column: column, row: row, width: width, height: 1), theme.style("picker.match"))
            }
            column += width
        }
    }
}
