import EngineModel
import RunwareAPI
import StudioCore
import TerminalUI
import Testing

/// A job of the queue pane as the result pane shows it, and what history knows of it.
@Suite struct ShownJobTests {
    private func state(_ job: Job) -> StudioState {
        var state = Sample.state()
        _ = reduce(
            .engine(Sample.snapshot(1, job.state.isFinal ? [] : [job]) { $0.failed = job.canBeRetried ? [job] : [] }),
            &state)
        state.focus = .queue
        return state
    }

    /// The row of the job's first image with what is written on it.
    private func noted(_ job: Job) -> HistoryEntry {
        let row = HistoryRow(
            id: job.results.first.map { .result($0.id) } ?? .job(job.id), cursor: HistoryCursor(sequence: 5),
            state: job.state, time: Sample.noon, excerpt: "a cat", width: 1024, height: 1024, seed: 1, cost: nil,
            isSimulated: true, marks: HistoryMarks(rating: 3, tags: ["hero"], note: "the good one"), changes: .seed)
        return HistoryEntry(row: row, job: job, result: job.results.first)
    }

    @Test func `what is written on its row is read, shown and kept through news of it`() {
        let job = Sample.job(1, .partial, images: 2, delivered: 1)
        let entry = noted(job)
        var state = state(job)
        #expect(state.press("Enter") == [.loadEntry(entry.row.id)])
        // Until it is read nothing is written over.
        #expect(state.press("n").isEmpty && state.overlay == nil)
        #expect(state.message == .info("it is still being read"))
        _ = reduce(.entry(entry.row.id, entry), &state)
        #expect(state.result.shown?.row.marks == entry.row.marks && state.result.shown?.row.changes == .seed)
        var running = job
        running.state = .running
        _ = reduce(.engine(Sample.snapshot(2, [running])), &state)
        #expect(state.result.shown?.job.state == .running)
        #expect(state.result.shown?.row.marks == entry.row.marks)
        state.press("n")
        guard case .markField(let field)? = state.overlay else {
            Issue.record("no field")
            return
        }
        #expect(field.text.text == "the good one")
    }

    @Test func `once it has a row of history, or another one, that is read`() {
        let job = Sample.job(1, .running, images: 2)
        var state = state(job)
        #expect(state.press("Enter").isEmpty)
        let failed = Sample.job(1, .failed, images: 2)
        #expect(reduce(.engine(Sample.snapshot(2) { $0.failed = [failed] }), &state) == [.loadEntry(.job(job.id))])
        _ = reduce(.entry(.job(job.id), noted(failed)), &state)
        #expect(state.result.shown?.row.marks.note == "the good one")
        let late = Sample.job(1, .partial, images: 2, delivered: 1)
        let effects = reduce(.engine(Sample.snapshot(3) { $0.failed = [late] }), &state)
        #expect(effects == [.loadEntry(.result(late.results[0].id))])
        // The note was on the row that is gone.
        #expect(state.result.shown?.row.marks == HistoryMarks())
    }

    @Test(arguments: [JobState.queued, .sending, .accepted, .uncertain, .held])
    func `of a job that stands in no history yet the store is asked nothing`(jobState: JobState) {
        var state = state(Sample.job(1, jobState))
        #expect(state.press("Enter").isEmpty)
        for key in ["l", "*", "3", "t", "n", "D", "x"] {
            #expect(state.press(key).isEmpty)
            #expect(state.overlay == nil)
            #expect(state.message == .info("it stands in no history yet"), "\(key)")
        }
    }

    @Test func `what another copy writes on it is read again when history changes`() {
        let job = Sample.job(1, .partial, images: 2, delivered: 1)
        let entry = noted(job)
        var state = state(job)
        state.press("Enter")
        _ = reduce(.entry(entry.row.id, nil), &state)
        #expect(state.result.shown?.row.marks == HistoryMarks())
        let news = reduce(.page(HistoryPage(), question: state.history.question, appended: false), &state)
        #expect(news.contains(.loadEntry(entry.row.id)))
    }
}
