import EngineModel
import RunwareAPI
import StudioCore
import TerminalUI

extension Canvas {
    /// Jobs that wait, are under way, or whose fate is open.
    mutating func drawQueue() {
        let engine = state.engine
        let pause = engine.pause.map { " · " + PauseWords($0, engine).headline } ?? ""
        let inside = border(
            .queue, title: "Queue \(engine.jobs.count)\(pause)", hint: "\(engine.parallelism) at a time")
        guard !inside.isEmpty else { return }
        guard !engine.jobs.isEmpty else {
            let words = "nothing waits; \(CommandTable.key(for: .submit) ?? "") queues the prompt"
            write(
                words, column: inside.minColumn + 1, row: inside.minRow, width: inside.width - 2, "prompt.placeholder")
            return
        }
        let window = ListWindow(
            count: engine.jobs.count, height: inside.height, offset: state.queue.offset, selection: nil)
        for (row, index) in window.visible.enumerated() {
            let rect = Rect(column: inside.minColumn, row: inside.minRow + row, width: inside.width, height: 1)
            draw(engine.jobs[index], in: rect, isSelected: index == state.queue.selection)
        }
        scrollbar(window, .queue, at: Position(column: inside.maxColumn, row: inside.minRow))
    }

    private mutating func draw(_ job: Job, in row: Rect, isSelected: Bool) {
        let isFocused = isSelected && state.focus == .queue
        if isFocused { buffer.setStyle(in: row, theme.style("history.selected")) }
        write(isFocused ? "▸" : " ", column: row.minColumn, row: row.minRow, width: 1, "queue.text")
        write(job.state.rawValue, column: row.minColumn + 2, row: row.minRow, width: 10, "state.\(job.state.rawValue)")
        let clock = clockWords(job)
        let clockWidth = CellText.width(of: clock)
        writeRight(clock, end: row.maxColumn - 1, row: row.minRow, width: 20, "queue.clock")
        let details = detailWords(job)
        let room = row.width - 13 - clockWidth - 2
        write(details, column: row.minColumn + 13, row: row.minRow, width: room, "queue.text")
    }

    private func detailWords(_ job: Job) -> String {
        let parameters = job.request.parameters
        let size = "\(parameters.width)×\(parameters.height)"
        let count = job.asked > 1 ? " ×\(job.asked)" : ""
        let prompt = CellText.sanitized(String(job.request.prompt.prefix(200)), keepingNewlines: false)
        let headline = job.failure.map { FailureWords($0).headline } ?? ""
        let why = headline.isEmpty || headline == job.state.rawValue ? "" : headline + " · "
        let arrived = job.state == .running ? "\(job.results.count) of \(job.asked) · " : ""
        return "\(why)\(arrived)\(size)\(count)  \(prompt)"
    }

    /// How long a job is under way, or how long it still waits.
    private func clockWords(_ job: Job) -> String {
        if let due = job.notBefore, due > state.now { return "in \((due.since(state.now) + 999) / 1000) s" }
        guard job.state.isInFlight, let start = job.startedAt else { return "" }
        return "\(max(state.now.since(start), 0) / 1000) s"
    }
}
