import EngineModel
import RunwareAPI
import StudioCore
import TerminalUI
import Testing

@Suite struct SweepFormTests {
    private func opened(prompt: String = "a cat in the rain") -> StudioState {
        var state = Sample.state(prompt: prompt)
        state.press("M-c")
        return state
    }

    private func plan(_ state: StudioState) -> SweepPlan? { try? state.sweepPlan.get() }

    @Test func `a range of seeds makes as many requests, shown with their price before anything is sent`() {
        var state = opened()
        state.type("1..12")
        #expect(plan(state)?.words(isSimulated: false) == "12 cells: 12 images ≈ $0.48")
        let effects = state.press("C-o")
        guard case .submit(let pending)? = effects.first else {
            Issue.record("\(effects)")
            return
        }
        #expect(pending.requests.map(\.parameters.seed) == (1...12).map { $0 })
        #expect(state.overlay == nil)
    }

    @Test func `a part of the prompt across, a parameter down`() {
        var state = opened()
        state.press("S-Tab", "Left")
        #expect(state.sweep.across.choice != .parameter(.seed))
        while state.sweep.across.choice != .fragment { state.press("Left") }
        state.press("Tab")
        state.type("a cat")
        state.press("Enter")
        state.type("a dog")
        state.press("Enter")
        state.type("a red, wet fox")
        state.press("Tab", "Right", "Right")
        while state.sweep.down.choice != .parameter(.width) { state.press("Right") }
        state.press("Tab")
        state.type("512, 768..1024/256")
        let plan = plan(state)
        #expect(plan?.words(isSimulated: false) == "2 × 3 cells: 6 images ≈ $0.24")
        #expect(Set(plan?.requests.map(\.prompt) ?? []) == ["a dog in the rain", "a red, wet fox in the rain"])
        #expect(Set(plan?.requests.map(\.parameters.width) ?? []) == [512, 768, 1024])
        // All cells share the seed: what differs is what varies.
        #expect(Set(plan?.requests.map(\.parameters.seed) ?? []).count == 1)
    }

    @Test func `what cannot be made is not queued, and says why`() {
        var state = opened()
        #expect(state.press("C-o") == [])
        #expect(state.message?.kind == .error)
        #expect(state.overlay == .sweep)
        state.type("1..999")
        #expect(state.press("C-o") == [])
        #expect(state.message?.text.contains("200") == true)
        // Closed and opened again, it stands there as it was.
        state.press("Esc", "M-c")
        #expect(state.sweep.across.values.text == "1..999")
    }

    @Test func `a subset takes so many cells, the same ones as long as the form stands`() {
        var state = opened()
        state.type("1..100")
        state.press("Tab", "Tab")
        #expect(state.sweep.field == .subset)
        state.type("7")
        let first = plan(state)
        #expect(first?.words(isSimulated: false) == "7 of 100 cells: 7 images ≈ $0.28")
        state.press("Tab")
        #expect(plan(state) == first)
    }

    @Test func `more cells than may be queued at once ask for a subset`() {
        var state = opened()
        state.type("1..200")
        state.press("Tab", "Right")
        while state.sweep.down.choice != .parameter(.width) { state.press("Right") }
        state.press("Tab")
        state.type("256..1440")
        guard case .failure(let refusal) = state.sweepPlan else {
            Issue.record("7,600 cells were planned")
            return
        }
        #expect(refusal.sentence.contains("7600") && refusal.sentence.contains("1000"))
        state.press("Tab")
        state.type("1000")
        #expect(plan(state)?.requests.count == 1000)
    }

    @Test func `pasted lines are values, and text keys never leave the form`() {
        var state = opened()
        _ = reduce(.pasted("1\n2\n3"), &state)
        #expect(plan(state)?.requests.count == 3)
        #expect(state.prompt.buffer.text == "a cat in the rain")
        state.press("q", "?")
        #expect(state.overlay == .sweep)
    }
}

@Suite struct SweepGridTests {
    private func grid(_ states: [JobState?]) throws -> SweepProgress {
        let sweep = try Sweep(
            columns: SweepAxis.read("512, 1024", for: .width), rows: SweepAxis.read("1..20", for: .seed))
        let record = SweepRecord(
            batch: BatchID("b"), sweep: sweep,
            bases: [ImageRequest(prompt: "a cat", parameters: Parameters())], cells: sweep.cells,
            submittedAt: Sample.noon)
        let jobs = zip(record.requests, states).compactMap { request, state in
            state.map {
                SweepJob(
                    id: JobID("j"), request: request, state: $0, result: $0 == .done ? ResultID("r") : nil,
                    seed: $0 == .done ? request.parameters.seed : nil)
            }
        }
        return SweepProgress(record, jobs: jobs)
    }

    @Test func `sweeps that were made are chosen from, laid out, and completed`() throws {
        var state = Sample.state()
        #expect(state.press("M-g") == [.loadSweeps])
        let progress = try grid([.done, .failed, .running])
        _ = reduce(.sweeps([progress.record]), &state)
        #expect(state.press("Enter") == [.loadSweep(progress.record)])
        _ = reduce(.sweepProgress(progress), &state)
        #expect(state.overlay == .sweepGrid(SweepGrid(progress)))
        let missing = progress.missing
        #expect(missing.count == 38)
        // News of the engine bring it up to date.
        #expect(reduce(.engine(Sample.snapshot(9)), &state).contains(.loadSweep(progress.record)))
        #expect(
            state.press("c") == [.submit(PendingSubmission(missing, parent: nil, sweep: .rest(progress.record)))])
        #expect(state.overlay == nil)
    }

    @Test func `the selection is held to the grid and stays in view`() throws {
        var state = Sample.state(40, 12)
        _ = reduce(.sweepProgress(try grid([])), &state)
        for _ in 0..<30 { state.press("Down", "Right") }
        guard case .sweepGrid(let grid)? = state.overlay else {
            Issue.record("closed")
            return
        }
        #expect(grid.selection == Sweep.Cell(column: 1, row: 19))
        let layout = SweepGridLayout(grid, in: state.size)
        #expect((grid.offset.row..<(grid.offset.row + layout.rows)).contains(19))
        state.press("Esc")
        #expect(state.overlay == nil)
    }

    @Test func `without sweeps a line says how to make one`() {
        var state = Sample.state()
        _ = reduce(.sweeps([]), &state)
        #expect(state.overlay == nil)
        #expect(state.message?.text.contains("sweep") == true)
    }
}
