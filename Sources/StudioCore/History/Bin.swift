import EngineModel

/// Shows what lies in the bin, or goes back to what was shown before.
func toggleBin(_ state: inout StudioState) -> [Effect] {
    state.history.triage.marked = []
    state.history.triage.lastMarked = nil
    // It was typed: then it goes with what was typed.
    if state.history.asideOfBin == nil, state.history.showsBin { return state.editFilter { $0 = TextBuffer() } }
    if let aside = state.history.asideOfBin {
        state.history.asideOfBin = nil
        state.history.search = aside
    } else {
        state.history.asideOfBin = state.history.search
        state.history.search = TextBuffer()
    }
    state.history.reading = HistoryQueryReading(
        state.history.search.text, now: state.now, offsets: state.utcOffsets)
    state.history.selection = 0
    state.focus(on: .history)
    return [state.history.ask()]
}

/// How many rows lay in the bin is known: they go only when the user says so.
func askToEmptyBin(_ count: Int, before time: Timestamp, _ state: inout StudioState) {
    guard count > 0 else {
        state.message = .info("the bin is empty")
        return
    }
    guard state.mayBeAsked else {
        // Something else may have been opened meanwhile, and keys may wait that were never meant as an answer.
        state.message = .warning("the bin is not emptied: there is a question about it, ask again to see it")
        return
    }
    state.overlay = .confirmEmptyBin(count, before: time)
}

func binWasEmptied(_ count: Int, _ state: inout StudioState) -> [Effect] {
    state.message = .info(count == 1 ? "1 row is deleted for ever" : "\(count) rows are deleted for ever")
    return [state.history.ask()]
}
