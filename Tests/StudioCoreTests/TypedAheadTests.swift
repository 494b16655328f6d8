import EngineModel
import RunwareAPI
@testable import StudioCore
import TerminalUI
import Testing

/// Keys that are pressed before the answer of a search is there.
@Suite struct TypedAheadTests {
    private static let (old, found, other) = (
        Sample.made(9, prompt: "a lion"), Sample.made(4, prompt: "a zebra"), Sample.made(3, prompt: "two zebras")
    )

    /// The list of everything, and a search that is not answered yet.
    private static func searching() -> (state: StudioState, question: UInt64) {
        var state = Sample.studio([old, found, other], focus: .history)
        state.press("/")
        var question: UInt64 = 0
        for case .loadPage(_, _, let asked) in state.type("zebra") { question = asked }
        state.press("Enter")
        return (state, question)
    }

    private static func answer(_ question: UInt64, _ state: inout StudioState) -> [Effect] {
        reduce(
            .page(HistoryPage(rows: [found.row, other.row]), question: question, appended: false), &state)
    }

    /// Answers what is asked for of rows.
    private static func read(_ effects: [Effect], _ state: inout StudioState) -> [Effect] {
        var (open, rest) = (effects, [Effect]())
        while !open.isEmpty {
            let effect = open.removeFirst()
            guard case .loadEntry(let id) = effect else {
                rest.append(effect)
                continue
            }
            open += reduce(.entry(id, [old, found, other].first { $0.row.id == id }), &state)
        }
        return rest
    }

    private static func marked(_ effects: [Effect]) -> [RowChange] {
        effects.flatMap { effect -> [RowChange] in
            if case .history(.mark(let wish)) = effect { wish.changes } else { [] }
        }
    }

    @Test func `they mean the rows that are found, not those of before`() {
        for (key, change) in [("D", MarkChange.bin(true)), ("5", .rating(5)), ("*", .pick(true))] {
            var (state, question) = Self.searching()
            #expect(state.press(key).isEmpty, "\(key)")
            #expect(Self.marked(Self.answer(question, &state)) == [RowChange(Self.found.row.id, change)], "\(key)")
        }
        for keys in [["Down", "D"], ["G", "D"], ["j", "k", "Down", "Delete"]] {
            var (state, question) = Self.searching()
            for key in keys { #expect(state.press(key).isEmpty) }
            #expect(Self.marked(Self.answer(question, &state)).map(\.id) == [Self.other.row.id], "\(keys)")
        }
    }

    @Test(arguments: ["a", "p", "e"])
    func `what needs more than the row waits until that is read too`(key: String) {
        var (state, question) = Self.searching()
        let parent = state.parent
        #expect(state.press("Enter", key, "F2", "!").isEmpty)
        let effects = Self.answer(question, &state)
        #expect(state.parent == parent && state.focus == .result)
        #expect(Self.read(effects, &state).isEmpty)
        #expect(state.prompt.buffer.text == "a zebra!" && state.parent == Self.found.result?.id)
    }

    @Test func `a question that comes meanwhile is not answered by them`() {
        var (state, question) = Self.searching()
        state.submission = PendingSubmission([ImageRequest(prompt: "a cat", parameters: Parameters())], parent: nil)
        #expect(state.press("Down", "y").isEmpty)
        _ = reduce(.objected(.madeBefore([0: .above])), &state)
        #expect(state.overlay == nil && state.submission == nil)
        #expect(state.message?.text.hasPrefix("nothing was queued") == true)
        _ = reduce(.history(.bin(3, before: Sample.noon)), &state)
        #expect(state.overlay == nil && state.message?.text.hasPrefix("the bin is not emptied") == true)
        let effects = Self.read(Self.answer(question, &state), &state)
        #expect(!effects.contains { if case .submit = $0 { true } else { false } })
        guard case .results(.copy)? = state.overlay else {
            Issue.record("y meant the menu of copies")
            return
        }
    }

    @Test func `no command acts on a row of before`() {
        let rows = CommandTable.rows.filter { [.pane(.history), .pane(.result), .lists].contains($0.scope) }
        for pane in ["F5", "F6"] {
            for key in rows.flatMap(\.keys) where !["/", "Esc", "b", "B", "u", "U"].contains(key) {
                var (state, _) = Self.searching()
                state.press(pane)
                let before = state
                let effects = state.press(key)
                #expect(effects.isEmpty, "\(key)")
                #expect(state.overlay == nil && state.history == before.history, "\(key)")
                #expect(state.draft == before.draft && state.marked == nil, "\(key)")
            }
        }
    }

    @Test func `text typed behind them goes where it was meant for, pasted too, in order`() {
        var (state, question) = Self.searching()
        state.press("t")
        state.type("hero")
        state.press("Enter", "n")
        _ = reduce(.pasted("as it is"), &state)
        state.press("Enter", "F2")
        state.type("a kite")
        let effects = Self.read(Self.answer(question, &state), &state)
        #expect(
            Self.marked(effects) == [
                RowChange(Self.found.row.id, .tag("hero", isOn: true)), RowChange(Self.found.row.id, .note("as it is")),
            ])
        #expect(state.prompt.buffer.text.hasSuffix("a kite") && state.overlay == nil)
        #expect(state.typedAhead.isEmpty)
    }

    @Test func `a command chosen by name waits as its key does`() {
        var (state, question) = Self.searching()
        state.press("C-x")
        state.type("put it into the bin")
        #expect(state.press("Enter").isEmpty)
        #expect(Self.marked(Self.answer(question, &state)) == [RowChange(Self.found.row.id, .bin(true))])
    }

    @Test(arguments: ["Esc", "C-c", "C-g"])
    func `who does not want to wait takes them back`(key: String) {
        var (state, question) = Self.searching()
        state.press("D", "x")
        _ = reduce(.history(.searchIsSlow(question: question)), &state)
        #expect(state.message == .info("still searching: 2 keys typed ahead; Esc takes them back"))
        #expect(state.press(key).isEmpty)
        #expect(state.message == .info("taken back: 2 keys typed ahead"))
        #expect(Self.marked(Self.answer(question, &state)).isEmpty && state.overlay == nil)
    }

    @Test func `a search that fails takes them back, and the next one asks again`() {
        var (state, question) = Self.searching()
        state.press("D")
        #expect(reduce(.history(.pageFailed("the disk is gone", question: question)), &state).isEmpty)
        #expect(state.message == .error("the disk is gone; taken back: 1 key typed ahead"))
        let effects = state.press("D")
        guard case .loadPage(_, nil, let again)? = effects.first else {
            Issue.record("\(effects)")
            return
        }
        #expect(Self.marked(Self.answer(again, &state)) == [RowChange(Self.found.row.id, .bin(true))])
    }

    @Test func `what does not mean a row does not wait`() {
        var (state, _) = Self.searching()
        state.press("F2")
        state.type("x")
        #expect(state.prompt.buffer.text.contains("x") && state.typedAhead.isEmpty)
        state.press("F5", "/")
        #expect(!state.type("s").isEmpty)
    }
}
