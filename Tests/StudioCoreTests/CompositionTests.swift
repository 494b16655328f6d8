import EngineModel
import RunwareAPI
import StudioCore
import TerminalUI
import Testing

@Suite struct CompositionTests {
    private func prompts(_ effects: [Effect]) -> [String] {
        guard case .submit(let pending)? = effects.first else { return [] }
        return pending.requests.map(\.prompt)
    }

    /// Submits, and lets it be queued.
    private func queue(_ state: inout StudioState) -> [Effect] {
        let effects = state.press("C-o")
        _ = reduce(.queued(1), &state)
        return effects
    }

    private func seeds(_ effects: [Effect]) -> [UInt64?] {
        guard case .submit(let pending)? = effects.first else { return [] }
        return pending.requests.map(\.parameters.seed)
    }

    @Test func `every prompt of a template becomes a request, and the jobs keep the template`() {
        let text = "# colours\na {red|blue} {cat|owl}"
        var state = Sample.state(prompt: text)
        state.parameters.values.numberResults = 2
        let composition = state.composition
        #expect(composition.promptCount == 4 && composition.images == 8)
        #expect(composition.estimate == Money(microDollars: 320_000))
        let effects = state.press("C-o")
        let each = ["a red cat", "a red owl", "a blue cat", "a blue owl"]
        #expect(prompts(effects) == each.flatMap { [$0, $0] })
        guard case .submit(let pending)? = effects.first, case .requests(_, let origin) = pending.work else {
            Issue.record("nothing submitted")
            return
        }
        #expect(origin.template == text)
        #expect(state.prompt.buffer.text == text)
    }

    @Test func `a plain prompt keeps no template`() {
        var state = Sample.state(prompt: "a snake_case cat | 3")
        #expect(state.composition.template?.isLiteral == true)
        guard case .submit(let pending)? = state.press("C-o").first, case .requests(_, let origin) = pending.work
        else {
            Issue.record("a plain prompt is sent")
            return
        }
        #expect(origin.template == nil)
        #expect(pending.requests.map(\.prompt) == ["a snake_case cat | 3"])
    }

    @Test(arguments: SeedPolicy.allCases, [1, 3])
    func `seeds go through all jobs of a submission by the policy`(policy: SeedPolicy, images: Int) throws {
        var state = Sample.state(prompt: "{a1|b2|c3}")
        state.parameters.values.seed = 100
        state.parameters.seedPolicy = policy
        state.parameters.values.numberResults = images
        let sent = seeds(queue(&state)).compactMap(\.self)
        #expect(sent.count == 3 * images)
        let after = try #require(state.parameters.values.seed)
        switch policy {
        case .hold:
            #expect(sent == Array(repeating: (0..<images).map { 100 + UInt64($0) }, count: 3).flatMap(\.self))
            #expect(after == 100)
        case .step:
            #expect(sent == (0..<3 * images).map { 100 + UInt64($0) })
            #expect(after == 100 + UInt64(3 * images))
        case .random:
            #expect(sent.first == 100 && Set(sent + [after]).count == 3 * images + 1)
        }
    }

    @Test func `one task of several images sends no seeds, one request a prompt`() {
        var state = Sample.state(prompt: "{a1|b2}")
        state.parameters.values.numberResults = 4
        state.parameters.batch = .oneTask
        #expect(state.composition.images == 8)
        let effects = state.press("C-o")
        #expect(prompts(effects) == ["a1", "b2"] && seeds(effects) == [nil, nil])
    }

    @Test(arguments: [
        ("a {red|blue cat", "line 1, column 3", 2), ("日本\n }x", "line 2, column 2", 4),
        ("ab __none__", "line 1, column 4", 3),
    ])
    func `a fault is said with its place, the cursor goes there, and nothing is lost`(
        text: String, place: String, offset: Int
    ) throws {
        var state = Sample.state(prompt: text)
        _ = reduce(.lists(NamedLists(["none": .missing])), &state)
        let seed = state.parameters.values.seed
        let effects = state.press("C-o")
        #expect(!effects.contains { if case .submit = $0 { true } else { false } })
        #expect(state.message?.kind == .error)
        #expect(try #require(state.message?.text).contains(place))
        #expect(state.prompt.buffer.text == text && state.prompt.buffer.cursor == offset)
        #expect(state.parameters.values.seed == seed)
    }

    @Test func `an exploding template is counted and refused whole, a subset of it is sent`() throws {
        var state = Sample.state(prompt: String(repeating: "{a|b|c|d|e|f|g|h|i|j}", count: 30))
        #expect(state.composition.images == 0 && state.composition.estimate == .zero)
        #expect(state.press("C-o").isEmpty)
        #expect(try #require(state.message?.text).hasPrefix("10^30 prompts are too many: 500 requests"))
        state.press("M-t")
        state.type("7")
        state.press("Enter", "Esc")
        let chosen = state.composition.indices().compactMap { state.composition.template?.expansion(at: $0) }
        #expect(Set(chosen).count == 7 && chosen.allSatisfy { $0.count == 30 })
        #expect(prompts(queue(&state)) == chosen)
        // The next submission draws others.
        #expect(state.composition.promptCount == 7)
        #expect(state.composition.indices().compactMap { state.composition.template?.expansion(at: $0) } != chosen)
    }

