import EngineModel
import RunwareAPI
import TerminalUI
import Testing

@testable import StudioCore

@Suite struct RecallTests {
    /// Prompts from a number down to another, used last first.
    static func page(_ newest: Int, through oldest: Int, next: Int? = nil) -> PromptPage {
        PromptPage(
            prompts: stride(from: newest, through: oldest, by: -1).map { prompt($0, "prompt \($0)") },
            next: next.map { PromptCursor(sequence: Int64($0)) })
    }

    static func prompt(_ number: Int, _ text: String) -> EarlierPrompt {
        EarlierPrompt(text: text, cursor: PromptCursor(sequence: Int64(number)), usedAt: Sample.noon)
    }

    /// A studio with a draft whose cursor stands within it, and what asking for earlier prompts asked for.
    private func asked(_ draft: String = "my own draft") -> (StudioState, [Effect]) {
        var state = Sample.state(prompt: draft)
        state.press("M-b")
        let effects = state.press("M-p")
        return (state, effects)
    }

    private func answer(_ page: PromptPage, _ state: inout StudioState) -> [Effect] {
        reduce(.prompts(page, question: state.recall.question), &state)
    }

    @Test func `back and forward walk the prompts, and the draft comes back as it was`() {
        var (state, effects) = asked()
        #expect(effects == [.loadPrompts(before: nil, question: 1)])
        #expect(state.prompt.buffer.text == "my own draft")
        let draft = state.prompt.buffer
        #expect(answer(Self.page(3, through: 1), &state).isEmpty)
        #expect(state.prompt.buffer.text == "prompt 3")
        #expect(state.recall.position(of: "prompt 3").map { [$0.place, $0.count] } == [1, 3])
        #expect(state.press("M-p").isEmpty)
        #expect(state.prompt.buffer.text == "prompt 2")
        state.press("M-p", "M-p")
        #expect(state.prompt.buffer.text == "prompt 1")
        #expect(state.message?.text == "there is no earlier prompt than this")
        state.press("M-n", "M-n")
        #expect(state.prompt.buffer.text == "prompt 3")
        state.press("M-n")
        #expect(state.prompt.buffer == draft)
        #expect(!state.isRecalling)
        state.press("M-n")
        #expect(state.prompt.buffer == draft)
        #expect(state.message?.text.hasPrefix("this is the draft; Alt-p") == true)
    }

    @Test func `a recalled prompt that is changed is the new draft`() {
        var (state, _) = asked()
        _ = answer(Self.page(3, through: 1), &state)
        state.press("M-p")
        state.type("!")
        #expect(state.prompt.buffer.text == "prompt 2!")
        #expect(!state.isRecalling)
        state.press("M-p")
        #expect(state.prompt.buffer.text == "prompt 3")
        state.press("M-n")
        #expect(state.prompt.buffer.text == "prompt 2!")
        // Moving in it changes nothing.
        state.press("M-p", "Home", "Right", "M-p")
        #expect(state.prompt.buffer.text == "prompt 2")
    }

    @Test func `the draft is what is kept while an earlier prompt stands in its place`() {
        var (state, _) = asked()
        _ = answer(Self.page(3, through: 1), &state)
        #expect(state.draft.prompt == "my own draft")
        let effects = state.press("C-o")
        guard case .submit(let pending)? = effects.first else {
            Issue.record("nothing submitted")
            return
        }
        #expect(pending.requests.map(\.prompt) == ["prompt 3"])
        #expect(state.draft.prompt == "my own draft")
        state.press("M-n")
        #expect(state.prompt.buffer.text == "my own draft")
        state.press("M-p")
        state.type("?")
        #expect(state.draft.prompt == "prompt 3?")
    }

    @Test func `an earlier prompt that is the draft word for word is passed over`() {
        var (state, _) = asked("prompt 3")
        _ = answer(Self.page(3, through: 1), &state)
        #expect(state.prompt.buffer.text == "prompt 2")
        state.press("M-n")
        #expect(state.prompt.buffer.text == "prompt 3" && !state.isRecalling)
        var (only, _) = asked("prompt 1")
        _ = answer(Self.page(1, through: 1), &only)
        #expect(only.message?.text == "there are no earlier prompts")
    }

    @Test func `steps asked for before the prompts came are taken, unless something else was done since`() {
        var (state, _) = asked()
        #expect(state.press("M-p").isEmpty)
        _ = answer(Self.page(3, through: 1), &state)
        #expect(state.prompt.buffer.text == "prompt 2")

        for keys in [["x"], ["M-n"], ["Tab"], ["F1"]] {
            var (state, _) = asked()
            for key in keys { state.press(key) }
            let before = state.prompt.buffer
            _ = answer(Self.page(3, through: 1), &state)
            #expect(state.prompt.buffer == before, "\(keys)")
        }
        var (failed, _) = asked()
        _ = reduce(.failed("the disk is gone"), &failed)
        #expect(failed.press("M-p") == [.loadPrompts(before: nil, question: 2)])
    }

