import EngineModel
import StudioCore
import TerminalUI

extension Canvas {
    mutating func draw(_ overlay: ResultOverlay) {
        switch overlay {
        case .copy(let entry): drawQuestion("Copy", copyLines(entry))
        case .page(let page): draw(page)
        case .comparison(let comparison): draw(comparison)
        case .lineage(let tree): draw(tree)
        case .export(let form): draw(form)
        }
    }

    /// The keys that work while one of these shows.
    func hints(for overlay: ResultOverlay) -> [(key: String, words: String)] {
        switch overlay {
        case .copy: [("Esc", "close")]
        case .page(let page):
            [("Esc", "close")] + (page.offer == nil ? [] : [("y", "send it to the clipboard")]) + [("↑↓", "scroll")]
        case .comparison: [("Esc", "close"), ("↑↓", "scroll"), ("x", "the other way round")]
        case .export: [("Enter", "write it"), ("Tab", "as something else"), ("Esc", "leave it")]
        case .lineage: [("Enter", "go to it"), ("↑↓", "choose"), ("Esc", "close")]
        }
    }

    /// Texts from the first column to the last. A line above says what they are; messages and keys stay below.
    private mutating func draw(_ page: PlainPage) {
        let size = state.size
        let height = PlainPage.height(in: size)
        let rect = Rect(column: 0, row: 0, width: size.width, height: height + 1)
        buffer.fill(rect, theme.style("default"))
        let rows = page.rows(columns: size.width)
        let window = ListWindow(count: rows.count, height: height, offset: page.offset, selection: nil)
        buffer.fill(Rect(column: 0, row: 0, width: size.width, height: 1), theme.style("header"))
        write(" \(page.title)", column: 0, row: 0, width: size.width, "popup.title")
        if window.hidesAbove || window.hidesBelow {
            let words = "rows \(window.visible.lowerBound + 1)–\(window.visible.upperBound) of \(rows.count) "
            writeRight(words, end: size.width, row: 0, width: size.width / 2, "header.notice")
        }
        for (line, index) in window.visible.enumerated() {
            let row = rows[index]
            write(row.text, column: 0, row: line + 1, width: size.width, row.isWhole ? "result.value" : "result.words")
        }
        drawMessage()
    }

    private mutating func draw(_ comparison: Comparison) {
        let inside = popup("Compare", ComparisonRow.pageSize(in: state.size))
        let rows = ComparisonRow.rows(of: comparison, in: state.size)
        let window = ListWindow(
            count: rows.count, height: inside.height, offset: comparison.offset, selection: nil)
        for (line, index) in window.visible.enumerated() {
            draw(
                rows[index],
                in: Rect(column: inside.minColumn, row: inside.minRow + line, width: inside.width, height: 1))
        }
        window.drawScrollbar(
            in: &buffer, at: Position(column: inside.maxColumn - 1, row: inside.minRow),
            track: theme.style("popup.border"), thumb: theme.style("popup.title"))
    }

    private mutating func draw(_ row: ComparisonRow, in rect: Rect) {
        func column(_ place: Int) -> Int { rect.minColumn + place }
        switch row {
        case .heading(let words):
            write(words, column: column(1), row: rect.minRow, width: rect.width - 2, "help.group")
        case .words(let words):
            write(words, column: column(1), row: rect.minRow, width: rect.width - 2, "help.text")
        case .prompt(let pieces):
            var place = column(1)
            for piece in pieces {
                let scope =
                    switch piece.kind {
                    case .kept: "popup"
                    case .removed: "diff.removed"
                    case .added: "diff.added"
                    }
                place += write(piece.text, column: place, row: rect.minRow, width: rect.maxColumn - place, scope)
            }
        case .pair(let name, let left, let right, let differs):
            let columns = ComparisonRow.Columns(width: rect.width)
            // What is the same recedes; what is not is also marked without colour.
            let isSame = !differs && !name.isEmpty
            if differs { write("≠", column: column(1), row: rect.minRow, width: 1, "popup.title") }
            write(
                name, column: column(columns.name), row: rect.minRow, width: columns.nameWidth,
                isSame ? "parameter.disabled" : "help.key")
            for (text, place, scope) in [
                (left, columns.left, "diff.removed"), (right, columns.right, "diff.added"),
            ] {
                write(
                    text, column: column(place), row: rect.minRow, width: columns.valueWidth,
                    isSame ? "parameter.disabled" : differs ? scope : "help.text")
            }
        }
    }
}
