import EngineModel

/// Marking rows: what is done then is done to all of them.
func markRows(_ command: Command, _ state: inout StudioState) -> [Effect] {
    guard let row = state.history.selected else {
        state.message = .info("no result is selected")
        return []
    }
    switch command {
    case .markRow:
        if state.history.triage.marked.remove(row.id) == nil {
            state.history.triage.marked.insert(row.id)
            state.history.triage.lastMarked = row.id
        }
        return perform(.nextRow, &state)
    case .markRange:
        let here = state.history.selection
        let start = state.history.place(of: state.history.triage.lastMarked) ?? here
        for place in min(start, here)...max(start, here) {
            state.history.triage.marked.insert(state.history.rows[place].id)
        }
        state.history.triage.lastMarked = row.id
    default:
        let all = state.history.rows.map(\.id)
        state.history.triage.marked = Set(all).subtracting(state.history.triage.marked)
        state.history.triage.lastMarked = nil
    }
    return []
}

/// Leaves what was laid over the plain list, one thing at a time: marks, the bin, the filter.
func dropMarked(_ state: inout StudioState) -> [Effect] {
    if !state.history.triage.marked.isEmpty {
        state.history.triage.marked = []
        state.history.triage.lastMarked = nil
        return []
    }
    if state.history.asideOfBin != nil { return toggleBin(&state) }
    return state.editFilter { $0 = TextBuffer() }
}
