import EngineModel
import RunwareAPI
import TerminalUI
import Testing

@testable import StudioCore

@Suite struct PromptChangesTests {
    private func compared(_ old: String, to new: String) -> StudioState {
        var state = Sample.state(prompt: new)
        _ = reduce(.engine(Sample.snapshot(1)), &state)
        let row = Sample.row(1, prompt: old)
        _ = reduce(.page(HistoryPage(rows: [row]), question: state.history.question, appended: false), &state)
        let job = Sample.job(1, .done, prompt: old, delivered: 1)
        _ = reduce(.entry(row.id, HistoryEntry(row: row, job: job, result: job.results.first)), &state)
        return state
    }

    @Test func `what is new is marked and counted as long as it is asked for`() {
        var state = compared("a red boat at sea", to: "a blue boat at the sea")
        state.press("M-v")
        #expect(state.marksChanges)
        #expect(state.message?.text == "2 new, 1 gone since the selected result; Alt-V shows them in one text")
        #expect(state.promptChanges?.marked == "a [-red-]{+blue+} boat at{+ the+} sea")
        state.press("M-v")
        #expect(!state.marksChanges)
    }

    @Test func `without a result there is nothing to compare with`() {
        var state = Sample.state(prompt: "a boat")
        for key in ["M-v", "M-V"] {
            state.press(key)
            #expect(!state.marksChanges && state.overlay == nil)
            #expect(state.message?.text == "no result is selected to compare the prompt with")
        }
        state = compared("a boat", to: "a boat")
        state.press("M-V")
        #expect(state.overlay == nil)
        #expect(state.message?.text == "the prompt is that of the selected result")
    }

    @Test func `the text of changes scrolls within its ends and closes`() {
        var state = compared("gone\n", to: String(repeating: "line\n", count: 100))
        state.press("M-V", "Up")
        #expect(state.overlay == .changes(offset: 0))
        let last = ChangesText(state.promptChanges, in: state.size).rows.count - ChangesText.pageHeight(in: state.size)
        for _ in 0..<9 { state.press("PageDown") }
        #expect(last > 0 && state.overlay == .changes(offset: last))
        state.press("Home", "Down", "Down", "k")
        #expect(state.overlay == .changes(offset: 1))
        state.press("x", "End")
        #expect(state.overlay == .changes(offset: last))
        state.press("Esc")
        #expect(state.overlay == nil && state.prompt.buffer.text.hasPrefix("line"))
    }

    @Test func `a draft of a template is compared with the template`() {
        var state = Sample.state(prompt: "a {red|blue} boat")
        let row = Sample.row(1)
        state.history.rows = [row]
        let job = Job(
            id: JobID("j"), request: ImageRequest(prompt: "a red boat", parameters: Parameters()),
            origin: JobOrigin(template: "a {red|blue} boat"), submittedAt: Sample.noon, service: .local(storeID: "s"))
        state.result.entry = HistoryEntry(row: row, job: job, result: nil)
        #expect(state.promptChanges?.isEmpty == true)
    }

    @Test func `controls in texts of the network do not reach the screen`() {
        let diff = WordDiff(from: "a \u{1B}[2Jred\u{202E} boat", to: "a blue boat")
        let text = ChangesText(diff, in: Size(width: 80, height: 24))
        #expect(text.rows.map { String(text.characters[$0]) }.joined() == "a [-[2Jred-]{+blue+} boat")
    }
}
