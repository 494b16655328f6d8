import EngineModel
import StudioCore
import TerminalUI
import TestSupport
import Testing

/// A list over a library of its own: wishes are answered as the store answers them.
private struct Bench {
    var state: StudioState
    var marks: [HistoryID: HistoryMarks] = [:]
    var numbers: [Int64]

    init(_ count: Int64 = 6, width: Int = 120, height: Int = 40) {
        numbers = Array((1...count).reversed())
        state = Sample.state(width, height)
        answer(reduce(.engine(Sample.snapshot(1)), &state))
        press("F5")
    }

    var rows: [HistoryRow] { numbers.map { Sample.row($0) }.map { $0.with(marks[$0.id] ?? HistoryMarks()) } }

    /// Presses keys and lets everything asked for arrive.
    mutating func press(_ keys: String...) {
        for key in keys { answer(state.press(key)) }
    }

    mutating func type(_ text: String) { answer(state.type(text)) }

    mutating func answer(_ effects: [Effect]) {
        var open = effects
        while !open.isEmpty {
            switch open.removeFirst() {
            case .loadPage(let query, let cursor, let question):
                let inBin = query.filters.contains(.mark(.deleted))
                let found = rows.filter { ($0.marks.deletedAt != nil) == inBin }
                open += reduce(
                    .page(HistoryPage(rows: found), question: question, appended: cursor != nil), &state)
            case .loadEntry(let id):
                let entry = rows.first { $0.id == id }.map {
                    Sample.entry($0, job: Sample.job(1, .done), result: Sample.result())
                }
                open += reduce(.entry(id, entry), &state)
            case .history(.mark(let wish)): open += reduce(.history(.marked(mark(wish))), &state)
            case .history(.loadTags):
                open += reduce(
                    .history(.tags([TagCount(tag: "hero", count: 7), TagCount(tag: "harbour", count: 1)])), &state)
            case .history(.countBin):
                open += reduce(.history(.bin(binned.count, before: Sample.noon)), &state)
            case .history(.emptyBin):
                let gone = binned
                numbers.removeAll { gone.contains(Sample.row($0).id) }
                open += reduce(.history(.binEmptied(gone.count)), &state)
            default: break
            }
        }
    }

    mutating func mark(_ wish: MarkWish) -> MarkAnswer {
        var undoing: [RowChange] = []
        let known = Set(numbers.map { Sample.row($0).id })
        for change in wish.changes where known.contains(change.id) {
            let back = marks[change.id, default: HistoryMarks()].take(change.change, now: Sample.noon)
            if let back { undoing.append(RowChange(change.id, back)) }
        }
        let ids = Set(wish.changes.map(\.id))
        return MarkAnswer(wish, undoing: undoing.reversed(), rows: rows.filter { ids.contains($0.id) })
    }

    private var binned: [HistoryID] { rows.filter { $0.marks.deletedAt != nil }.map(\.id) }
    /// The numbers of the rows in the list.
    var shown: [Int64] { state.history.rows.map(\.cursor.sequence) }
    var selected: Int64? { state.history.selected?.cursor.sequence }
    func marks(_ number: Int64) -> HistoryMarks { marks[Sample.row(number).id] ?? HistoryMarks() }
    /// What the list shows of a row.
    func listed(_ number: Int64) -> HistoryMarks? { state.history.rows.first { $0.cursor.sequence == number }?.marks }
}

@Suite struct TriageTests {
    @Test(arguments: ["History", "Result"])
    func `digits rate, and the star key picks, in the list and in the result`(pane: String) {
        var bench = Bench()
        bench.press("Down")
        if pane == "Result" { bench.press("Enter") }
        for rating in 1...5 {
            bench.press(String(rating))
            #expect(bench.marks(5).rating == rating && bench.listed(5)?.rating == rating)
            #expect(bench.state.result.entry?.row.marks.rating == rating)
            #expect(bench.state.message?.text.contains("rated \(rating)") == true)
        }
        bench.press("0", "*")
        #expect(bench.marks(5) == HistoryMarks(isPicked: true))
        bench.press("*")
        #expect(bench.marks(5) == HistoryMarks() && bench.listed(5) == HistoryMarks())
        #expect(bench.selected == 5)
        #expect(bench.marks.count == 1)
    }

