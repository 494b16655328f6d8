@testable import StudioCore
import TerminalUI
import Testing

/// Searching in the prompt.
@Suite struct FindTests {
    private func state(_ text: String, cursor: Int = 0) -> StudioState {
        var state = Sample.state()
        state.prompt.buffer = TextBuffer(text, cursor: cursor)
        return state
    }

    @Test func `each letter narrows, next and previous go round, Enter leaves the match selected`() {
        var state = state("the sea, The seagull, a SEA")
        state.press("M-s")
        state.type("sea")
        #expect(state.prompt.find?.matches == [4..<7, 13..<16, 24..<27])
        #expect(state.prompt.buffer.selection == 4..<7)
        state.press("M-s")
        #expect(state.prompt.buffer.selection == 13..<16)
        state.press("Down", "C-n")
        #expect(state.prompt.buffer.selection == 4..<7)
        state.press("Up", "C-p", "M-S", "C-r")
        #expect(state.prompt.buffer.selection == 24..<27)
        state.press("Enter")
        #expect(state.prompt.find == nil)
        #expect(state.prompt.buffer.selection == 24..<27)
        state.type("fog")
        #expect(state.prompt.text == "the sea, The seagull, a fog")
    }

    @Test func `the first match is the one from the cursor on, else the first of all`() {
        var state = state("sea fog sea", cursor: 3)
        state.press("M-s")
        state.type("sea")
        #expect(state.prompt.buffer.selection == 8..<11)
        state.press("C-u")
        state.type("fog")
        #expect(state.prompt.buffer.selection == 4..<7)
        state.press("Backspace", "Backspace", "Backspace")
        state.type("s")
        state.press("Esc", "End", "M-s")
        state.type("sea")
        #expect(state.prompt.buffer.selection == 0..<3)
    }

    @Test(arguments: ["Esc", "C-g"])
    func `it returns to where it began, with the selection of then`(key: String) {
        var state = state("one two three", cursor: 4)
        state.press("C-Space", "M-f", "M-s")
        state.type("three")
        #expect(state.prompt.buffer.cursor == 13)
        state.press(key)
        #expect(state.prompt.find == nil)
        #expect(state.prompt.buffer.cursor == 7)
        #expect(state.prompt.buffer.selection == 4..<7)
    }

    @Test func `nothing found moves nothing, and Enter then leaves nothing selected`() {
        var state = state("one two", cursor: 3)
        state.press("M-s")
        state.type("x")
        #expect(state.prompt.find?.current == nil)
        #expect(state.prompt.buffer.cursor == 3)
        state.press("Down", "Up", "Enter")
        #expect(state.prompt.buffer.cursor == 3)
        #expect(state.prompt.buffer.selection == nil)
    }

    @Test func `case, accents and line ends do not count, and places are those of whole characters`() {
        var state = state("🇩🇪 Éclair\nde Nuit; e\u{301}clair de nuit")
        state.press("M-s")
        state.type("eclair de")
        #expect(state.prompt.find?.matches == [2..<11, 18..<27])
    }

    @Test func `asked again for nothing it looks for what was looked for last`() {
        var state = state("fog sea fog")
        state.press("M-s")
        state.type("fog")
        state.press("Enter", "M-s", "M-s")
        #expect(state.prompt.find?.field.text == "fog")
        #expect(state.prompt.buffer.selection == 8..<11)
    }

    @Test func `pasted text is looked for, and the prompt stays`() {
        var state = state("a red kite")
        state.press("M-s")
        _ = reduce(.pasted("red\nkite"), &state)
        #expect(state.prompt.buffer.selection == 2..<10)
        #expect(state.prompt.text == "a red kite")
    }

    @Test func `keys of the field edit it, every other command ends the search where it is`() {
        var state = state("one two one")
        state.press("M-s")
        state.type("two")
        state.press("Left", "C-a", "Delete")
        #expect(state.prompt.find?.field.text == "wo")
        #expect(state.prompt.buffer.selection == 5..<7)
        state.press("M-w")
        #expect(state.prompt.find == nil)
        #expect(state.prompt.buffer.clipboard == "wo")
        state.press("M-s", "Tab")
        #expect(state.focus == .parameters)
        #expect(state.prompt.find == nil)
    }

    @Test func `matches are those of a plain search`() {
        let text = Array("abababa aab ba")
        for words in ["a", "ab", "aba", "ba ", "aa", "b"] {
            var expected: [Range<Int>] = []
            var start = 0
            while start + words.count <= text.count {
                if Array(text[start..<start + words.count]) == Array(words) {
                    expected.append(start..<start + words.count)
                    start += words.count
                } else {
                    start += 1
                }
            }
            var find = Find(in: TextBuffer(String(text), cursor: 0))
            find.edit { $0.insert(words) }
            #expect(find.matches == expected)
            for (place, match) in expected.enumerated() {
                #expect(find.match == match)
                find.step(by: 1)
                #expect(find.current == (place + 1) % expected.count)
            }
        }
    }
}
