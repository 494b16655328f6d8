@testable import StudioCore
import TerminalUI
import Testing

/// Selecting, cutting, copying and inserting by keys.
@Suite struct SelectionTests {
    private func state(_ text: String, cursor: Int? = nil) -> StudioState {
        var state = Sample.state()
        state.prompt.buffer = TextBuffer(text, cursor: cursor)
        return state
    }

    private func selected(_ state: StudioState) -> String? {
        state.prompt.buffer.selection.map { String(state.prompt.buffer.characters[$0]) }
    }

    @Test func `moves behind a mark select, and typing replaces what is selected`() {
        var state = state("one two three", cursor: 4)
        state.press("C-Space", "M-f")
        #expect(selected(state) == "two")
        state.type("2")
        #expect(state.prompt.text == "one 2 three")
        #expect(selected(state) == nil)
        state.press("C-_")
        #expect(state.prompt.text == "one two three")
    }

    @Test func `moves with Shift select, and a move without it ends the selection`() {
        var state = state("one two\nthree", cursor: 4)
        state.press("S-Right", "S-Right")
        #expect(selected(state) == "tw")
        state.press("S-End")
        #expect(selected(state) == "two")
        state.press("S-Down")
        #expect(selected(state) == "two\nthree")
        state.press("Left")
        #expect(selected(state) == nil)
        state.press("C-S-Left", "S-Home")
        #expect(selected(state) == "thre")
        state.press("C-S-Home")
        #expect(selected(state) == "one two\nthre")
    }

    @Test func `a selection is dropped and nothing else`() {
        var state = state("one two", cursor: 0)
        state.press("C-Space", "M-f", "Esc")
        #expect(selected(state) == nil)
        #expect(state.prompt.buffer.cursor == 3)
        state.press("Right")
        #expect(selected(state) == nil)
    }

    @Test func `everything is selected, and one key deletes it`() {
        var state = state("one\ntwo", cursor: 2)
        state.press("M-A")
        #expect(selected(state) == "one\ntwo")
        state.press("Backspace")
        #expect(state.prompt.text == "")
        state.press("M-z")
        #expect(state.prompt.text == "one\ntwo")
        #expect(state.prompt.buffer.cursor == 7)
    }

    @Test func `what is copied or cut comes back where it is wanted`() {
        var state = state("one two", cursor: 0)
        state.press("C-Space", "M-f", "M-w")
        #expect(state.message?.text == "copied 3 characters; ^Y inserts it")
        #expect(selected(state) == nil)
        state.press("End", "C-y")
        #expect(state.prompt.text == "one twoone")
        state.press("Home", "S-Right", "S-Right", "C-w")
        #expect(state.prompt.text == "e twoone")
        state.press("End", "C-y", "C-y")
        #expect(state.prompt.text == "e twooneonon")
    }

    @Test func `kills one after another are one piece, backwards and forwards`() {
        var state = state("one two three four", cursor: 8)
        state.press("C-w", "C-w", "M-d")
        #expect(state.prompt.text == " four")
        state.press("C-y")
        #expect(state.prompt.text == "one two three four")
        state.press("C-w", "Left", "C-k", "C-y")
        #expect(state.prompt.buffer.clipboard == "  four")
        state.press("C-u")
        #expect(state.prompt.text == "")
        state.press("C-y")
        #expect(state.prompt.buffer.characters.count == state.prompt.buffer.cursor)
    }

    @Test func `cut again at the end of a line, the line end goes too`() {
        var state = state("one\ntwo\nthree", cursor: 4)
        state.press("C-k", "C-k")
        #expect(state.prompt.text == "one\nthree")
        state.press("C-u", "C-u", "C-u")
        #expect(state.prompt.text == "three")
        #expect(state.prompt.buffer.clipboard == "one\ntwo\n")
        state.press("C-u")
        #expect(state.prompt.text == "three")
    }

    @Test func `a sentence is cut to its end`() {
        var state = state("A lighthouse. Fog over the sea. Oil.", cursor: 14)
        state.press("M-k")
        #expect(state.prompt.text == "A lighthouse.  Oil.")
        state.press("M-a")
        #expect(state.prompt.buffer.cursor == 0)
        state.press("M-e", "M-e")
        #expect(state.prompt.buffer.cursor == 19)
    }

    @Test(arguments: [
        ("M-w", "nothing is selected"), ("C-y", "nothing was cut or copied yet"), ("C-_", "nothing is left to undo"),
        ("M-r", "nothing was undone that could be made again"),
    ])
    func `a key that has nothing to do says so`(key: String, words: String) {
        var state = state("text")
        state.press(key)
        #expect(state.message == .info(words))
        #expect(state.prompt.text == "text")
    }

    @Test func `pages move by what the pane shows, and to the ends`() {
        var state = state((1...40).map { "line \($0)" }.joined(separator: "\n"), cursor: 0)
        let page = state.layout.inside(.prompt).height - 1
        state.press("PageDown")
        #expect(state.prompt.buffer.text.prefix { $0 != "\n" } == "line 1")
        let row = { (state: StudioState) in
            let buffer = state.prompt.buffer
            return buffer.characters[..<buffer.cursor].count { $0.isNewline }
        }
        #expect(row(state) == page)
        state.press("PageDown", "PageUp")
        #expect(row(state) == page)
        for _ in 0..<20 { state.press("PageDown") }
        #expect(state.prompt.buffer.cursor == state.prompt.buffer.characters.count)
        for _ in 0..<20 { state.press("PageUp") }
        #expect(state.prompt.buffer.cursor == 0)
        var short = self.state("one\ntwo", cursor: 1)
        short.press("PageDown")
        #expect(short.prompt.buffer.cursor == 7)
        short.press("PageUp")
        #expect(short.prompt.buffer.cursor == 0)
    }

    @Test func `the cursor stays in view wherever keys lead it`() {
        var state = state(String(repeating: "word ", count: 500), cursor: 0)
        for key in ["PageDown", "C-End", "PageUp", "M-<", "Down", "M-s", "Esc", "M-A", "C-y"] {
            state.press(key)
            let inside = state.layout.inside(.prompt)
            let buffer = state.prompt.buffer
            let row = buffer.layout(columns: inside.width).row(of: buffer.cursor)
            #expect((state.prompt.offset..<state.prompt.offset + inside.height).contains(row), "\(key)")
        }
    }

    @Test func `a field of one line undoes and inserts as well`() {
        var state = Sample.state()
        state.press("F5", "/")
        state.type("fog sea")
        state.press("C-w")
        #expect(state.history.search.text == "fog ")
        state.press("C-y", "C-y", "C-_")
        #expect(state.history.search.text == "fog sea")
        state.press("M-b", "M-d")
        #expect(state.history.search.text == "fog ")
    }
}