    @Test func `what is pressed quickly counts before its answers come`() {
        var bench = Bench()
        var effects = bench.state.press("*", "*", "*")
        #expect(
            effects.compactMap(\.changes).flatMap { $0 }.map(\.change) == [.pick(true), .pick(false), .pick(true)])
        bench.answer(effects)
        #expect(bench.marks(6).isPicked)
        // Each press deletes another row, and the last one is not fetched back by a press too many.
        effects = bench.state.press("D", "D", "D", "D", "D", "D", "D", "D")
        bench.answer(effects)
        #expect(bench.shown.isEmpty)
        #expect((1...6).allSatisfy { bench.marks($0).deletedAt != nil })
        bench.press("u")
        #expect(bench.shown == [1])
    }

    @Test func `a deleted row leaves the list for the next one, and comes back to its place`() {
        var bench = Bench()
        bench.press("Down", "D")
        #expect(bench.shown == [6, 4, 3, 2, 1] && bench.selected == 4)
        bench.press("Delete")
        #expect(bench.shown == [6, 3, 2, 1] && bench.selected == 3)
        bench.press("G", "D")
        #expect(bench.shown == [6, 3, 2] && bench.selected == 2)
        bench.press("u")
        #expect(bench.shown == [6, 3, 2, 1] && bench.selected == 1)
        bench.press("u", "u")
        #expect(bench.shown == [6, 5, 4, 3, 2, 1] && bench.selected == 5)
        bench.press("u")
        #expect(bench.state.message == .info("nothing to take back"))
        bench.press("U", "U", "U", "U")
        #expect(bench.shown == [6, 3, 2] && bench.state.message == .info("nothing to do again"))
    }

    @Test func `the result pane deletes what it shows and goes on to the next`() {
        var bench = Bench()
        bench.press("Enter", "D")
        #expect(bench.state.focus == .result && bench.state.result.entry?.row.cursor.sequence == 5)
        #expect(bench.shown == [5, 4, 3, 2, 1])
        bench.press("u")
        #expect(bench.state.result.entry?.row.cursor.sequence == 6)
    }

    @Test func `under marks nobody sees, the result pane acts on what it shows`() {
        var bench = Bench()
        bench.press("Space", "Space", "Enter", "3")
        #expect(bench.marks(4).rating == 3 && bench.marks(6).rating == nil && bench.marks(5).rating == nil)
    }

    @Test func `Space marks and goes on, V marks a range, v turns marks round, Esc drops them`() {
        var bench = Bench()
        bench.press("Space", "Space")
        #expect(bench.state.history.triage.marked == [Sample.row(6).id, Sample.row(5).id] && bench.selected == 4)
        bench.press("Up", "Space")
        #expect(bench.state.history.triage.marked == [Sample.row(6).id] && bench.selected == 4)
        bench.press("Space", "G", "V")
        #expect(bench.state.history.triage.marked == Set([6, 4, 3, 2, 1].map { Sample.row($0).id }))
        bench.press("v")
        #expect(bench.state.history.triage.marked == [Sample.row(5).id])
        bench.press("Esc", "v")
        #expect(bench.state.history.triage.marked.count == 6)
        bench.press("Esc")
        #expect(bench.state.history.triage.marked.isEmpty)
        bench.press("g", "Down", "V", "Down", "V")
        #expect(bench.state.history.triage.marked == [Sample.row(5).id, Sample.row(4).id])
    }

    @Test func `marked rows are acted on together, in one step that is taken back whole`() {
        var bench = Bench()
        bench.press("Down", "3", "Up", "Space", "Space", "Space", "4")
        #expect([6, 5, 4].allSatisfy { bench.marks($0).rating == 4 } && bench.marks(3).rating == nil)
        #expect(bench.state.message?.text.hasPrefix("3 rows rated 4") == true)
        #expect(bench.state.history.triage.marked.count == 3)
        bench.press("u")
        #expect(bench.marks(5).rating == 3 && bench.marks(6).rating == nil && bench.listed(5)?.rating == 3)
        bench.press("g", "*")
        #expect([6, 5, 4].allSatisfy { bench.marks($0).isPicked })
        bench.press("D")
        #expect(bench.shown == [3, 2, 1] && bench.selected == 3)
        #expect(bench.state.history.triage.marked.isEmpty)
        bench.press("u", "u", "u")
        #expect(bench.shown == [6, 5, 4, 3, 2, 1] && bench.marks(5) == HistoryMarks())
    }

    @Test func `a pick of several makes them all picked before it unpicks them`() {
        var bench = Bench()
        bench.press("*", "Space", "Space", "*")
        #expect(bench.marks(6).isPicked && bench.marks(5).isPicked)
        bench.press("*")
        #expect(!bench.marks(6).isPicked && !bench.marks(5).isPicked)
        bench.press("u")
        #expect(bench.marks(6).isPicked && bench.marks(5).isPicked)
    }

    @Test func `marks stay while the filter changes, and the title counts those elsewhere`() {
        var bench = Bench()
        bench.press("Space", "/")
        bench.type("x")
        _ = reduce(
            .page(Sample.page(3, through: 3), question: bench.state.history.question, appended: false), &bench.state)
        bench.press("Enter", "5")
        #expect(bench.marks(6).rating == 5 && bench.marks(3).rating == nil)
    }

    @Test func `what is pressed to take back waits for what is on its way`() {
        var bench = Bench()
        let rating = bench.state.press("4")
        #expect(bench.state.press("u", "u").isEmpty)
        bench.answer(rating)
        #expect(bench.marks(6).rating == nil)
        #expect(bench.state.message == .info("nothing to take back"))
        #expect(
            bench.state.press("U").compactMap(\.changes).flatMap { $0 } == [RowChange(Sample.row(6).id, .rating(4))])
    }

    @Test func `what changes nothing is no step`() {
        var bench = Bench()
        bench.press("4", "4")
        #expect(bench.state.message == .info("nothing changed"))
        bench.press("u")
        #expect(bench.marks(6).rating == nil)
    }

    @Test func `a failure is said, and what was to be taken back still can be`() {
        var bench = Bench()
        for effect in bench.state.press("4") {
            guard case .history(.mark(let wish)) = effect else { continue }
            _ = reduce(.history(.notMarked("the disk is full", wish)), &bench.state)
        }
        #expect(bench.state.message == .error("not rated 4: the disk is full"))
        #expect(bench.listed(6)?.rating == nil)
        bench.press("3", "u")
        #expect(bench.marks(6).rating == nil)
        bench.press("3")
        for effect in bench.state.press("u") {
            guard case .history(.mark(let wish)) = effect else { continue }
            _ = reduce(.history(.notMarked("the disk is full", wish)), &bench.state)
        }
        #expect(bench.state.message == .error("not taken back: rated 3: the disk is full"))
        bench.press("u")
        #expect(bench.marks(6).rating == nil)
    }

    @Test func `without a row nothing is judged`() {
        for key in ["3", "*", "t", "n", "D", "Space", "V"] {
            var state = Sample.state()
            state.focus = .history
            #expect(state.press(key).isEmpty)
            #expect(state.message == .info("no result is selected"), "\(key)")
            #expect(state.overlay == nil)
        }
    }

    @Test func `the bin is shown, rows come out of it, and what was filtered comes back`() {
        var bench = Bench()
        bench.press("D", "D", "/")
        bench.type("cat")
        bench.press("Enter", "b")
        #expect(bench.state.history.showsBin && bench.shown == [6, 5])
        #expect(bench.state.history.query == HistoryQuery(filters: [.mark(.deleted)]))
        bench.press("D")
        #expect(bench.shown == [5] && bench.marks(6).deletedAt == nil)
        bench.press("u")
        #expect(bench.shown == [6, 5])
        bench.press("b")
        #expect(!bench.state.history.showsBin && bench.state.history.search.text == "cat")
        bench.press("b", "Space", "Space", "D")
        #expect(bench.shown.isEmpty)
        bench.press("Esc")
        #expect(!bench.state.history.showsBin && bench.shown == [6, 5, 4, 3, 2, 1])
    }

    @Test func `a row comes back only into the list that it left`() {
        var bench = Bench()
        bench.press("D", "b", "u")
        #expect(bench.shown.isEmpty && bench.marks(6).deletedAt == nil)
        bench.press("b")
        #expect(bench.shown == [6, 5, 4, 3, 2, 1])
        bench.press("D", "/")
        let effects = bench.state.type("x")
        _ = reduce(
            .page(Sample.page(3, through: 3), question: bench.state.history.question, appended: false), &bench.state)
        #expect(effects.count == 1)
        bench.press("Enter", "u")
        #expect(bench.shown == [3] && bench.marks(6).deletedAt == nil)
    }

    @Test func `a list that runs short by deleting reads on`() {
        var bench = Bench()
        let question = bench.state.history.question + 1
        _ = reduce(.engine(Sample.snapshot(2) { $0.historyRevision = 1 }), &bench.state)
        _ = reduce(
            .page(HistoryPage(rows: bench.rows, hasMore: true), question: question, appended: false), &bench.state)
        let effects = bench.state.press("D")
        guard case .history(.mark(let wish))? = effects.first else {
            Issue.record("\(effects)")
            return
        }
        let more = reduce(.history(.marked(bench.mark(wish))), &bench.state)
        #expect(more.last == .loadPage(HistoryQuery(), before: HistoryCursor(sequence: 1), question: question + 1))
    }

    @Test func `a filter for the bin that was typed is left by the same key`() {
        var bench = Bench()
        bench.state.history.search = TextBuffer("is:deleted")
        bench.state.history.reading = HistoryQueryReading("is:deleted", now: bench.state.now, offsets: .utc)
        #expect(bench.state.history.showsBin)
        bench.press("b")
        #expect(!bench.state.history.showsBin && bench.state.history.search.isEmpty)
    }

    @Test func `rows shown while the bin is being read stay until it is`() {
        var bench = Bench()
        let rating = bench.state.press("4")
        let open = bench.state.press("b")
        bench.answer(rating)
        #expect(bench.shown == [6, 5, 4, 3, 2, 1])
        bench.answer(open)
        #expect(bench.shown.isEmpty)
    }

    @Test func `the bin is emptied only after a question with the count`() {
        var bench = Bench()
        bench.press("B")
        #expect(bench.state.message == .info("the bin is empty") && bench.state.overlay == nil)
        bench.press("D", "D", "B")
        #expect(bench.state.overlay == .confirmEmptyBin(2, before: Sample.noon))
        bench.press("C-y", "n")
        #expect(bench.state.overlay == nil && bench.numbers.count == 6)
        bench.press("B", "y")
        #expect(bench.numbers == [4, 3, 2, 1])
        #expect(bench.state.message == .info("2 rows are deleted for ever"))
        bench.press("u")
        #expect(bench.state.message == .info("nothing changed"))
    }

    @Test func `from the palette rating says which key rates`() {
        var bench = Bench()
        bench.press("C-x")
        bench.type("rate it 1")
        bench.press("Enter")
        #expect(bench.state.message?.text.contains("1 to 5") == true && bench.state.focus == .history)
    }

    @Test func `whatever is pressed, taking all back leaves nothing behind`() {
        var random = SeededGenerator(seed: 21)
        let keys = ["1", "3", "5", "0", "*", "D", "Space", "V", "v", "Down", "Up", "u", "U", "Esc", "b", "Enter", "F5"]
        for _ in 0..<40 {
            var bench = Bench(12)
            for _ in 0..<60 { bench.press(keys.randomElement(using: &random) ?? "u") }
            // Enter in the result pane opened the link's screen.
            if bench.state.overlay != nil { bench.press("Esc") }
            bench.press("F5")
            if bench.state.history.showsBin { bench.press("Esc", "b") }
            // Esc may have left the bin already.
            if bench.state.history.showsBin { bench.press("b") }
            for _ in 0..<60 { bench.press("u") }
            #expect(bench.marks.values.allSatisfy { $0 == HistoryMarks() })
            #expect(bench.shown == Array((1...12).reversed()))
        }
    }
}

