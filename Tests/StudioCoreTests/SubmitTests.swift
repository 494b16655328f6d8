import EngineModel
import Foundation
import RunwareAPI
import StudioCore
import TerminalUI
import Testing

@Suite struct SubmitTests {
    @Test func `submitting asks for exactly the requests shown and keeps the draft`() {
        var state = Sample.state(prompt: "a lighthouse")
        let requests = state.draftRequests
        let effects = state.press("C-o")
        #expect(effects == [.submit(PendingSubmission(requests, parent: nil))])
        #expect(requests.count == 1)
        // Frozen: what is edited afterwards changes nothing of it.
        state.type(" at night")
        #expect(effects.first == .submit(PendingSubmission(requests, parent: nil)))
        #expect(state.prompt.buffer.text == "a lighthouse at night")
    }

    @Test(arguments: [("", "0 of at least 2"), (" x \n", "1 of at least 2"), ("👩‍👩‍👧‍👦", "1 of at least 2")])
    func `a prompt too short is refused with the number`(prompt: String, words: String) {
        var state = Sample.state(prompt: prompt)
        let before = state
        #expect(state.press("C-o").isEmpty)
        #expect(state.message?.kind == .error)
        #expect(state.message?.text.contains(words) == true)
        #expect(state.prompt == before.prompt && state.parameters == before.parameters)
    }

    @Test func `a prompt too long is refused with the number and never cut`() {
        var state = Sample.state(prompt: String(repeating: "🎨", count: 1501))
        #expect(state.press("C-o").isEmpty)
        #expect(state.message == .error("Prompt has 3002 characters, 2 more than the 3000 allowed"))
        #expect(state.prompt.length == 3002)
        state.press("Backspace")
        #expect(state.press("C-o").count == 1)
    }

    @Test func `a value that snaps is seen before it is paid for`() {
        var state = Sample.state(prompt: "a cat")
        state.select(.width)
        state.type("1000")
        #expect(state.press("C-o").isEmpty)
        #expect(state.message?.text.hasPrefix("1000 → 992") == true)
        #expect(state.press("C-o").count == 1)
        state.type("512")
        _ = reduce(.queued(1), &state)
        guard case .submit(let pending)? = state.press("C-o").first else {
            Issue.record("a legal value is taken and sent")
            return
        }
        #expect(pending.requests.first?.parameters.width == 512)
    }

    @Test func `a refused value holds the request back`() {
        var state = Sample.state(prompt: "a cat")
        state.select(.seed)
        state.type("-1")
        #expect(state.press("C-o").isEmpty)
        #expect(state.parameters.input?.text == "-1")
    }

    @Test func `a screen that shows nothing sends nothing`() {
        var state = Sample.state(30, 8, prompt: "a cat")
        #expect(state.press("C-o").isEmpty)
        _ = reduce(.resized(Size(width: 40, height: 12)), &state)
        #expect(state.press("C-o").count == 1)
    }

    @Test func `enter in the prompt is a new line and sends nothing`() {
        var state = Sample.state(prompt: "a cat")
        #expect(state.press("Enter").isEmpty)
        #expect(state.prompt.buffer.text == "a cat\n")
    }

    @Test func `queueing is told with what the queue does`() {
        var state = Sample.state()
        _ = reduce(.queued(2), &state)
        #expect(state.message == .info("2 requests queued"))
        _ = reduce(.engine(Sample.snapshot(1) { $0.pause = .user }), &state)
        _ = reduce(.queued(1), &state)
        #expect(state.message == .info("1 request queued; the queue is paused, p in the queue pane goes on"))
        _ = reduce(.engine(Sample.snapshot(2) { $0.pause = .restored }), &state)
        _ = reduce(.queued(1), &state)
        #expect(state.message == .info("1 request queued"))
    }
}

@Suite struct PasteTests {
    static let commands = "qpxSRGg\u{1B}n y?/a\nw 1r\tl"