    @Test func `five hundred requests are queued at once, one more is not`() throws {
        let ten = "{a|b|c|d|e|f|g|h|i|j}"
        var state = Sample.state(prompt: "x{1|2|3|4|5}\(ten)\(ten)")
        #expect(prompts(queue(&state)).count == 500)
        state.parameters.values.numberResults = 2
        #expect(state.press("C-o").isEmpty)
        #expect(try #require(state.message?.text).hasPrefix("500 prompts × 2 are too many"))
        state.parameters.batch = .oneTask
        #expect(prompts(queue(&state)).count == 500)
        state.prompt.buffer.insert("{|y}")
        state.press("Left")
        #expect(state.press("C-o").isEmpty)
    }

    @Test func `prompts that break the rules are counted among those that are sent`() {
        var state = Sample.state(prompt: "{a cat|x|an owl||y}")
        #expect(state.press("C-o").isEmpty)
        #expect(
            state.message
                == .error("prompt 2 of 5: Prompt has 1 of at least 2 characters; 3 of the 5 prompts cannot be sent"))
        let long = String(repeating: "z", count: 2990)
        state = Sample.state(prompt: "\(long){1|2|12345678901}")
        #expect(state.composition.isBlocked)
        #expect(state.press("C-o").isEmpty)
        #expect(
            state.message == .error("prompt 3 of 3: Prompt has 3001 characters, 1 more than the 3000 allowed"))
        // The text of a template may be longer than any prompt it makes.
        state = Sample.state(prompt: "{\(long)|\(long)}\n# \(long)")
        #expect(prompts(state.press("C-o")).map(\.count) == [2990, 2990])
    }

    @Test func `a comment alone leaves no prompt`() {
        var state = Sample.state(prompt: "# only a note")
        #expect(state.press("C-o").isEmpty)
        #expect(state.message == .error("Prompt has 0 of at least 2 characters"))
    }
}

@Suite struct NamedListTests {
    @Test func `lists are asked for once when the prompt mentions them, and taken literally`() {
        var state = Sample.state()
        let asked = state.type("a __colour__ {__pet__|__colour__}").filter {
            if case .loadLists = $0 { true } else { false }
        }
        #expect(asked == [.loadLists(["colour"]), .loadLists(["pet"])])
        #expect(state.composition.template == nil)
        _ = reduce(.lists(NamedLists(["colour": .entries(["red", "{x|y}"])])), &state)
        _ = reduce(.lists(NamedLists(["pet": .entries(["cat"])])), &state)
        #expect(state.composition.promptCount == 6)
        #expect(state.draftRequests.map(\.prompt).contains("a {x|y} cat"))
        #expect(state.type("!").isEmpty)
    }

    @Test func `a list that cannot be read is a sentence, and another one goes on`() throws {
        var state = Sample.state(prompt: "__bad__")
        let sentence = "/home/ada/.config/easel/lists/bad.txt:2: the file is not UTF-8 text"
        _ = reduce(.lists(NamedLists(["bad": .unreadable(sentence), "good": .entries(["owl"])])), &state)
        // Pressing the key again looks again: the file may have been mended.
        #expect(state.press("C-o") == [.loadLists(["bad"])])
        #expect(try #require(state.message?.text).contains(sentence))
        #expect(state.prompt.buffer.text == "__bad__")
        _ = reduce(.lists(NamedLists(["bad": .entries(["mended"])])), &state)
        #expect(state.message == nil && state.draftRequests.map(\.prompt) == ["mended"])
        state.press("C-e", "C-u")
        state.type("an __good__")
        #expect(state.draftRequests.map(\.prompt) == ["an owl"])
        _ = reduce(.lists(NamedLists(["good": .entries([])])), &state)
        state.press("C-o")
        #expect(state.message == .error("the list good (line 1, column 4) has no entries"))
    }

    @Test func `a list that was edited is read anew when the prompts are shown`() {
        var state = Sample.state(prompt: "an __animal__")
        _ = reduce(.lists(NamedLists(["animal": .entries(["owl", "ape"])])), &state)
        #expect(state.press("M-t") == [.loadLists(["animal"])])
        _ = reduce(.lists(NamedLists(["animal": .entries(["owl", "ape", "eel"])])), &state)
        guard case .picker(let picker)? = state.overlay else {
            Issue.record("the prompts are shown")
            return
        }
        #expect(picker.items.map(\.label).suffix(3) == ["  an owl", "  an ape", "  an eel"])
    }
}

@Suite struct ExpansionPickerTests {
    private func picker(_ state: StudioState) throws -> Picker {
        guard case .picker(let picker)? = state.overlay else { throw PickerMissing() }
        return picker
    }
    private struct PickerMissing: Error {}

