import RunwareAPI
import StudioCore
import TerminalUI
import Testing

@Suite struct EditorHandOffTests {
    @Test func `the key asks for the editor with the whole prompt and changes nothing`() throws {
        for key in ["C-g", "F7"] {
            var state = Sample.state(prompt: "two\nlines")
            let before = state.draft
            let key = try #require(KeyEvent(key))
            #expect(reduce(.key(key), &state) == [.editPrompt("two\nlines")])
            #expect(state.draft == before)
        }
    }

    @Test func `what the editor left is the prompt`() {
        var state = Sample.state(prompt: "a cat")
        state.focus = .parameters
        #expect(reduce(.edited("a dog\non a log"), &state).isEmpty)
        #expect(state.prompt.buffer.text == "a dog\non a log")
        #expect(state.focus == .prompt && state.message?.kind == .info)
    }

    @Test func `an unchanged text leaves cursor and text alone, another spelling of a letter is a change`() {
        var state = Sample.state(prompt: "caf\u{E9}")
        state.prompt.buffer.setCursor(1)
        _ = reduce(.edited("caf\u{E9}"), &state)
        #expect(state.prompt.buffer.cursor == 1)
        #expect(state.message == .info("the editor changed nothing"))
        _ = reduce(.edited("cafe\u{301}"), &state)
        #expect(state.prompt.buffer.text.unicodeScalars.count == 5)
    }

    @Test func `a text that is too long is kept whole, marked, and cannot be submitted`() {
        var state = Sample.state()
        let text = String(repeating: "0123456789", count: 10_000)
        for action in [Action.edited(text), .pasted(text)] {
            state = Sample.state()
            _ = reduce(action, &state)
            #expect(state.prompt.buffer.text == text && state.prompt.length == 100_000)
            #expect(state.prompt.length == 100_000 && state.composition.isBlocked)
            #expect(reduce(.key(KeyEvent(.character("o"), .control)), &state).isEmpty)
            #expect(state.message?.kind == .error)
        }
    }

    @Test func `a paste that lost its end says how much`() {
        var state = Sample.state()
        _ = reduce(.pasted("kept"), &state)
        _ = reduce(.pasteCut(bytes: 1234), &state)
        #expect(state.prompt.buffer.text == "kept")
        #expect(state.message?.kind == .warning && state.message?.text.contains("1234 bytes") == true)
    }
}
