import EngineModel
import TerminalUI

/// What is put into the editor for an earlier prompt.
///
/// The one place where a prompt that was sent literally becomes text of the editor, which may read it as a template.
func recalledText(of prompt: EarlierPrompt) -> String {
    prompt.text
}

extension StudioState {
    /// Whether an earlier prompt stands in the editor as it was recalled.
    package var isRecalling: Bool { recall.position(of: prompt.buffer.text) != nil }

    /// The text that is the user's own: the draft that waits while an earlier prompt stands in its place, which history
    /// keeps anyway.
    package var ownBuffer: TextBuffer {
        guard let walk = recall.walk, isRecalling else { return prompt.buffer }
        return walk.draft
    }
}

/// Goes to the next older prompt.
func recallEarlier(_ state: inout StudioState) -> [Effect] {
    guard !state.recall.isStale else {
        state.awaitPrompts(1)
        return state.recall.ask()
    }
    return walkEarlier(1, &state)
}

/// Goes to the next newer prompt, behind the newest to the draft.
func recallLater(_ state: inout StudioState) -> [Effect] {
    state.recall.awaited = nil
    guard state.isRecalling, let walk = state.recall.walk else {
        let key = CommandTable.key(for: .recallEarlier) ?? ""
        state.message = .info("this is the draft; \(key) goes to earlier prompts")
        return []
    }
    let draft = walk.draft.text
    if let place = (0..<max(walk.place, 0)).last(where: { recalledText(of: state.recall.prompts[$0]) != draft }) {
        state.recallPrompt(at: place)
    } else {
        state.prompt.buffer = walk.draft
        state.recall.walk = nil
        state.message = .info("this is the draft again, as it was")
    }
    return []
}

private func walkEarlier(_ steps: Int, _ state: inout StudioState) -> [Effect] {
    var left = steps
    while left > 0 {
        let walk = state.isRecalling ? state.recall.walk : nil
        // One that is the draft word for word is not an earlier one: after submitting it would come first.
        let draft = (walk?.draft ?? state.prompt.buffer).text
        let first = (walk?.place ?? -1) + 1
        let older = state.recall.prompts.indices.dropFirst(first)
        guard let place = older.first(where: { recalledText(of: state.recall.prompts[$0]) != draft }) else { break }
        state.recallPrompt(at: place)
        left -= 1
    }
    if left > 0, state.recall.next != nil {
        // As far as it went the walk shows; the rest of the steps waits for older prompts.
        state.awaitPrompts(left)
    } else if left > 0 {
        state.message = .info(
            state.isRecalling ? "there is no earlier prompt than this" : "there are no earlier prompts")
    }
    return state.recall.askForMore()
}

extension StudioState {
    /// Leaves steps until prompts come, behind those that wait already.
    fileprivate mutating func awaitPrompts(_ steps: Int) {
        let text = prompt.buffer.text
        let before = recall.awaited.flatMap { $0.text == text ? $0.steps : nil } ?? 0
        recall.awaited = RecallState.Awaited(steps: before + steps, text: text)
    }

    /// Puts an earlier prompt into the editor: one change to undo, and the draft kept.
    mutating func recallPrompt(at place: Int) {
        let draft = ownBuffer
        prompt.buffer = draft
        prompt.buffer.replaceAll(with: recalledText(of: recall.prompts[place]))
        recall.walk = RecallState.Walk(place: place, draft: draft, text: prompt.buffer.text)
    }
}

/// A page of earlier prompts came.
func reducePrompts(_ page: PromptPage, question: UInt64, _ state: inout StudioState) -> [Effect] {
    guard let growth = state.recall.take(page, question: question) else { return [] }
    growList(growth, &state)
    var effects: [Effect] = []
    if let awaited = state.recall.awaited {
        state.recall.awaited = nil
        // Whoever typed or opened something meanwhile does not want to be taken elsewhere.
        if state.overlay == nil, state.focus == .prompt, state.prompt.buffer.text == awaited.text {
            effects += walkEarlier(awaited.steps, &state)
        }
    }
    // While recall is in use the rest is read behind it, page by page.
    if state.isRecalling || state.isSearchingPrompts { effects += state.recall.askForMore() }
    return effects
}
