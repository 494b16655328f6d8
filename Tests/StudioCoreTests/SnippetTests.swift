import TerminalUI
import Testing

@testable import StudioCore

@Suite struct SnippetTests {
    private static let known = [
        Snippet(name: "neon", text: "neon rim light"), Snippet(name: "photo", text: "a photo of <prompt>, 35 mm"),
    ]

    private func opened(_ key: String, prompt: String = "a red boat") -> StudioState {
        var state = Sample.state(prompt: prompt)
        #expect(state.press(key) == [.loadSnippets])
        _ = reduce(.snippets(Self.known, warning: nil), &state)
        return state
    }

    @Test func `Enter writes a snippet at the cursor`() {
        var state = opened("M-i")
        state.press("Esc", "Home", "M-f", "M-i")
        #expect(state.picker?.shown.isEmpty == true)
        _ = reduce(.snippets(Self.known, warning: nil), &state)
        #expect(state.picker?.selected?.text == "neon rim light")
        state.press("Enter")
        #expect(state.prompt.buffer.text == "aneon rim light red boat")
        #expect(state.prompt.buffer.cursor == 15)
        #expect(state.overlay == nil)
    }

    @Test func `Enter writes a wrapping one with the cursor in its hole`() {
        var state = opened("M-i", prompt: "x")
        state.press("Down", "Enter")
        #expect(state.prompt.buffer.text == "xa photo of , 35 mm")
        state.type("y")
        #expect(state.prompt.buffer.text == "xa photo of y, 35 mm")
    }

    @Test func `Tab wraps a snippet around the prompt, when it says where`() {
        var state = opened("M-i")
        state.press("Tab")
        #expect(state.prompt.buffer.text == "a red boat")
        #expect(state.message?.text == "neon does not say where the prompt goes (<prompt>); Enter inserts it")
        #expect(state.picker != nil)
        state.press("Down", "Tab")
        #expect(state.prompt.buffer.text == "a photo of a red boat, 35 mm")
        #expect(state.overlay == nil)
    }

    @Test func `a prompt that names a hole itself is not taken for one`() {
        let snippet = Snippet(name: "twice", text: "<prompt> and <prompt>")
        #expect(snippet.around("a <prompt>") == "a <prompt> and a <prompt>")
        #expect(snippet.parts.before == "" && snippet.parts.after == " and ")
        #expect(Snippet(name: "n", text: "plain").around("x") == nil)
    }

    @Test func `the prompt is kept under a name that is free`() {
        var state = opened("M-I")
        #expect(state.press("Enter").isEmpty)
        #expect(state.message?.text == "a snippet needs a name")
        state.type("neon")
        #expect(state.press("Enter").isEmpty)
        #expect(state.message?.text.hasPrefix("neon is taken") == true)
        state.type(" boat ")
        #expect(state.press("Enter") == [.saveSnippet(Snippet(name: "neon boat", text: "a red boat"))])
        #expect(state.overlay == nil)
        _ = reduce(.snippetSaved(Snippet(name: "neon boat", text: "a red boat")), &state)
        #expect(state.message?.text == "kept as the snippet neon boat")
        #expect(state.prompt.buffer.text == "a red boat")
    }

    @Test func `an empty prompt is not kept, and a name has bounds`() {
        var state = Sample.state()
        #expect(state.press("M-I").isEmpty)
        #expect(state.overlay == nil && state.message != nil)
        #expect(Snippet.fault(inName: String(repeating: "n", count: 40)) == nil)
        #expect(Snippet.fault(inName: String(repeating: "n", count: 41)) != nil)
        #expect(Snippet.fault(inName: "a\u{202E}b") != nil)
        #expect(Snippet.fault(inName: "👩‍👩‍👧 灯台") == nil)
    }

    @Test func `what is wrong with the file is said, and what came too late opens nothing`() {
        var state = Sample.state(prompt: "a red boat")
        state.press("M-i")
        _ = reduce(.snippets([], warning: "snippets.toml:3: this is not TOML"), &state)
        #expect(state.message == .warning("snippets.toml:3: this is not TOML"))
        #expect(state.picker?.emptyWords.hasPrefix("no snippets yet") == true)
        state.press("Esc")
        _ = reduce(.snippets(Self.known, warning: nil), &state)
        #expect(state.overlay == nil && state.prompt.buffer.text == "a red boat")
    }
}
