extension CellBuffer {
    /// Draws a pane's border with a title and returns the rectangle inside.
    ///
    /// A focused pane has a double line and "▶" before its title, so that it is known without colour.
    /// Rectangles below 2 × 2 have no border; the inside is then the rectangle itself.
    /// - Parameters:
    ///   - hint: short text at the right end of the top line, left out where it does not fit.
    @discardableResult
    package mutating func drawPane(
        _ rect: Rect, title: String, hint: String = "", focused: Bool = false, border: Style = .plain,
        titleStyle: Style? = nil
    ) -> Rect {
        guard rect.width >= 2, rect.height >= 2 else { return rect }
        drawBox(rect, lines: focused ? .double : .single, style: border)
        let room = rect.width - 4
        guard room > 0, !title.isEmpty else { return rect.inset(horizontal: 1, vertical: 1) }
        let marked = " " + CellText.truncate((focused ? "▶ " : "") + title, to: max(0, room - 2)) + " "
        let start = Position(column: rect.minColumn + 2, row: rect.minRow)
        let used = write(marked, at: start, style: titleStyle ?? border, width: room)
        let hintWidth = CellText.width(of: hint) + 2
        if !hint.isEmpty, used + 1 + hintWidth <= room {
            write(
                " \(hint) ", at: Position(column: rect.maxColumn - 2 - hintWidth, row: rect.minRow), style: border,
                width: hintWidth)
        }
        return rect.inset(horizontal: 1, vertical: 1)
    }

    /// Draws the four sides of a rectangle of at least 2 × 2 cells; smaller ones are left alone.
    package mutating func drawBox(_ rect: Rect, lines: BoxLines = .single, style: Style = .plain) {
        guard rect.width >= 2, rect.height >= 2 else { return }
        let glyphs = lines.glyphs
        let across = String(repeating: glyphs.horizontal, count: rect.width - 2)
        let right = rect.maxColumn - 1
        write(glyphs.topLeft + across + glyphs.topRight, at: rect.origin, style: style)
        write(
            glyphs.bottomLeft + across + glyphs.bottomRight,
            at: Position(column: rect.minColumn, row: rect.maxRow - 1), style: style)
        for row in rect.minRow + 1..<max(rect.minRow + 1, rect.maxRow - 1) {
            write(glyphs.vertical, at: Position(column: rect.minColumn, row: row), style: style)
            write(glyphs.vertical, at: Position(column: right, row: row), style: style)
        }
    }
}

/// Kinds of box lines.
package enum BoxLines: Hashable, Sendable {
    /// Thin lines.
    case single
    /// Double lines: the focus.
    case double

    var glyphs:
        (
            horizontal: String, vertical: String, topLeft: String, topRight: String, bottomLeft: String,
            bottomRight: String
        )
    {
        switch self {
        case .single: ("─", "│", "┌", "┐", "└", "┘")
        case .double: ("═", "║", "╔", "╗", "╚", "╝")
        }
    }
}
