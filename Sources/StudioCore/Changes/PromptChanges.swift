package import EngineModel
import RunwareAPI
import TerminalUI

extension StudioState {
    /// What changed since the prompt of the selected result; nil when none is known.
    package var promptChanges: WordDiff? {
        guard let entry = shownEntry else { return nil }
        let job = entry.job
        let earlier = EarlierPrompt(
            text: job.origin.template ?? job.request.prompt, isTemplate: job.origin.template != nil,
            cursor: PromptCursor(sequence: 0), usedAt: job.submittedAt)
        return WordDiff(from: recalledText(of: earlier), to: prompt.buffer.text)
    }
}

/// Marks in the prompt what is new since the selected result, or marks it no longer.
func toggleChanges(_ state: inout StudioState) {
    if state.marksChanges {
        state.marksChanges = false
        return
    }
    guard let changes = comparable(&state) else { return }
    state.marksChanges = true
    state.message = .info(changeWords(changes))
}

/// Shows both texts in one, with what is gone.
func showChanges(_ state: inout StudioState) {
    guard let changes = comparable(&state) else { return }
    if changes.isEmpty { state.message = .info(changeWords(changes)) } else { state.overlay = .changes(offset: 0) }
}

private func comparable(_ state: inout StudioState) -> WordDiff? {
    if let changes = state.promptChanges { return changes }
    let isNone = state.history.selected == nil
    state.message = .info(
        isNone ? "no result is selected to compare the prompt with" : "the result is still being read")
    return nil
}

private func changeWords(_ changes: WordDiff) -> String {
    if changes.isEmpty { return "the prompt is that of the selected result" }
    let key = CommandTable.key(for: .showChanges) ?? ""
    return "\(changes.words) since the selected result; \(key) shows them in one text"
}

extension WordDiff {
    /// `2 new, 1 gone`: how many stretches of text.
    package var words: String {
        [(count(.added), "new"), (count(.removed), "gone")].filter { $0.0 > 0 }.map { "\($0) \($1)" }
            .joined(separator: ", ")
    }
}

/// Keys while the changes lie over the panes.
func reduceChanges(_ key: KeyEvent, offset: Int, _ state: inout StudioState) -> [Effect] {
    let page = ChangesText.pageHeight(in: state.size)
    let lines = ChangesText(state.promptChanges, in: state.size).rows.count
    let last = max(lines - page, 0)
    func scroll(to line: Int) { state.overlay = .changes(offset: min(max(line, 0), last)) }
    switch (key.key, key.modifiers) {
    case (.up, []), (.character("k"), []): scroll(to: offset - 1)
    case (.down, []), (.character("j"), []): scroll(to: offset + 1)
    case (.pageUp, []): scroll(to: offset - page)
    case (.pageDown, []), (.character(" "), []): scroll(to: offset + page)
    case (.home, []): scroll(to: 0)
    case (.end, []): scroll(to: last)
    case (.escape, _), (.enter, []), (.character("q"), []), (.character("c"), .control): state.overlay = nil
    default: break
    }
    return []
}