    @Test func `older prompts are read behind the walk, and more steps wait for them`() {
        var (state, _) = asked()
        let more = answer(Self.page(9, through: 8, next: 8), &state)
        #expect(more == [.loadPrompts(before: PromptCursor(sequence: 8), question: 2)])
        #expect(!state.recall.hasAll)
        state.press("M-p", "M-p", "M-p")
        #expect(state.prompt.buffer.text == "prompt 8")
        _ = answer(PromptPage(next: PromptCursor(sequence: 6)), &state)
        #expect(state.prompt.buffer.text == "prompt 8")
        #expect(answer(Self.page(5, through: 4), &state).isEmpty)
        #expect(state.prompt.buffer.text == "prompt 4")
        #expect(state.recall.hasAll)
        #expect(state.recall.prompts.map(\.cursor.sequence) == [9, 8, 5, 4])
        // An answer to an older question, or a second one to the same, changes nothing.
        _ = reduce(.prompts(Self.page(3, through: 1), question: 2), &state)
        _ = reduce(.prompts(Self.page(3, through: 1), question: state.recall.question), &state)
        #expect(state.recall.prompts.count == 4)
    }

    @Test func `a prompt used again comes first, and the walk stays at its prompt`() {
        var (state, _) = asked()
        _ = answer(Self.page(5, through: 1), &state)
        state.press("M-p")
        #expect(state.prompt.buffer.text == "prompt 4")
        _ = reduce(.queued(1), &state)
        #expect(state.press("M-p") == [.loadPrompts(before: nil, question: 2)])
        let used = PromptPage(
            prompts: [Self.prompt(6, "prompt 4")] + Self.page(5, through: 5).prompts
                + Self.page(3, through: 1).prompts)
        _ = answer(used, &state)
        #expect(state.recall.prompts.map(\.text) == ["prompt 4", "prompt 5", "prompt 3", "prompt 2", "prompt 1"])
        // One step back from where it stood, which is in front now.
        #expect(state.prompt.buffer.text == "prompt 5")
        state.press("M-n", "M-n")
        #expect(state.prompt.buffer.text == "my own draft")
    }

    @Test func `after more new prompts than a page holds the list starts anew`() {
        var (state, _) = asked()
        _ = answer(Self.page(5, through: 1), &state)
        _ = reduce(.queued(1), &state)
        state.press("M-n", "M-p")
        _ = answer(Self.page(99, through: 98, next: 98), &state)
        #expect(state.recall.prompts.map(\.cursor.sequence) == [99, 98])
        #expect(state.prompt.buffer.text == "prompt 99")
    }

    @Test func `the list is searched while it fills, and what is taken leaves the draft in reach`() {
        var state = Sample.state(prompt: "my own draft")
        #expect(state.press("C-r") == [.loadPrompts(before: nil, question: 1)])
        state.type("sea")
        let first = PromptPage(
            prompts: [Self.prompt(9, "fog"), Self.prompt(8, "a red\nsea")], next: PromptCursor(sequence: 8))
        #expect(answer(first, &state) == [.loadPrompts(before: PromptCursor(sequence: 8), question: 2)])
        #expect(state.picker?.shown.count == 1)
        #expect(answer(PromptPage(prompts: [Self.prompt(7, "the sea")]), &state).isEmpty)
        #expect(state.picker?.shown.compactMap { state.picker?.items[$0].label } == ["a red sea", "the sea"])
        #expect(state.picker?.selected?.text == "a red\nsea")
        state.press("Enter")
        #expect(state.prompt.buffer.text == "a red\nsea" && state.overlay == nil && state.focus == .prompt)
        #expect(state.recall.position(of: "a red\nsea").map { [$0.place, $0.count] } == [2, 3])
        state.press("M-n", "M-n")
        #expect(state.prompt.buffer.text == "my own draft")
    }

    @Test func `opened again the list is there at once, with new prompts in front`() {
        var state = Sample.state(prompt: "my own draft")
        state.press("C-r")
        _ = answer(Self.page(40, through: 1), &state)
        state.type("prompt 4")
        state.press("Esc")
        #expect(state.press("C-r").isEmpty)
        #expect(state.picker?.field.text == "" && state.picker?.shown.count == 40)
        state.press("Esc")
        _ = reduce(.queued(1), &state)
        #expect(state.press("C-r") == [.loadPrompts(before: nil, question: 2)])
        #expect(state.picker?.shown.count == 40)
        state.press("Down", "Down")
        let page = PromptPage(
            prompts: [Self.prompt(41, "prompt 7")] + Self.page(40, through: 30).prompts,
            next: PromptCursor(sequence: 30))
        _ = answer(page, &state)
        #expect(state.picker?.count == 40)
        #expect(state.picker?.selected?.label == "prompt 38")
        state.press("PageUp", "PageUp", "Up")
        #expect(state.picker?.selected?.label == "prompt 7")
        state.press("Enter")
        #expect(state.prompt.buffer.text == "prompt 7")
    }

    @Test func `with no earlier prompts the list says so`() {
        var state = Sample.state()
        state.press("C-r")
        #expect(state.picker?.emptyWords == "reading…")
        _ = answer(PromptPage(), &state)
        #expect(state.picker?.emptyWords == "there are no earlier prompts")
        #expect(state.press("Enter").isEmpty)
    }

    @Test func `whatever is pressed, going forward to the end gives the draft back`() {
        var state = Sample.state(prompt: "my own draft")
        state.press("M-p")
        _ = answer(Self.page(20, through: 1), &state)
        for keys in [
            ["M-p", "M-p"], ["C-r", "Down", "Down", "Enter"], ["Left", "M-p", "C-a", "M-n", "M-p"], ["C-r", "Esc"],
        ] {
            for key in keys { state.press(key) }
            #expect(state.ownBuffer.text == "my own draft", "\(keys)")
        }
        for _ in 0..<25 { state.press("M-n") }
        #expect(state.prompt.buffer.text == "my own draft")
    }
}

extension StudioState {
    /// The list that lies over the panes.
    var picker: Picker? {
        if case .picker(let picker)? = overlay { return picker }
        return nil
    }
}
