import RunwareAPI
import StudioCore
import TerminalUI
import Testing

@Suite struct FuzzyMatchTests {
    @Test(arguments: [
        ("light", "a lighthouse", [2, 3, 4, 5, 6]), ("LIGHT", "a lighthouse", [2, 3, 4, 5, 6]),
        ("ecl", "two E\u{301}clairs", [4, 5, 6]), ("lths", "a lighthouse", [2, 6, 7, 10]),
        ("fog sea", "sea of fog", [0, 1, 2, 7, 8, 9]), ("霧", "灯台と霧", [3]), ("", "anything", []),
    ])
    func `words are found whole or closely scattered`(query: String, text: String, places: [Int]) {
        #expect(FuzzyMatch(query, in: text)?.places == places)
    }

    @Test(arguments: [
        ("fogs", "sea of fog"), ("sea xyz", "sea of fog"), ("st", "s of t"), ("lse", "little is so easy"),
        ("lighthouses", "lighthouse"), ("a", ""),
    ])
    func `letters far apart or missing are no match`(query: String, text: String) {
        #expect(FuzzyMatch(query, in: text) == nil)
    }
}

@Suite struct PickerTests {
    private func palette(_ keys: String...) -> (StudioState, Picker?) {
        var state = Sample.state()
        state.press("C-x")
        for key in keys { state.press(key) }
        if case .picker(let picker)? = state.overlay { return (state, picker) }
        return (state, nil)
    }

    @Test func `typing narrows the list and Enter takes the selected row`() {
        var (state, picker) = palette()
        #expect(picker?.shown.count == picker?.items.count)
        state.type("palet")
        state.press("Esc")
        #expect(state.overlay == nil)
        state.press("C-x")
        state.type("go to the queue")
        if case .picker(let picker)? = state.overlay { #expect(picker.shown.count == 1) }
        state.press("Enter")
        #expect(state.overlay == nil)
        #expect(state.focus == .queue)
    }

    @Test func `a command of another pane takes the focus there`() {
        var (state, _) = palette()
        state.type("draw a new random seed")
        let before = state.parameters.values.seed
        state.press("Enter")
        #expect(state.focus == .parameters)
        #expect(state.parameters.values.seed != before)
    }

    @Test func `the selection is held to the list and stays in view`() {
        var (state, _) = palette("Up", "PageUp")
        for _ in 0..<200 { state.press("Down") }
        guard case .picker(let picker)? = state.overlay else {
            Issue.record("closed")
            return
        }
        #expect(picker.selection == picker.shown.count - 1)
        let rows = picker.layout(in: state.size).rows
        #expect((picker.offset..<(picker.offset + rows)).contains(picker.selection))
    }

    @Test func `nothing that matches nothing is taken, and pasted text narrows`() {
        var (state, _) = palette()
        _ = reduce(.pasted("no such\ncommand"), &state)
        state.press("Enter")
        guard case .picker(let picker)? = state.overlay else {
            Issue.record("closed")
            return
        }
        #expect(picker.shown.isEmpty)
        #expect(picker.field.text == "no such command")
        #expect(state.prompt.buffer.isEmpty)
    }
}
