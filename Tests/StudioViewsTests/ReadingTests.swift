import EngineModel
import RunwareAPI
import StudioCore
import StudioViews
import TerminalUI
import TestSupport
import Testing

@Suite struct ReadingTests {
    /// The screen as a person without colours reads it.
    private func lines(_ state: StudioState) -> [String] {
        let buffer = StudioView.frame(state, theme: TestTheme.bare).buffer
        return (0..<state.size.height).map(buffer.rowText)
    }

    private func scene(_ name: String, _ width: Int = 120, _ height: Int = 40) throws -> StudioState {
        try #require(Scene.all.first { $0.name == name }).make(Size(width: width, height: height))
    }

    @Test func `what is selected, focused and changed is told without colour`() throws {
        let parameters = lines(try scene("parameters-changed"))
        #expect(parameters.contains { $0.contains("▶ Parameters") })
        #expect(parameters.contains { $0.contains("▸ Width") && $0.contains("*") })
        #expect(!parameters.contains { $0.contains("Quality") && $0.contains("*") })
        let history = lines(try scene("history"))
        #expect(history.contains { $0.contains("▶ History") })
        #expect(history.contains { $0.contains("▸ done") })
    }

    @Test func `every state is written out`() throws {
        var state = try scene("queue")
        var queue = lines(state).joined(separator: "\n")
        state.press("End")
        queue += lines(state).joined(separator: "\n")
        for word in ["sending", "running", "accepted", "queued", "uncertain", "held"] { #expect(queue.contains(word)) }
        #expect(queue.contains("running 1/4"))
        #expect(queue.contains("in 13 s"))
        let history = lines(try scene("history")).joined(separator: "\n")
        for word in ["done", "partial", "blocked", "failed", "abandoned", "cancelled"] {
            #expect(history.contains(word))
        }
    }

    @Test func `messages differ without colour`() throws {
        var state = Sample.start(Size(width: 80, height: 24))
        var seen: Set<Character> = []
        for message in [Message.info("x"), .warning("x"), .error("x")] {
            state.message = message
            seen.insert(try #require(lines(state)[22].first { $0 != " " }))
        }
        #expect(seen.count == 3)
    }

    @Test func `text of the service cannot steer the terminal`() throws {
        for name in ["result-blocked", "result-done", "message-blocked"] {
            let frame = StudioView.frame(try scene(name), theme: TestTheme.bare)
            for row in 0..<40 {
                for cell in frame.buffer.row(row) {
                    for scalar in cell.text.unicodeScalars {
                        let category = scalar.properties.generalCategory
                        #expect(category != .control && category != .format, "\(name), row \(row)")
                    }
                }
            }
        }
        let text = lines(try scene("result-blocked")).joined(separator: "\n")
        #expect(text.contains("Content refused by") && text.contains("Change the prompt"))
        #expect(text.contains("Request Moderated"))
    }

    @Test func `the price of a request is on the screen wherever it can be sent`() {
        for size in Scene.sizes {
            for pane in Pane.allCases {
                var state = Sample.start(size, prompt: "a cat")
                state.parameters.values.numberResults = 3
                state.focus = pane
                #expect(lines(state).contains { $0.contains("^O") && $0.contains("≈ $0.12") }, "\(pane) at \(size)")
            }
        }
    }

    @Test func `a message that needs more than a row is read whole, and the price stays`() throws {
        var state = Sample.start(Size(width: 40, height: 12), prompt: "a cat")
        let words = "the service cannot be reached (127.0.0.1:7313 refuses); Easel keeps trying, nothing is lost"
        state.message = .warning(words)
        let shown = lines(state)
        let read = shown[8...10].map { $0.dropFirst(3) }.joined(separator: " ").split(separator: " ")
        #expect(read == words.split(separator: " "))
        #expect(shown[11].contains("≈ $0.04"))
        state.type("x")
        #expect(lines(state)[9].contains("≈ $0.04"))
    }

    @Test func `the way to the help is always in the footer`() {
        for size in Scene.sizes {
            for pane in Pane.allCases {
                var state = Sample.start(size, prompt: "a cat")
                state.focus = pane
                let footer = lines(state)[size.height - 1]
                #expect(footer.hasSuffix("F1 help"), "\(pane) at \(size)")
                #expect(footer.contains("Tab ") || size.width > 40, "\(pane) at \(size)")
            }
        }
    }

    @Test func `what the user should know of the service is in the header`() {
        var state = Sample.start(Size(width: 120, height: 40))
        _ = reduce(.engine(Sample.snapshot(9) { $0.service.notice = "port 7313 is taken: on 40123" }), &state)
        #expect(lines(state)[0].contains("port 7313 is taken: on 40123"))
        _ = reduce(.resized(Size(width: 40, height: 12)), &state)
        #expect(lines(state)[0].contains("sim"))
    }

    @Test func `the cursor is where text is typed, and nowhere else`() throws {
        let prompt = try scene("composing", 80, 24)
        let frame = StudioView.frame(prompt, theme: TestTheme.bare)
        let inside = prompt.layout.inside(.prompt)
        #expect(frame.cursor.map { inside.contains($0) } == true)
        for name in ["history", "queue", "result-done", "help", "ask-leave", "parameters-changed"] {
            #expect(StudioView.frame(try scene(name), theme: TestTheme.bare).cursor == nil, "\(name)")
        }
        for name in ["history-search", "parameters-typing"] {
            for size in Scene.sizes {
                let state = try scene(name, size.width, size.height)
                let cursor = StudioView.frame(state, theme: TestTheme.bare).cursor
                #expect(cursor.map { state.layout.inside(state.focus).contains($0) } == true, "\(name) at \(size)")
            }
        }
    }

    @Test func `a long value scrolls so that its end can be seen`() {
        var state = Sample.start(Size(width: 40, height: 12))
        state.press("F5", "/")
        state.type(String(repeating: "long words ", count: 9) + "日本END")
        #expect(lines(state).contains { $0.contains("END") })
    }
}

@Suite struct RandomScreenTests {
    @Test func `whatever is pressed at whatever size, every frame is whole`() {
        var random = SeededGenerator(seed: 5)
        let keys =
            CommandTable.rows.flatMap(\.keys).compactMap(KeyEvent.init)
            + "0123-日🇩🇪e\u{301}yn/".map { KeyEvent(.character($0)) } + [KeyEvent(.escape), KeyEvent(.enter)]
        let pauses: [PauseReason?] = [nil, nil, .user, .restored, .keyRefused, .storeFailed("full")]
        var state = Sample.withHistory(Size(width: 120, height: 40))
        for step in 0..<2000 {
            for _ in 0..<5 { if let key = keys.randomElement(using: &random) { _ = reduce(.key(key), &state) } }
            switch Int.random(in: 0...3, using: &random) {
            case 0:
                let small = Bool.random(using: &random)
                let size = Size(
                    width: .random(in: 0...(small ? 50 : 200), using: &random),
                    height: .random(in: 0...(small ? 16 : 70), using: &random))
                _ = reduce(.resized(size), &state)
            case 1:
                let count = Int.random(in: 0...7, using: &random)
                let pause = pauses.randomElement(using: &random) ?? nil
                let jobs = Array(Sample.everyJob.shuffled(using: &random).prefix(count))
                _ = reduce(
                    .engine(
                        Sample.snapshot(state.engine.revision + 1) {
                            $0.jobs = jobs
                            $0.pause = pause
                        }), &state)
            case 2:
                let rows = Array(Sample.rows.prefix(.random(in: 0...8, using: &random)))
                let page = HistoryPage(rows: rows, hasMore: .random(using: &random))
                _ = reduce(.page(page, question: state.history.question, appended: false), &state)
            default: _ = reduce(.pasted("a pasted\tlineほげ\r\nand more"), &state)
            }
            if state.prompt.length > 500 { state.prompt.buffer.replaceAll(with: "") }
            check(StudioView.frame(state, theme: TestTheme.distinct), state, step)
        }
    }

    private func check(_ frame: Frame, _ state: StudioState, _ step: Int) {
        var isWhole = frame.buffer.size == state.size
        for row in 0..<state.size.height {
            isWhole = isWhole && frame.buffer.row(row).reduce(0) { $0 + Int($1.width) } == state.size.width
        }
        if let cursor = frame.cursor { isWhole = isWhole && frame.buffer.bounds.contains(cursor) }
        #expect(isWhole, "step \(step), \(state.size), \(state.focus)")
    }
}
