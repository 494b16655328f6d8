import EngineModel
import RunwareAPI
import StudioCore
import TerminalUI

extension Canvas {
    mutating func draw(_ overlay: Overlay) {
        cursor = nil
        switch overlay {
        case .help(let offset): drawHelp(offset: offset)
        case .picker(let picker): draw(picker)
        case .changes(let offset): drawChanges(offset: offset)
        case .sweep: drawSweepForm()
        case .sweepGrid(let grid): draw(grid)
        case .madeBefore(let pending, let earlier): drawMadeBefore(pending, earlier)
        case .overCap(let question): draw(question)
        case .spending(let page): draw(page)
        case .markField(let field): draw(field)
        case .confirmEmptyBin(let count, _):
            drawQuestion(
                "Empty the bin?",
                [
                    count == 1 ? "1 row goes for ever, with its file." : "\(count) rows go for ever, with their files.",
                    "What was spent stays counted.", "",
                    "y  empty it", "n  keep it",
                ])
        case .results(let own): draw(own)
        case .confirmQuit:
            drawQuestion("Leave?", leavingWords)
        case .confirmSendAgain(let id):
            drawQuestion(
                "Send again?",
                [
                    "Its fate is unknown: it may have been drawn already.",
                    "Sent again it may be billed again: \(price(of: id)).", "",
                    "y  send it again", "n  leave it",
                ])
        case .presetName(let field): drawPresetName(field)
        case .confirmReplacePreset(let preset):
            drawQuestion("Replace it?", ["There is a preset \(preset.name).", "", "y  replace it", "n  keep it"])
        case .confirmDeletePreset(let name):
            drawQuestion("Delete it?", ["The preset \(name) goes for good.", "", "y  delete it", "n  keep it"])
        case .confirmAbandon(let id):
            guard let job = state.engine.jobs.first(where: { $0.id == id }) else { return }
            drawQuestion("Abandon it?", JobAdvice.abandoning(job) + ["", "y  abandon it", "n  keep waiting"])
        case .confirmClear(let ids):
            let jobs = state.engine.jobs.filter { $0.isUnsent && ids.contains($0.id) }
            drawQuestion("Clear the queue?", JobAdvice.clearing(jobs) + ["", "y  clear them away", "n  keep them"])
        }
    }

    private func price(of id: JobID) -> String {
        state.engine.jobs.first { $0.id == id }.map { $0.estimated($0.request.estimate) } ?? "price unknown"
    }

    mutating func drawQuestion(_ title: String, _ lines: [String]) {
        let width = min((lines.map(CellText.width(of:)).max() ?? 0) + 6, state.size.width)
        let wrapped = lines.flatMap { CellText.wrapTrimmed($0, columns: width - 6) }
        // On a low screen the air around the words goes first.
        let air = wrapped.count + 4 <= state.size.height ? 1 : 0
        let inside = popup(title, Size(width: width, height: wrapped.count + 2 + 2 * air))
        for (row, line) in wrapped.enumerated() where row + air < inside.height {
            write(line, column: inside.minColumn + 2, row: inside.minRow + air + row, width: inside.width - 3, "popup")
        }
    }

    private mutating func drawHelp(offset: Int) {
        let inside = popup("Keys", HelpText.pageSize(in: state.size))
        let lines = HelpText.lines(columns: inside.width)
        let window = ListWindow(count: lines.count, height: inside.height, offset: offset, selection: nil)
        let summaryColumn = HelpText.summaryColumn(columns: inside.width)
        for (row, index) in window.visible.enumerated() {
            let line = inside.minRow + row
            switch lines[index] {
            case .blank: break
            case .heading(let text):
                write(text, column: inside.minColumn + 1, row: line, width: inside.width - 2, "help.group")
            case .command(let keys, let summary):
                let column = inside.minColumn + summaryColumn
                write(keys, column: inside.minColumn + 2, row: line, width: summaryColumn - 3, "help.key")
                write(summary, column: column, row: line, width: inside.maxColumn - column - 1, "help.text")
            }
        }
        window.drawScrollbar(
            in: &buffer, at: Position(column: inside.maxColumn - 1, row: inside.minRow),
            track: theme.style("popup.border"), thumb: theme.style("popup.title"))
    }

    mutating func popup(_ title: String, _ size: Size) -> Rect {
        let rect = buffer.bounds.centred(size)
        buffer.fill(rect, theme.style("popup"))
        return buffer.drawPane(
            rect, title: title, hint: "Esc", focused: true, border: theme.style("popup.border"),
            titleStyle: theme.style("popup.title"))
    }
}
