import EngineModel
import RunwareAPI
import TerminalUI

/// Keys while a question about a submission lies over the panes. On a screen too small to show it nothing is agreed to.
func reduceMadeBefore(
    _ key: KeyEvent, _ pending: PendingSubmission, _ earlier: [Int: EarlierRequest], _ state: inout StudioState
) -> [Effect] {
    guard key.modifiers.isEmpty else { return [] }
    switch key.key {
    case .escape, .character("n"): decline(&state)
    case .character("y") where state.layout.width != .tooSmall:
        var agreed = pending
        agreed.consent.makesAgain = true
        state.overlay = nil
        return state.submit(agreed)
    case .character("s") where state.layout.width != .tooSmall:
        let new = pending.without(earlier.keys)
        guard new.count > 0, pending.count > 1 else { return [] }
        state.overlay = nil
        return state.submit(new)
    default: break
    }
    return []
}

/// Keys while the amount over a cap is typed.
func reduceOverCap(_ key: KeyEvent, _ question: CapQuestion, _ state: inout StudioState) -> [Effect] {
    var question = question
    switch (key.key, key.modifiers) {
    case (.escape, _):
        decline(&state)
        return []
    case (.enter, []):
        guard state.layout.width != .tooSmall else { return [] }
        guard Money(text: trimmed(question.field.text)) == question.amount else {
            question.note = "not \(question.amount.typed): nothing is queued"
            state.overlay = .overCap(question)
            return []
        }
        var agreed = question.pending
        agreed.consent.agree(to: question.crossings)
        state.overlay = nil
        return state.submit(agreed)
    default:
        guard FieldEditing.take(key, &question.field) else { return [] }
        question.note = nil
    }
    state.overlay = .overCap(question)
    return []
}

/// Keys of the page of spending.
func reduceSpendingKey(_ key: KeyEvent, _ page: SpendingPage, _ state: inout StudioState) -> [Effect] {
    if page.field != nil { return reduceCapField(key, page, &state) }
    guard key.modifiers.isEmpty else { return [] }
    var page = page
    switch key.key {
    case .escape, .character("q"), .character("$"): state.overlay = nil
    case .character("c"):
        page.field = TextBuffer()
        if let cap = page.report?.caps.session { page.field?.insert(cap.typed) }
        state.overlay = .spending(page)
    default: break
    }
    return []
}

private func reduceCapField(_ key: KeyEvent, _ page: SpendingPage, _ state: inout StudioState) -> [Effect] {
    var page = page
    var effects: [Effect] = []
    switch (key.key, key.modifiers) {
    case (.escape, _):
        page.field = nil
        page.note = nil
    case (.enter, []):
        let text = trimmed(page.field?.text ?? "")
        let cap = Money(text: text)
        if cap == nil, !text.isEmpty {
            page.note = "that is no amount like 5 or 5.25"
        } else {
            page.field = nil
            page.note = nil
            page.isReading = true
            effects = [.setSessionCap(cap), .loadSpending]
        }
    default:
        guard var field = page.field, FieldEditing.take(key, &field) else { return [] }
        page.field = field
        page.note = nil
    }
    state.overlay = .spending(page)
    return effects
}

private func decline(_ state: inout StudioState) {
    state.overlay = nil
    state.message = .info("nothing was queued")
}

private func trimmed(_ text: String) -> String { String(text.filter { $0 != " " }) }
