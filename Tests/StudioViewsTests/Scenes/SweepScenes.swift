import EngineModel
import RunwareAPI
import StudioCore
import TerminalUI

extension Scene {
    /// Sweeps: the form, and the grid.
    static let sweeps = [
        Scene("sweep-new") { size in
            var state = Sample.start(size, prompt: "a cat in the rain")
            state.press("M-c")
            return state
        },
        Scene("sweep-two-axes") { size in
            var state = Sample.start(size, prompt: "a cat in the rain")
            state.press("M-c", "S-Tab")
            while state.sweep.across.choice != .fragment { state.press("Left") }
            state.press("Tab")
            state.type("a cat")
            state.press("Tab")
            state.type("a dog")
            state.press("Enter")
            state.type("a fox, asleep")
            state.press("Tab", "Right")
            while state.sweep.down.choice != .parameter(.width) { state.press("Right") }
            state.press("Tab")
            state.type("512..1024/256")
            return state
        },
        Scene("sweep-illegal") { size in
            var state = Sample.start(size, prompt: "a cat in the rain")
            state.press("M-c")
            state.type("12, twelve")
            return state
        },
        Scene("sweep-grid") { size in
            var state = Sample.start(size, prompt: "a cat in the rain")
            if let progress = progress { _ = reduce(.sweepProgress(progress), &state) }
            state.press("Right", "Down")
            return state
        },
    ]

    private static var progress: SweepProgress? {
        guard let columns = try? SweepAxis.read("512..1024/64", for: .width),
            let rows = try? SweepAxis.read("1..12", for: .seed),
            let sweep = try? Sweep(columns: columns, rows: rows)
        else { return nil }
        let record = SweepRecord(
            batch: BatchID("b"), sweep: sweep,
            bases: [ImageRequest(prompt: "a cat in the rain", parameters: Parameters())],
            cells: sweep.cells, submittedAt: Timestamp(milliseconds: 0))
        let states: [JobState?] = [.done, .done, .failed, .running, .queued, nil, .blocked, .uncertain, .cancelled]
        let jobs = record.requests.enumerated().compactMap { number, request -> SweepJob? in
            guard let state = states[number % states.count] else { return nil }
            return SweepJob(
                id: JobID("j\(number)"), request: request, state: state,
                result: state == .done ? ResultID("r\(number)") : nil,
                seed: state == .done ? request.parameters.seed : nil)
        }
        return SweepProgress(record, jobs: jobs)
    }
}
