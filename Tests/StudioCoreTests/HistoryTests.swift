import EngineModel
import RunwareAPI
import StudioCore
import TerminalUI
import Testing

@Suite struct HistoryTests {
    /// A studio that has read a page.
    private func state(_ page: HistoryPage, focus: Pane = .history) -> StudioState {
        var state = Sample.state()
        _ = reduce(.engine(Sample.snapshot(1)), &state)
        _ = reduce(.page(page, question: state.history.question, appended: false), &state)
        state.focus = focus
        return state
    }

    /// The page that follows a change of history.
    private func arrive(_ page: HistoryPage, _ state: inout StudioState) -> [Effect] {
        let revision = state.engine.revision + 1
        _ = reduce(.engine(Sample.snapshot(revision) { $0.historyRevision = revision }), &state)
        return reduce(.page(page, question: state.history.question, appended: false), &state)
    }

    @Test func `answers to older questions are dropped`() {
        var state = state(Sample.page(9, through: 5))
        state.press("/")
        state.type("c")
        let before = state
        #expect(reduce(.page(Sample.page(3, through: 1), question: 1, appended: false), &state).isEmpty)
        #expect(reduce(.page(Sample.page(3, through: 1), question: 1, appended: true), &state).isEmpty)
        #expect(state == before)
    }

    @Test func `at the top the list follows new arrivals`() {
        var state = state(Sample.page(5, through: 1))
        let effects = arrive(Sample.page(7, through: 1), &state)
        #expect(state.history.selected?.id == Sample.row(7).id)
        #expect(effects == [.loadEntry(Sample.row(7).id)])
    }

    @Test func `below the top it keeps its place, on the screen too`() {
        var state = state(Sample.page(200, through: 101, more: true))
        for _ in 0..<50 { state.press("Down") }
        let selected = state.history.selected?.id
        let line = state.history.selection - state.history.offset
        _ = arrive(Sample.page(203, through: 104, more: true), &state)
        #expect(state.history.selected?.id == selected)
        #expect(state.history.selection - state.history.offset == line)
        #expect(state.history.rows.map(\.cursor.sequence) == Array((101...203).reversed()))
        #expect(state.history.hasMore)
    }

    @Test func `the end asks for more, once, and appends it`() {
        var state = state(Sample.page(200, through: 101, more: true))
        let effects = state.press("G")
        let question = state.history.question
        #expect(
            effects == [
                .loadEntry(Sample.row(101).id),
                .loadPage(HistoryQuery(), before: HistoryCursor(sequence: 101), question: question),
            ])
        #expect(state.press("G") == [.loadEntry(Sample.row(101).id)])
        _ = reduce(.page(Sample.page(100, through: 60), question: question, appended: true), &state)
        #expect(state.history.rows.count == 141)
        #expect(!state.history.hasMore)
        #expect(state.history.selected?.id == Sample.row(101).id)
        #expect(state.press("G") == [.loadEntry(Sample.row(60).id)])
    }

    @Test func `an answer that failed may be asked for again`() {
        var state = state(Sample.page(200, through: 101, more: true))
        #expect(state.press("G").count == 2)
        _ = reduce(.history(.pageFailed("the disk was gone", question: state.history.question - 1)), &state)
        #expect(state.message == nil && state.press("G").count == 1)
        _ = reduce(.history(.pageFailed("the disk is gone", question: state.history.question)), &state)
        #expect(state.message == .error("the disk is gone"))
        #expect(state.press("G").count == 2)
    }

    @Test func `search asks as it is typed, and only when the words change`() {
        var state = state(Sample.page(9, through: 1))
        state.press("Down", "/")
        let first = state.history.question
        #expect(state.type("c") == [.loadPage(HistoryQuery(words: ["c"]), before: nil, question: first + 1)])
        // A space alone asks for nothing else.
        #expect(
            state.type("a t").last == .loadPage(HistoryQuery(words: ["ca", "t"]), before: nil, question: first + 3))
        #expect(state.history.selection == 0)
        #expect(state.press("Left", "Home", "End").isEmpty)
        #expect(state.type("q?").count == 2)
        #expect(state.overlay == nil)
        #expect(state.press("Enter").isEmpty)
        #expect(!state.history.isSearching && state.history.showsSearch)
        state.press("/")
        #expect(state.press("Esc").count == 1)
        #expect(!state.history.showsSearch)
    }

    @Test func `rows of other words are not kept below those that were found`() {
        var state = state(Sample.page(200, through: 101, more: true))
        _ = reduce(.page(Sample.page(100, through: 1), question: state.history.question, appended: true), &state)
        state.press("G")
        _ = reduce(.page(Sample.page(100, through: 1), question: state.history.question, appended: true), &state)
        state.press("/")
        state.type("c")
        _ = reduce(
            .page(Sample.page(200, through: 101, more: true), question: state.history.question, appended: false), &state
        )
        #expect(state.history.rows.count == 100)
        #expect(state.history.hasMore)
    }

    @Test func `leaving the pane ends the search`() {
        var state = state(Sample.page(3, through: 1))
        state.press("/")
        state.press("F2")
        #expect(state.focus == .prompt && !state.history.isSearching)
        state.press("F5")
        state.type("j")
        #expect(state.history.selection == 1)
    }

    @Test func `what is known of a row is shown for that row only`() {
        var state = state(Sample.page(3, through: 1))
        let entry = Sample.entry(Sample.row(3), job: Sample.job(3, .done), result: Sample.result())
        _ = reduce(.entry(Sample.row(2).id, nil), &state)
        _ = reduce(.entry(entry.row.id, entry), &state)
        #expect(state.result.entry == entry)
        state.press("Down")
        _ = reduce(.entry(entry.row.id, entry), &state)
        _ = reduce(.failed("it cannot be read"), &state)
        #expect(state.result.entry == nil)
    }

    @Test func `news of the same row do not scroll its details back`() {
        var state = state(Sample.page(3, through: 1))
        let entry = Sample.entry(Sample.row(3), job: Sample.job(3, .done), result: Sample.result())
        _ = reduce(.entry(entry.row.id, entry), &state)
        _ = reduce(.resized(Size(width: 40, height: 12)), &state)
        state.press("Enter", "Down", "Down")
        #expect(state.result.offset == 2)
        #expect(arrive(Sample.page(3, through: 1), &state) == [.loadEntry(entry.row.id)])
        #expect(state.result.offset == 2)
        state.press("Esc")
        #expect(state.focus == .history)
    }
}