    @Test(arguments: Pane.allCases)
    func `a paste never acts as keys and is never cut`(pane: Pane) {
        for control in Control.allCases {
            var state = Sample.state(prompt: "a ")
            _ = reduce(.engine(Sample.snapshot(1, [Sample.job(1), Sample.job(2, .uncertain)])), &state)
            state.focus = pane
            state.parameters.selection = control
            _ = reduce(.ticked(Sample.noon), &state)
            let before = state
            #expect(reduce(.pasted(Self.commands), &state).isEmpty)
            #expect(state.prompt.buffer.text == "a " + Self.commands)
            #expect(state.focus == .prompt)
            #expect(state.parameters == before.parameters)
            #expect(state.queue == before.queue && state.overlay == nil && state.engine == before.engine)
        }
    }

    @Test func `a paste with line ends costs nothing`() {
        var state = Sample.state()
        #expect(reduce(.pasted("a cat\r\n\r\n\n"), &state).isEmpty)
        #expect(state.prompt.buffer.text == "a cat\n\n\n")
    }

    @Test func `a number pasted at a number is typed there, and taken only by Enter`() {
        var state = Sample.state()
        state.select(.seed)
        _ = reduce(.pasted("  424242\n"), &state)
        #expect(state.parameters.input?.text == "424242")
        #expect(state.parameters.values.seed != 424_242)
        state.press("Enter")
        #expect(state.parameters.values.seed == 424_242)
        #expect(state.prompt.buffer.isEmpty)
    }

    @Test func `lines pasted into a field become one line`() {
        var state = Sample.state()
        state.select(.seed)
        state.type("1")
        _ = reduce(.pasted("2\n3"), &state)
        #expect(state.parameters.input?.text == "12 3")
        state.press("Enter")
        #expect(state.parameters.input?.text == "12 3")

        var searching = Sample.state()
        searching.press("F5", "/")
        #expect(reduce(.pasted("red\ncat"), &searching).count == 1)
        #expect(searching.history.search.text == "red cat")
        #expect(searching.history.isSearching)
    }

    @Test func `a paste under a question answers nothing and says so`() {
        for overlay in [Overlay.help(offset: 0), .confirmQuit, .confirmSendAgain(JobID("job-1"))] {
            var state = Sample.state()
            state.overlay = overlay
            #expect(reduce(.pasted("y w q"), &state).isEmpty)
            #expect(state.overlay == overlay)
            #expect(state.prompt.buffer.isEmpty)
            #expect(state.message?.kind == .warning)
        }
    }
}

@Suite struct DraftTests {
    private func read(_ text: String) throws -> Draft {
        try #require(Draft(json: try JSONValue(parsing: Data(text.utf8))))
    }

    @Test(arguments: [
        "", "x", "two\nlines \"quoted\" \\ and \u{1} 👩‍👩‍👧‍👦 🇩🇪 e\u{301}", String(repeating: "long ", count: 1000),
    ])
    func `a draft comes back as it was kept`(prompt: String) throws {
        for seed in [0, 1, 9_223_372_036_854_775_808, SeedRange.maximum] as [UInt64] {
            var parameters = Parameters()
            parameters.seed = seed
            parameters.width = 1440
            parameters.ttl = 3600
            parameters.safetyMode = .fast
            parameters.includeCost = false
            parameters.numberResults = 20
            let draft = Draft(prompt: prompt, parameters: parameters, seedPolicy: .step, batch: .oneTask)
            #expect(try read(draft.jsonText) == draft)
        }
    }

    @Test func `the state of a draft is the state that made it`() throws {
        var state = Sample.state(prompt: "a cat")
        state.select(.outputFormat)
        state.press("Right")
        let draft = state.draft
        var other = Sample.state()
        _ = reduce(.restoredDraft(try read(draft.jsonText)), &other)
        #expect(other.draft == draft)
    }

    @Test func `what cannot be used of a draft falls back`() throws {
        let draft = try read(#"{"prompt":"p","parameters":{"width":7},"seedPolicy":"none","batch":3}"#)
        #expect(draft == Draft(prompt: "p", parameters: Parameters(), seedPolicy: .random, batch: .manyTasks))
        #expect(Draft(json: try JSONValue(parsing: Data("[1]".utf8))) == nil)
    }
}
