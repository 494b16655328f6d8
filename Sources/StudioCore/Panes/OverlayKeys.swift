import TerminalUI

/// Keys while something lies over the panes.
func reduceOverlay(_ key: KeyEvent, _ overlay: Overlay, _ state: inout StudioState) -> [Effect] {
    switch overlay {
    case .help(let offset): return reduceHelp(key, offset: offset, &state)
    case .picker(let picker): return reducePicker(key, picker, &state)
    case .changes(let offset): return reduceChanges(key, offset: offset, &state)
    case .presetName(let field): return reducePresetName(key, field, &state)
    case .sweep: return reduceSweep(key, &state)
    case .sweepGrid(let grid): return reduceSweepGrid(key, grid, &state)
    case .madeBefore(let pending, let earlier): return reduceMadeBefore(key, pending, earlier, &state)
    case .overCap(let question): return reduceOverCap(key, question, &state)
    case .spending(let page): return reduceSpendingKey(key, page, &state)
    case .markField(let field): return reduceMarkField(key, field, &state)
    case .results(let own): return reduceResultOverlay(key, own, &state)
    // An answer is the bare key: C-y, whose habit is another one, must not send what may be billed.
    case _ where !key.modifiers.isEmpty: break
    case .confirmQuit:
        switch key.key {
        case .character("w"):
            state.overlay = nil
            // It may all have arrived while the question stood; then no news would end the wait.
            guard state.inFlightCount > 0 else { return state.leave() }
            state.leavesWhenDone = true
            state.message = .info("leaving once everything on its way has arrived; the queue is paused")
            return [.pauseQueue]
        case .character("q"):
            state.overlay = nil
            return state.leaveForgetting()
        case .escape:
            state.overlay = nil
            state.leavesWhenDone = false
        default: break
        }
    case .confirmSendAgain(let id):
        if answersYes(key, &state) { return state.submit(PendingSubmission(again: id)) }
    case .confirmReplacePreset(let preset):
        if answersYes(key, &state) { return [.presets(.save(preset, replacing: true))] }
    case .confirmDeletePreset(let name):
        if answersYes(key, &state) { return [.presets(.delete(name))] }
    case .confirmAbandon(let id):
        if answersYes(key, &state) { return [.cancel(id)] }
    case .confirmEmptyBin(_, let time):
        if answersYes(key, &state) { return [.history(.emptyBin(before: time))] }
    case .confirmClear(let ids):
        if answersYes(key, &state) { return clear(ids, &state) }
    }
    return []
}

/// Whether a key says yes; any answer closes the question.
private func answersYes(_ key: KeyEvent, _ state: inout StudioState) -> Bool {
    switch key.key {
    case .character("y"):
        state.overlay = nil
        return true
    case .character("n"), .escape:
        state.overlay = nil
        return false
    default: return false
    }
}

private func reduceHelp(_ key: KeyEvent, offset: Int, _ state: inout StudioState) -> [Effect] {
    let page = HelpText.pageHeight(in: state.size)
    let last = HelpText.lastOffset(in: state.size)
    switch key.key {
    case .up, .character("k"): state.overlay = .help(offset: max(offset - 1, 0))
    case .down, .character("j"): state.overlay = .help(offset: min(offset + 1, last))
    case .pageUp: state.overlay = .help(offset: max(offset - page, 0))
    case .pageDown, .character(" "):
        state.overlay = .help(offset: min(offset + page, last))
    case .home, .character("g"): state.overlay = .help(offset: 0)
    case .end, .character("G"): state.overlay = .help(offset: last)
    case .escape, .character("q"), .character("?"), .function(1): state.overlay = nil
    default: break
    }
    return []
}