@Suite struct RestoreTests {
    private func state(_ job: Job, _ result: ImageResult?) -> StudioState {
        var state = Sample.state(prompt: "draft")
        _ = reduce(.engine(Sample.snapshot(1)), &state)
        let row = Sample.row(1)
        _ = reduce(.page(HistoryPage(rows: [row]), question: 1, appended: false), &state)
        _ = reduce(.entry(row.id, HistoryEntry(row: row, job: job, result: result)), &state)
        state.focus = .history
        return state
    }

    @Test func `all of a result is restored, with the seed that made it`() {
        var job = Sample.job(5, .done, prompt: "two cats", images: 4)
        job.results = [Sample.result(2, seed: 99)]
        var state = state(job, Sample.result(2, seed: 99))
        state.press("a")
        #expect(state.prompt.buffer.text == "two cats")
        #expect(state.parameters.values.seed == 99)
        #expect(state.parameters.values.numberResults == 1)
        #expect(state.parameters.seedPolicy == .hold)
        #expect(state.parent == ResultID("result-2"))
        #expect(
            state.press("C-o").first == .submit(PendingSubmission(state.draftRequests, parent: ResultID("result-2"))))
    }

    @Test func `prompt or seed alone`() {
        var prompt = state(Sample.job(5, .done, prompt: "two cats"), Sample.result(seed: 99))
        let seed = prompt.parameters.values.seed
        prompt.press("p")
        #expect(prompt.prompt.buffer.text == "two cats" && prompt.parameters.values.seed == seed)
        var alone = state(Sample.job(5, .done, prompt: "two cats"), Sample.result(seed: 99))
        alone.press("s")
        #expect(alone.prompt.buffer.text == "draft" && alone.parameters.values.seed == 99)
        #expect(alone.parameters.seedPolicy == .hold)
    }

    @Test func `a failed task of several images is restored as one task`() throws {
        var parameters = Parameters()
        parameters.numberResults = 4
        let job = Job(
            id: JobID("j"), request: ImageRequest(prompt: "four cats", parameters: parameters), origin: JobOrigin(),
            submittedAt: Sample.noon, service: .local(storeID: "s"), state: .failed)
        var state = state(job, nil)
        state.press("a")
        #expect(state.draftRequests == [job.request])
        #expect(state.parent == nil)
    }

    @Test func `a seed that cannot be sent is not restored`() {
        for key in ["a", "s"] {
            var state = state(Sample.job(5, .done), Sample.result(seed: .max))
            let before = state.parameters
            state.press(key)
            #expect(state.parameters == before)
            #expect(state.message?.kind == .error)
        }
    }

    @Test func `without a result nothing is restored`() {
        var state = Sample.state(prompt: "draft")
        state.focus = .history
        state.press("a")
        #expect(state.message == .info("no result is selected"))
        #expect(state.prompt.buffer.text == "draft")
    }
}
