import EngineModel
package import StudioCore
package import TerminalUI

/// The studio drawn: state and theme in, a frame out. Nothing here decides, scrolls or remembers; what a view needs to
/// know stands in the state, and where it stands in `ScreenLayout`.
package enum StudioView {
    /// The whole screen.
    package static func frame(_ state: StudioState, theme: Theme) -> Frame {
        var canvas = Canvas(state: state, theme: theme)
        guard canvas.layout.width != .tooSmall else {
            canvas.drawTooSmall()
            return canvas.frame
        }
        canvas.drawHeader()
        for pane in Pane.allCases where canvas.layout.panes[pane] != nil { canvas.draw(pane) }
        canvas.drawMessage()
        canvas.drawFooter()
        if let overlay = state.overlay { canvas.draw(overlay) }
        return canvas.frame
    }
}

/// What the drawing functions share while one frame is made.
struct Canvas {
    let state: StudioState
    let theme: Theme
    let layout: ScreenLayout
    var buffer: CellBuffer
    var cursor: Position?

    init(state: StudioState, theme: Theme) {
        self.state = state
        self.theme = theme
        layout = state.layout
        buffer = CellBuffer(size: state.size)
        buffer.fill(buffer.bounds, theme.style("default"))
    }

    var frame: Frame { Frame(buffer: buffer, cursor: cursor, title: windowTitle) }

    /// The window's title counts the jobs that are not done, where the user wants it to.
    private var windowTitle: String? {
        guard state.finishSignals.contains(.title) else { return nil }
        let count = state.engine.pendingCount
        return count == 0 ? "Easel" : "Easel: \(count) pending"
    }

    mutating func draw(_ pane: Pane) {
        switch pane {
        case .prompt: drawPrompt()
        case .parameters: drawParameters()
        case .queue: drawQueue()
        case .history: drawHistory()
        case .result: drawResult()
        }
    }

    /// Draws a pane's border and returns its inside.
    mutating func border(_ pane: Pane, title: String? = nil, hint: String = "") -> Rect {
        guard let rect = layout.panes[pane] else { return Rect(column: 0, row: 0, width: 0, height: 0) }
        let focused = state.focus == pane
        return buffer.drawPane(
            rect, title: title ?? pane.rawValue, hint: hint, focused: focused,
            border: theme.style(focused ? "pane.border.focused" : "pane.border"),
            titleStyle: theme.style(focused ? "pane.title.focused" : "pane.title"))
    }

    /// Draws the scrollbar of a pane's list over the pane's right border.
    mutating func scrollbar(_ window: ListWindow, _ pane: Pane, at position: Position) {
        window.drawScrollbar(
            in: &buffer, at: position,
            track: theme.style(state.focus == pane ? "pane.border.focused" : "pane.border"),
            thumb: theme.style(state.focus == pane ? "pane.title.focused" : "pane.title"))
    }

    /// Writes clipped text in a scope's style and returns the columns used.
    @discardableResult
    mutating func write(_ text: String, column: Int, row: Int, width: Int, _ scope: String) -> Int {
        guard width > 0 else { return 0 }
        return buffer.write(
            CellText.truncate(text, to: width), at: Position(column: column, row: row), style: theme.style(scope),
            width: width)
    }

    /// Writes text so that it ends before a column.
    mutating func writeRight(_ text: String, end: Int, row: Int, width: Int, _ scope: String) {
        let text = CellText.truncate(text, to: max(width, 0))
        write(text, column: end - CellText.width(of: text), row: row, width: width, scope)
    }

    /// A field of one line, moved along so that its cursor shows; the cursor's column, when the field has the keys.
    mutating func writeField(_ field: TextBuffer, column: Int, row: Int, width: Int, _ scope: String) -> Position {
        // One column stays free for a cursor behind the text.
        var first = field.cursor
        var room = width - 1
        while first > 0 {
            room -= CellText.width(of: field.characters[first - 1])
            guard room >= 0 else { break }
            first -= 1
        }
        let shown = String(field.characters[first...]) + " "
        let before = CellText.width(of: String(field.characters[first..<field.cursor]))
        write(shown, column: column, row: row, width: width, scope)
        return Position(column: column + min(before, max(width - 1, 0)), row: row)
    }

    /// Lines of text in a rectangle; the last one says by "…" that there is more.
    mutating func writeWrapped(_ text: String, in rect: Rect, _ scope: String) {
        var rest = text[...]
        for row in 0..<rect.height where !rest.isEmpty {
            let isLast = row == rect.height - 1
            let line = isLast ? rest : CellText.wrap(rest, columns: rect.width)[0]
            let shown = line.last == " " ? line.dropLast() : line
            write(String(shown), column: rect.minColumn, row: rect.minRow + row, width: rect.width, scope)
            rest = rest.dropFirst(line.count)
        }
    }

    mutating func drawTooSmall() {
        let needed = ScreenLayout.smallest
        let text =
            "Easel needs \(needed.width)×\(needed.height), this is \(state.size.width)×\(state.size.height); jobs go on"
        for (row, line) in CellText.wrapTrimmed(text, columns: max(state.size.width, 1)).enumerated() {
            write(line, column: 0, row: row, width: state.size.width, "message.warning")
        }
    }
}