    @Test func `the prompts are shown, the first two hundred of them`() throws {
        var state = Sample.state(prompt: "{a|b|c|d|e|f|g|h|i|j}{a|b|c|d|e|f|g|h|i|j}{a|b|c|d|e|f|g|h|i|j} cat")
        state.press("M-t")
        let items = try picker(state).items
        #expect(items.first?.label == "● all 1,000 prompts")
        #expect(items.first?.detail == "at most 500")
        #expect(items[1].label == "○ 10 of them at random" && items[1].detail == "≈ $0.40")
        #expect(items[2].text == "aaa cat" && items[201].text == "bjj cat")
        #expect(items.last?.label == "  … and 800 more" && items.count == 203)
        state.type("999")
        #expect(try picker(state).selected?.label == "○ 999 of them at random")
        state.press("Enter")
        #expect(state.message?.kind == .warning && state.template.choice == .all)
    }

    @Test func `all or a random subset is chosen, and shown at once`() throws {
        var state = Sample.state(prompt: "{a|b|c} {d|e|f} cat")
        state.press("M-t", "Down", "Enter")
        guard case .random(cap: 8, let start) = state.template.choice else {
            Issue.record("the second row draws some: \(state.template.choice)")
            return
        }
        #expect(try picker(state).items.count == 10)
        #expect(try picker(state).items[1].label == "● 8 of them at random, drawn anew")
        state.press("Down", "Enter")
        #expect(state.template.choice != .random(cap: 8, start: start))
        state.type("4")
        #expect(try picker(state).selected?.label == "○ 4 of them at random")
        state.press("Enter")
        #expect(state.composition.promptCount == 4)
        state.press("Enter")
        #expect(state.template.choice == .all)
        state.type("20")
        state.press("Enter", "Esc")
        #expect(state.composition.promptCount == 9 && state.overlay == nil)
    }

    @Test func `a number that is typed is meant for the row that takes it, whatever prompts it is found in`() throws {
        var state = Sample.state(prompt: "{14|24|34|44} {x|y} cat")
        state.press("M-t", "Down", "Down", "Down")
        state.type("4")
        #expect(try picker(state).selected?.label == "○ 4 of them at random")
        state.press("Enter")
        #expect(state.composition.promptCount == 4)
    }

    @Test func `one of the prompts becomes the prompt, literally`() {
        var state = Sample.state(prompt: "{a|\\{b\\}} cat")
        state.press("M-t", "Down", "Down", "Down", "Enter")
        #expect(state.prompt.buffer.text == "\\{b\\} cat")
        #expect(state.draftRequests.map(\.prompt) == ["{b} cat"])
        #expect(state.overlay == nil)
    }

    @Test func `a plain prompt and a broken one show nothing and say why`() {
        var state = Sample.state(prompt: "a cat")
        #expect(state.press("M-t").isEmpty)
        #expect(state.overlay == nil && state.message?.kind == .info)
        state = Sample.state(prompt: "a {cat")
        state.press("M-t")
        #expect(state.overlay == nil && state.message?.kind == .error)
    }

    @Test func `a prompt that cannot be sent says so in its row`() throws {
        var state = Sample.state(prompt: "{cat|x}")
        state.press("M-t")
        #expect(try picker(state).items.map(\.detail).suffix(2) == ["1", "too short: 1"])
    }
}

@Suite struct RestoredTemplateTests {
    private func state(prompt: String, template: String?) -> StudioState {
        var state = Sample.state()
        let row = Sample.row(2)
        _ = reduce(.engine(Sample.snapshot(1) { $0.historyRevision = 1 }), &state)
        _ = reduce(.page(HistoryPage(rows: [row]), question: state.history.question, appended: false), &state)
        let plain = Sample.job(2, .done, prompt: prompt, delivered: 1)
        var job = Job(
            id: plain.id, request: plain.request, origin: JobOrigin(template: template), submittedAt: plain.submittedAt,
            service: plain.service, state: plain.state)
        job.results = plain.results
        _ = reduce(.entry(row.id, Sample.entry(row, job: job, result: job.results.first)), &state)
        state.press("F5")
        return state
    }

    @Test(arguments: ["p", "a"])
    func `a restored prompt is literal, whatever it holds`(key: String) {
        let prompt = "{\"a\": 1} __b__\n# not dropped \\ {x|y}"
        var state = state(prompt: prompt, template: nil)
        state.press(key)
        #expect(state.draftRequests.map(\.prompt) == [prompt])
        #expect(state.message?.text.hasSuffix("; what would expand in it is escaped") == true)
        var plain = self.state(prompt: "a cat", template: nil)
        plain.press(key)
        #expect(plain.prompt.buffer.text == "a cat" && plain.message?.text.contains("escaped") == false)
    }

    @Test func `the template comes back by a key of its own, and stands with the result`() throws {
        var state = state(prompt: "a cat", template: "a {cat|owl}")
        let entry = try #require(state.result.entry)
        #expect(resultFacts(entry, now: Sample.noon).contains { $0.label == "Template" && $0.text == "a {cat|owl}" })
        state.press("T")
        #expect(state.prompt.buffer.text == "a {cat|owl}")
        #expect(state.draftRequests.map(\.prompt) == ["a cat", "a owl"])
        state = self.state(prompt: "a cat", template: nil)
        state.press("T")
        #expect(state.prompt.buffer.isEmpty && state.message?.kind == .info)
    }
}
