import EngineModel
import RunwareAPI
import StudioCore
import TerminalUI

extension Canvas {
    /// Jobs that wait, are under way, or whose fate is open; then those that ended and of which something is left to do.
    mutating func drawQueue() {
        let engine = state.engine
        let ended = state.endedJobs
        let inside = border(.queue, title: queueTitle(ended), hint: "\(engine.parallelism) at a time")
        guard !inside.isEmpty else { return }
        drawAdvice()
        let count = engine.jobs.count + ended.count
        guard count > 0 else {
            let words = "nothing waits; \(CommandTable.key(for: .submit) ?? "") queues the prompt"
            write(
                words, column: inside.minColumn + 1, row: inside.minRow, width: inside.width - 2, "prompt.placeholder")
            return
        }
        let window = ListWindow(count: count, height: inside.height, offset: state.queue.offset, selection: nil)
        for (row, index) in window.visible.enumerated() {
            let rect = Rect(column: inside.minColumn, row: inside.minRow + row, width: inside.width, height: 1)
            let job = index < engine.jobs.count ? engine.jobs[index] : ended[index - engine.jobs.count]
            draw(job, in: rect, isSelected: index == state.queue.selection)
        }
        scrollbar(window, .queue, at: Position(column: inside.maxColumn, row: inside.minRow))
    }

    private func queueTitle(_ ended: [Job]) -> String {
        let engine = state.engine
        let pause = engine.pause.map { " · " + PauseWords($0, engine).headline } ?? ""
        let failed = ended.count { $0.canBeRetried }
        let key = CommandTable.key(for: .retryFailed) ?? ""
        // The key leaves out what stands there for another reason than that it may help.
        let retried = state.focus == .queue ? state.retriableJobs.count : 0
        let offer = retried == 0 ? "" : " · \(key) retries" + (retried == failed ? "" : " \(retried)")
        let trouble = failed == 0 ? "" : " · \(failed) failed\(offer)"
        return "Queue \(engine.jobs.count)\(pause)\(trouble)"
    }

    /// What can be done about the selected job, on the lower border, as much of it as there is room for.
    private mutating func drawAdvice() {
        guard state.focus == .queue, let job = state.selectedJob, let rect = layout.panes[.queue] else { return }
        let room = rect.width - 6
        var words = ""
        for part in JobAdvice.parts(job, state.engine.reach(of: job)) {
            let longer = words.isEmpty ? part : words + " · " + part
            guard CellText.width(of: longer) <= room else { break }
            words = longer
        }
        guard !words.isEmpty else { return }
        write(" \(words) ", column: rect.minColumn + 2, row: rect.maxRow - 1, width: rect.width - 4, "queue.advice")
    }

    private mutating func draw(_ job: Job, in row: Rect, isSelected: Bool) {
        let isFocused = isSelected && state.focus == .queue
        if isFocused { buffer.setStyle(in: row, theme.style("history.selected")) }
        write(isFocused ? "▸" : " ", column: row.minColumn, row: row.minRow, width: 1, "queue.text")
        let word = QueueWords.state(job)
        write(word, column: row.minColumn + 2, row: row.minRow, width: 14, "state.\(job.state.rawValue)")
        let isBrief = row.width < 60
        let clock = QueueWords.clock(job, now: state.now, pace: state.engine.pace, isBrief: isBrief)
        let clockWidth = CellText.width(of: clock)
        writeRight(clock, end: row.maxColumn - 1, row: row.minRow, width: 32, "queue.clock")
        let column = row.minColumn + 3 + max(CellText.width(of: word), 11)
        let room = row.maxColumn - 1 - column - clockWidth - (clockWidth > 0 ? 1 : 0)
        write(QueueWords.details(job, isBrief: isBrief), column: column, row: row.minRow, width: room, "queue.text")
    }
}
