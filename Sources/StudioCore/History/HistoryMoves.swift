import EngineModel
import TerminalUI

/// Moves the selection of the focused list, or scrolls the result.
func moveRow(_ command: Command, _ state: inout StudioState) -> [Effect] {
    let layout = state.layout
    let page = max(layout.inside(state.focus).height - 1, 1)
    let distance: Int =
        switch command {
        case .nextRow: 1
        case .previousRow: -1
        case .nextPage: page
        case .previousPage: -page
        case .firstRow: -1_000_000
        default: 1_000_000
        }
    switch state.focus {
    case .queue:
        state.queue.selection = min(max(state.queue.selection + distance, 0), max(state.queueRowCount - 1, 0))
        return []
    case .result:
        let last = max(resultLineCount(state) - layout.inside(.result).height, 0)
        state.result.offset = min(max(state.result.offset + distance, 0), last)
        return []
    case .history: return moveInHistory(command, &state)
    case .prompt, .parameters:
        return []
    }
}

/// Moves the selection; near an end of the rows on hand the next ones are asked for. The last row of a long history is
/// not looked for at one stroke: the end is that of the rows on hand, and reading goes on from there.
private func moveInHistory(_ command: Command, _ state: inout StudioState) -> [Effect] {
    let inside = state.layout.inside(.history)
    let page = max(state.historyRows(in: inside) - 1, 1)
    let lines = state.historyLines
    let selection = state.history.selection
    let line = lines.line(of: selection)
    let last = max(state.history.rows.count - 1, 0)
    let target =
        switch command {
        case .nextRow: selection + 1
        case .previousRow: selection - 1
        // Lines of days take their place: a page is never more than what was seen.
        case .nextPage: max(lines.row(near: line + page), selection + 1)
        case .previousPage: min(lines.row(near: line - page), selection - 1)
        case .firstRow: 0
        default: last
        }
    state.history.selection = min(max(target, 0), last)
    if command == .firstRow, !state.history.above.isEmpty {
        state.history.offset = 0
        return [state.history.ask()]
    }
    var effects = loadSelected(&state)
    if state.history.selection + page >= state.history.rows.count, let more = state.history.askForOlder() {
        effects.append(more)
    } else if state.history.selection < page, let more = state.history.askForNewer() {
        effects.append(more)
    }
    return effects
}

/// Asks for what is known of the selected row.
func loadSelected(_ state: inout StudioState) -> [Effect] {
    guard let row = state.history.selected else {
        state.result.entry = nil
        state.result.awaited = nil
        if state.result.aside == nil { state.result.offset = 0 }
        return []
    }
    if state.result.aside == nil, state.result.entry?.row.id != row.id { state.result.offset = 0 }
    state.result.awaited = row.id
    return [.loadEntry(row.id)]
}
