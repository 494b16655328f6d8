import TerminalUI
import Testing

@Suite struct CellBufferTests {
    private func buffer(_ text: String, width: Int = 8) -> CellBuffer {
        var buffer = CellBuffer(size: Size(width: width, height: 1))
        buffer.write(text, at: .zero)
        return buffer
    }

    private func grid(_ buffer: CellBuffer) -> String {
        buffer.row(0).map { $0.width == 0 ? "<" : $0.text }.joined()
    }

    @Test func `overwriting half of a wide cell blanks its other half`() {
        var right = buffer("日本")
        right.write("x", at: Position(column: 1, row: 0))
        #expect(grid(right) == " x本<    ")
        var left = buffer("日本")
        left.write("x", at: Position(column: 2, row: 0))
        #expect(grid(left) == "日<x     ")
        var both = buffer("日本")
        both.write("語", at: Position(column: 1, row: 0))
        #expect(grid(both) == " 語<     ")
        var filled = buffer("日本語")
        filled.fill(Rect(column: 1, row: 0, width: 4, height: 1))
        #expect(grid(filled) == "        ")
    }

    @Test func `a wide cell is never split by the limit or the edge`() {
        var limited = CellBuffer(size: Size(width: 8, height: 1))
        #expect(limited.write("a日本", at: .zero, width: 4) == 3)
        #expect(grid(limited) == "a日<     ")
        var edge = CellBuffer(size: Size(width: 4, height: 1))
        #expect(edge.write("abc日d", at: .zero) == 6)
        #expect(grid(edge) == "abc ")
        var outside = CellBuffer(size: Size(width: 4, height: 1))
        outside.write("日ab", at: Position(column: -1, row: 0))
        #expect(grid(outside) == " ab ")
    }

    @Test func `writes outside are ignored and reads there are blank`() {
        var buffer = CellBuffer(size: Size(width: 2, height: 1))
        buffer.write("abc", at: Position(column: 0, row: 5))
        buffer.write("abc", at: Position(column: 9, row: 0))
        buffer.fill(Rect(column: -3, row: -3, width: 2, height: 2))
        #expect(buffer == CellBuffer(size: Size(width: 2, height: 1)))
        #expect(buffer[Position(column: -1, row: 0)] == .blank)
        #expect(buffer.row(3).isEmpty)
    }

    @Test func `styles patch what is there and fill replaces it`() {
        var buffer = CellBuffer(size: Size(width: 4, height: 1))
        buffer.fill(buffer.bounds, Style(background: .ansi(4)))
        buffer.write("日a", at: .zero, style: Style(foreground: .ansi(1), adding: .bold))
        #expect(buffer[.zero].style == Style(foreground: .ansi(1), background: .ansi(4), adding: .bold))
        buffer.setStyle(in: Rect(column: 1, row: 0, width: 1, height: 1), Style(adding: .reverse, removing: .bold))
        #expect(buffer[.zero].style.adding == .reverse)
        #expect(buffer[Position(column: 1, row: 0)].style == buffer[.zero].style)
        #expect(buffer[Position(column: 2, row: 0)].style.adding == .bold)
        #expect(buffer[.zero].text == "日")
    }

    @Test func `halves of wide cells stay together whatever is drawn`() {
        var random = Seeded(6)
        let texts = ["日本", "a", "x日y", "ab", "👩‍👩‍👧‍👦", " "]
        var buffer = CellBuffer(size: Size(width: 9, height: 3))
        for _ in 0..<5000 {
            let place = Position(column: .random(in: -3...10, using: &random), row: .random(in: -1...3, using: &random))
            let rect = Rect(
                origin: place,
                size: Size(width: .random(in: 0...5, using: &random), height: .random(in: 0...2, using: &random)))
            switch Int.random(in: 0...3, using: &random) {
            case 0: buffer.fill(rect, Style(background: .ansi(1)))
            case 1: buffer.setStyle(in: rect, Style(foreground: .ansi(2)))
            default:
                buffer.write(
                    texts.randomElement(using: &random) ?? "", at: place, style: Style(foreground: .ansi(3)),
                    width: .random(in: 0...6, using: &random))
            }
            for row in 0..<3 {
                var expectsRightHalf: Style?
                for cell in buffer.row(row) {
                    #expect((cell.width == 0) == (expectsRightHalf != nil))
                    if let style = expectsRightHalf { #expect(cell.style == style) }
                    expectsRightHalf = cell.width == 2 ? cell.style : nil
                }
                #expect(expectsRightHalf == nil)
            }
        }
    }

    @Test func `patching styles in turn is patching with the patched patch`() {
        var random = Seeded(7)
        let style = { (random: inout Seeded) in
            Style(
                foreground: Bool.random(using: &random) ? .ansi(.random(in: 0...15, using: &random)) : nil,
                background: Bool.random(using: &random) ? .terminal : nil,
                adding: Modifier(rawValue: .random(in: 0...31, using: &random)),
                removing: Modifier(rawValue: .random(in: 0...31, using: &random)))
        }
        for _ in 0..<500 {
            var (base, first, second) = (style(&random), style(&random), style(&random))
            base.removing = []
            first.removing.subtract(first.adding)
            second.removing.subtract(second.adding)
            #expect(
                base.patched(by: first).patched(by: second).resolved
                    == base.patched(by: first.patched(by: second)).resolved)
        }
    }

    @Test func `a picture shows the grid, the styles and their legend`() {
        var buffer = CellBuffer(size: Size(width: 6, height: 3))
        let focused = Style(foreground: .ansi(2), adding: .bold)
        buffer.drawBox(buffer.bounds, lines: .double, style: focused)
        buffer.write("日a", at: Position(column: 1, row: 1), style: Style(background: .indexed(17)))
        #expect(
            ScreenText(buffer, cursor: Position(column: 3, row: 1)).text == """
                6 x 3, cursor 3,1
                |╔════╗|
                |║日a ║|
                |╚════╝|

                |aaaaaa|
                |abbb.a|
                |aaaaaa|

                a fg=ansi2 bold
                b bg=17

                """)
    }

    @Test func `a theme falls back from scope to scope and patches on the way`() {
        let theme = Theme(
            name: "test",
            styles: [
                "default": Style(foreground: .terminal, background: .ansi(0)), "pane": Style(foreground: .ansi(7)),
                "pane.border.focused": Style(adding: .bold), "paneless": Style(foreground: .ansi(9)),
            ])
        #expect(theme.style("pane.border.focused") == Style(foreground: .ansi(7), background: .ansi(0), adding: .bold))
        #expect(theme.style("pane.border.unknown.deep") == Style(foreground: .ansi(7), background: .ansi(0)))
        #expect(theme.style("nowhere") == Style(foreground: .terminal, background: .ansi(0)))
        #expect(theme.style("default") == Style(foreground: .terminal, background: .ansi(0)))
        #expect(Theme(name: "", styles: [:]).style("x.y") == .plain)
    }

    @Test func `colours are reduced to what the terminal has`() {
        #expect(Color.indexed(196).reduced(to: .ansi16) == .ansi(9))
        #expect(Color.indexed(244).reduced(to: .ansi16) == .ansi(8))
        #expect(Color.indexed(231).reduced(to: .ansi16) == .ansi(15))
        #expect(Color.indexed(196).reduced(to: .indexed256) == .indexed(196))
        #expect(Color.ansi(3).reduced(to: .mono) == nil)
        #expect(Color.terminal.reduced(to: .indexed256) == nil)
    }
}
