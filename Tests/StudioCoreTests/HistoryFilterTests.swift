import EngineModel
import StudioCore
import TerminalUI
import Testing

@Suite struct HistoryFilterTests {
    private func state(_ width: Int = 120, _ height: Int = 40, filter: String = "") -> StudioState {
        var state = Sample.state(width, height)
        _ = reduce(.engine(Sample.snapshot(1)), &state)
        _ = reduce(.page(Sample.page(9, through: 1), question: state.history.question, appended: false), &state)
        state.press("F5", "/")
        state.type(filter)
        return state
    }

    private func note(_ state: StudioState) -> FilterNote {
        state.history.filterNote(columns: state.layout.inside(.history).width - 3)
    }

    @Test(arguments: [40, 80, 120])
    func `a mistake is explained below the field, and the filter is kept`(width: Int) {
        var state = state(width, width / 3, filter: "fox star:9 x:")
        let note = note(state)
        #expect(note.isFault && (1...2).contains(note.lines.count))
        #expect(note.lines.joined(separator: " ").hasPrefix("star:9: a rating is 1 to 5"))
        #expect(note.lines.allSatisfy { CellText.width(of: $0) <= state.layout.inside(.history).width - 3 })
        #expect(state.history.search.text == "fox star:9 x:")
        // Also when the list has the keys: the rows are not what was asked for.
        let inside = state.layout.inside(.history)
        state.press("Enter")
        #expect(self.note(state) == note)
        #expect(state.historyList(in: inside).height == inside.height - 1 - note.lines.count)
    }

    @Test func `while it is typed the list stands still`() {
        var state = state()
        let inside = state.layout.inside(.history)
        let list = state.historyList(in: inside)
        #expect(note(state).lines.first?.contains("star:>=4") == true)
        for character in "sta fox is:picked tag:h" {
            state.type(String(character))
            #expect(state.historyList(in: inside) == list)
        }
        state.press("C-u", "Enter")
        #expect(state.historyList(in: inside) == inside)
    }

    @Test(arguments: [
        ("s", "star:"), ("se", "seed:"), ("fox ta", "fox tag:"), ("is:pi", "is:picked"), ("IS:de", "is:deleted"),
        ("state:un", "state:uncertain"), ("tag:h", "tag:hero"), ("tag:to", "tag:\"to print\""),
        ("zebra", "zebra"), ("seed:4", "seed:4"), ("is:picked", "is:picked"), ("tag:hero", "tag:hero"),
    ])
    func `Tab completes names of fields, states and tags`(typed: String, completed: String) {
        var state = state(filter: typed)
        _ = reduce(
            .history(.tags([TagCount(tag: "hero", count: 7), TagCount(tag: "to print", count: 2)])), &state)
        state.press("Tab")
        #expect(state.history.search.text == completed)
        #expect(state.history.isSearching && state.focus == .history)
    }

    @Test func `Tab behind a space goes on to the next pane, as everywhere`() {
        var state = state(filter: "fox ")
        state.press("Tab")
        #expect(state.focus == .result && state.history.search.text == "fox ")
    }

    @Test func `tags are read when one is typed, and again after one was changed`() {
        var state = state()
        #expect(state.type("ta").allSatisfy { $0 != .history(.loadTags) })
        #expect(state.type("g:").contains(.history(.loadTags)))
        _ = reduce(.history(.tags([TagCount(tag: "hero", count: 7)])), &state)
        #expect(!state.type("h").contains(.history(.loadTags)))
        #expect(note(state).lines == ["Tab  tag:hero"])
    }

    @Test func `a failure of a question that was withdrawn is not shown`() {
        var state = state(filter: "f")
        let old = state.history.question
        state.type("o")
        _ = reduce(.history(.pageFailed("the question was withdrawn", question: old)), &state)
        #expect(state.message == nil && state.history.isLoading)
        _ = reduce(.history(.pageFailed("the disk is gone", question: state.history.question)), &state)
        #expect(state.message == .error("the disk is gone") && !state.history.isLoading)
    }

    @Test func `a slow search says so until there is an answer, whatever is typed meanwhile`() {
        var state = state(filter: "f")
        let old = state.history.question
        state.type("o")
        _ = reduce(.history(.searchIsSlow(question: old)), &state)
        #expect(!state.history.isSlow)
        _ = reduce(.history(.searchIsSlow(question: state.history.question)), &state)
        #expect(state.history.isSlow && state.history.rows.count == 9)
        state.type("x")
        #expect(state.history.isSlow)
        _ = reduce(.page(Sample.page(3, through: 2), question: state.history.question, appended: false), &state)
        #expect(!state.history.isSlow && state.history.rows.count == 2)
        // Told too late, it is not so any more.
        _ = reduce(.history(.searchIsSlow(question: state.history.question)), &state)
        #expect(!state.history.isSlow)
    }

    @Test func `reading the same rows once more is no slow search`() {
        var state = state()
        _ = reduce(.engine(Sample.snapshot(2) { $0.historyRevision = 1 }), &state)
        #expect(state.history.isLoading)
        _ = reduce(.history(.searchIsSlow(question: state.history.question)), &state)
        #expect(!state.history.isSlow)
    }

    @Test func `results that arrive do not withdraw a search, it is asked once more`() {
        var state = state(filter: "f")
        let question = state.history.question
        for revision in UInt64(2)...5 {
            #expect(reduce(.engine(Sample.snapshot(revision) { $0.historyRevision = revision }), &state).isEmpty)
        }
        #expect(state.history.question == question)
        let effects = reduce(.page(Sample.page(9, through: 1), question: question, appended: false), &state)
        #expect(effects.last == .loadPage(HistoryQuery(words: ["f"]), before: nil, question: question + 1))
        #expect(reduce(.page(Sample.page(9, through: 1), question: question + 1, appended: false), &state).count == 1)
    }

    @Test func `Esc in the list leaves the filter`() {
        var state = state(filter: "fox")
        state.press("Enter")
        #expect(state.press("Esc") == [.loadPage(HistoryQuery(), before: nil, question: state.history.question)])
        #expect(!state.history.showsSearch)
        #expect(state.press("Esc").isEmpty)
    }

    @Test func `the filter is read by the grammar of queries`() {
        var state = state(filter: "fox star:9")
        #expect(state.history.query == HistoryQuery(words: ["fox"]))
        #expect(note(state).isFault && note(state).lines.first?.hasPrefix("star:9") == true)
        state.press("C-u")
        state.type("star:>=4")
        #expect(state.history.query == HistoryQuery(filters: [.star(.atLeast, 4)]))
    }
}
