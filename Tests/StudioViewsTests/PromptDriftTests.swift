import StudioCore
import StudioViews
import TerminalUI
import TestSupport
import Testing

@Suite struct PromptDriftTests {
    private static let pieces = [
        "a", " ", "word ", "e\u{301}", "日本", "한", "\u{1112}\u{1161}\u{11AB}", "שָׁ", "مرحبا", "क्षि", "กำ", "👩‍👩‍👧‍👦", "🇫🇷", "🇦",
        "❤️", "👍🏽", "\u{1F3FD}", "\u{200B}", "\u{200D}", "\u{FE0F}", "\u{202E}", "\t", "\t", "\u{301}", "\u{308}",
        "\u{1FAE8}",
    ]

    @Test func `the cursor stands right behind the cells of the text before it`() throws {
        var random = SeededGenerator(seed: 11)
        for _ in 0..<400 {
            var text = ""
            for _ in 0..<Int.random(in: 1...14, using: &random) {
                text += Self.pieces.randomElement(using: &random) ?? ""
            }
            var state = StudioState(size: Size(width: 120, height: 40), seeds: SeedSequence(start: 7))
            state.prompt.buffer.insert(text)
            // One row holds it: where text wraps is another matter.
            let pane = state.layout.inside(.prompt)
            guard CellText.width(of: text) < pane.width else { continue }
            state.prompt.buffer.setCursor(Int.random(in: 0...text.count, using: &random))
            let frame = StudioView.frame(state, theme: Theme(name: "plain", styles: [:]))
            let cursor = try #require(frame.cursor)
            let before = text.prefix(state.prompt.buffer.cursor).flatMap { CellText.cells(of: $0) }
            #expect(cursor == Position(column: pane.minColumn + before.reduce(0) { $0 + $1.width }, row: pane.minRow))
            let drawn = (pane.minColumn..<cursor.column).map { frame.buffer[Position(column: $0, row: pane.minRow)] }
            #expect(
                drawn.filter { $0.width > 0 }.map(\.text) == before.map(\.text), "\(text.debugDescription)")
        }
    }
}