@Suite struct MarkFieldTests {
    @Test func `tags are typed, completed, and taken away by a minus or by their name`() {
        var bench = Bench()
        bench.press("t")
        bench.type("her")
        bench.press("Tab")
        bench.type("sea")
        bench.press("Enter")
        #expect(bench.marks(6).tags == ["hero", "sea"] && bench.listed(6)?.tags == ["hero", "sea"])
        #expect(bench.state.message?.text.hasPrefix("tagged hero, tagged sea") == true)
        bench.press("t")
        bench.type("-s")
        bench.press("Tab")
        bench.type("hero, new")
        bench.press("Enter")
        #expect(bench.marks(6).tags == ["new"])
        bench.press("u")
        #expect(bench.marks(6).tags == ["hero", "sea"])
    }

    @Test func `a tag that some of the rows have is added to the rest`() {
        var bench = Bench()
        bench.press("t")
        bench.type("hero")
        bench.press("Enter", "Space", "Space", "t")
        bench.type("hero")
        bench.press("Enter")
        #expect(bench.marks(6).tags == ["hero"] && bench.marks(5).tags == ["hero"])
        bench.press("t")
        bench.type("hero")
        bench.press("Enter")
        #expect(bench.marks(6).tags.isEmpty && bench.marks(5).tags.isEmpty)
    }

    @Test func `a note is written, gone on with, and cleared`() {
        var bench = Bench()
        bench.press("n")
        bench.type("too dark")
        bench.press("Enter")
        #expect(bench.marks(6).note == "too dark" && bench.listed(6)?.note == "too dark")
        bench.press("n")
        bench.type(", redo")
        bench.press("Esc")
        #expect(bench.marks(6).note == "too dark")
        bench.press("n")
        bench.type(", redo")
        _ = reduce(.pasted("\nnow"), &bench.state)
        bench.press("Enter")
        #expect(bench.marks(6).note == "too dark, redo now")
        bench.press("n", "C-u", "Enter")
        #expect(bench.marks(6).note == nil)
        bench.press("u")
        #expect(bench.marks(6).note == "too dark, redo now")
    }

    @Test func `what is too long is refused with its length and stays to be corrected`() {
        var bench = Bench()
        bench.press("t")
        bench.type(String(repeating: "x", count: 41))
        bench.press("Enter")
        #expect(bench.state.message?.text.contains("41") == true && bench.state.overlay != nil)
        bench.press("Esc", "n")
        _ = reduce(.pasted(String(repeating: "y", count: 1001)), &bench.state)
        bench.press("Enter")
        #expect(bench.state.message?.text.contains("1001") == true && bench.state.overlay != nil)
        bench.press("Backspace", "Enter")
        #expect(bench.marks(6).note?.count == 1000 && bench.marks(6).tags.isEmpty)
    }

    @Test func `the rows of the field are those marked when it was opened`() {
        var bench = Bench()
        bench.press("t")
        bench.type("a")
        // New rows arrive meanwhile and the list follows them.
        bench.numbers.insert(7, at: 0)
        bench.answer(reduce(.engine(Sample.snapshot(2) { $0.historyRevision = 1 }), &bench.state))
        #expect(bench.selected == 7)
        bench.press("Enter")
        #expect(bench.marks(6).tags == ["a"] && bench.marks(7).tags.isEmpty)
    }
}

extension Effect {
    /// The changes of marks that are asked for.
    fileprivate var changes: [RowChange]? {
        if case .history(.mark(let wish)) = self { wish.changes } else { nil }
    }
}
