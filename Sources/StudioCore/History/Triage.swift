import EngineModel
import TerminalUI

/// Commands that judge rows.
func performTriage(_ command: Command, _ state: inout StudioState) -> [Effect] {
    switch command {
    case .pick: return pick(&state)
    case .tag: return openMarkField(.tags, &state)
    case .note: return openMarkField(.note, &state)
    case .bin: return putIntoBin(&state)
    case .undoMarks: return takeBack(.undo, &state)
    case .redoMarks: return takeBack(.redo, &state)
    case .markRow, .markRange, .invertMarked: return markRows(command, &state)
    case .dropMarked: return dropMarked(&state)
    case .showBin: return toggleBin(&state)
    case .emptyBin: return [.history(.countBin)]
    default:
        // From the palette, without the digit that says how.
        state.message = .info("1 to 5 rate what is selected, 0 takes the rating away")
        return []
    }
}

/// Rates by the digit that was pressed.
func rate(by key: KeyEvent, _ state: inout StudioState) -> [Effect] {
    guard case .character(let character) = key.key, let digit = character.wholeNumberValue else { return [] }
    let rating = HistoryMarks.ratings.contains(digit) ? digit : nil
    return mark(rating.map { "rated \($0)" } ?? "rating taken away", .rating(rating), &state)
}

/// Picks the rows; when all are picked, none of them.
private func pick(_ state: inout StudioState) -> [Effect] {
    let isAll = state.targets.allSatisfy { state.marks(of: $0)?.isPicked == true }
    return mark(isAll ? "picked no longer" : "picked", .pick(!isAll), &state)
}

private func mark(_ words: String, _ change: MarkChange, _ state: inout StudioState) -> [Effect] {
    state.mark(state.targets.map { RowChange($0, change) }, words: words)
}

/// Puts rows into the bin, or takes them out where the bin is shown. A single row is left at once, so that the next
/// press means the next row.
private func putIntoBin(_ state: inout StudioState) -> [Effect] {
    let targets = state.targets
    let isIn = !state.history.showsBin
    let changes = targets.filter { state.marks(of: $0).map { ($0.deletedAt != nil) != isIn } ?? true }
        .map { RowChange($0, .bin(isIn)) }
    guard !targets.isEmpty, !changes.isEmpty else { return targets.isEmpty ? state.mark([], words: "") : [] }
    var effects = state.mark(changes, words: isIn ? "put into the bin" : "taken out of the bin")
    if targets == [state.history.selected?.id], state.history.selection + 1 < state.history.rows.count {
        state.history.selection += 1
        effects += loadSelected(&state)
    }
    return effects
}

extension StudioState {
    /// What is acted on: in the result pane what it shows, in the list the marked rows, else the selected one.
    var targets: [HistoryID] {
        if focus != .result, !history.triage.marked.isEmpty { return history.markedRows }
        if whyUnmarkable != nil { return [] }
        let shown = focus == .result ? result.shown?.row.id : nil
        return (shown ?? history.selected?.id).map { [$0] } ?? []
    }

    /// Why nothing can be written on what the result pane shows while it has the keys; nil when it can.
    var whyUnmarkable: String? {
        guard focus == .result, let shown = result.shown else { return nil }
        // It is about to be nowhere.
        if shown.job.origin.isOffRecord { return "off the record nothing can be written on it" }
        if let missing = result.whyInNoHistory { return missing }
        // A note that is not read yet would be written over.
        return result.awaitsMarks ? "it is still being read" : nil
    }

    /// What is written on a row, with what is on its way there; nil when it is not known.
    func marks(of id: HistoryID) -> HistoryMarks? {
        if let expected = history.triage.expected[id] { return expected }
        let listed = history.place(of: id).map { history.rows[$0].marks }
        let shown = result.shown?.row.id == id ? result.shown?.row.marks : nil
        return focus == .result ? shown ?? listed : listed ?? shown
    }

    /// Asks for changes as one step.
    mutating func mark(_ changes: [RowChange], words: String) -> [Effect] {
        guard !changes.isEmpty else {
            message = .info(whyUnmarkable ?? "no result is selected")
            return []
        }
        let rows = Set(changes.map(\.id)).count
        return send(
            MarkWish(
                .change, changes, words: rows == 1 ? words : "\(rows) rows \(words)", query: history.query))
    }

    mutating func send(_ wish: MarkWish) -> [Effect] {
        history.triage.pending += 1
        for change in wish.changes {
            guard var marks = marks(of: change.id) else { continue }
            _ = marks.take(change.change, now: now)
            history.triage.expected[change.id] = marks
        }
        return [.history(.mark(wish))]
    }
}

/// Takes the last step back, or does again what was taken back last.
func takeBack(_ kind: MarkWish.Kind, _ state: inout StudioState) -> [Effect] {
    guard state.history.triage.pending == 0 else {
        state.history.triage.waiting.append(kind)
        return []
    }
    let step = kind == .undo ? state.history.triage.undo.popLast() : state.history.triage.redo.popLast()
    guard let step else {
        state.message = .info(kind == .undo ? "nothing to take back" : "nothing to do again")
        return []
    }
    return state.send(MarkWish(kind, step.changes, words: step.words, query: step.query))
}

/// Takes what became of a wish.
func takeMarked(_ answer: MarkAnswer, _ state: inout StudioState) -> [Effect] {
    let wish = answer.wish
    state.history.triage.arrived()
    if !answer.undoing.isEmpty {
        state.history.triage.push(
            TriageState.Step(changes: answer.undoing, words: wish.words, query: wish.query), for: wish.kind)
    }
    switch (wish.kind, answer.undoing.isEmpty) {
    case (.change, false): state.message = .info("\(wish.words) · \(undoKey) takes it back")
    case (.undo, false): state.message = .info("taken back: \(wish.words)")
    case (.redo, false): state.message = .info("again: \(wish.words)")
    // A row may have gone for ever meanwhile; what is already so is no mistake.
    case (_, true): state.message = .info("nothing changed")
    }
    if wish.changes.contains(where: { if case .tag = $0.change { true } else { false } }) { state.history.tags = nil }
    var effects = refresh(
        answer.rows, of: wish.changes.map(\.id), &state,
        comesBack: wish.kind != .change && wish.query == state.history.answered)
    // What was read of the row before it was marked may arrive only now.
    if effects.isEmpty, let selected = state.history.selected?.id, wish.changes.contains(where: { $0.id == selected }) {
        effects.append(.loadEntry(selected))
    }
    // What was taken back is shown.
    if wish.kind != .change, let first = answer.rows.compactMap({ state.history.place(of: $0.id) }).min(),
        first != state.history.selection
    {
        state.history.selection = first
        effects += loadSelected(&state)
    }
    return effects + doWaiting(&state)
}

private var undoKey: String { CommandTable.key(for: .undoMarks, in: .history) ?? "" }

/// Steps that waited for others to arrive.
private func doWaiting(_ state: inout StudioState) -> [Effect] {
    guard state.history.triage.pending == 0, !state.history.triage.waiting.isEmpty else { return [] }
    return takeBack(state.history.triage.waiting.removeFirst(), &state)
}

/// Nothing was marked: what was to be taken back still can be.
func takeNotMarked(_ sentence: String, _ wish: MarkWish, _ state: inout StudioState) {
    state.history.triage.arrived()
    state.history.triage.waiting = []
    let step = TriageState.Step(changes: wish.changes, words: wish.words, query: wish.query)
    switch wish.kind {
    case .change: state.message = .error("not \(wish.words): \(sentence)")
    case .undo:
        state.history.triage.undo.append(step)
        state.message = .error("not taken back: \(wish.words): \(sentence)")
    case .redo:
        state.history.triage.redo.append(step)
        state.message = .error("not done again: \(wish.words): \(sentence)")
    }
}

/// Takes rows as they are now. Those that are gone, or belong into the bin or out of it, leave the list; the selection
/// stays with its row, else it goes to the one below.
func refresh(
    _ fresh: [HistoryRow], of asked: [HistoryID], _ state: inout StudioState, comesBack: Bool = false
) -> [Effect] {
    let before = state.history.selected?.id
    let listsBin = state.history.answered.filters.contains(.mark(.deleted))
    let belonging = fresh.filter { ($0.marks.deletedAt != nil) == listsBin }
    let known = Dictionary(belonging.map { ($0.id, $0) }) { first, _ in first }
    let leaving = Set(asked).subtracting(known.keys)
    // The rows that leave above the selection, and it itself.
    let kept = state.history.rows[..<min(state.history.selection, state.history.rows.count)].count {
        !leaving.contains($0.id)
    }
    let lines = state.historyLines
    let top = lines.row(near: state.history.offset)
    let keptAbove = state.history.rows[..<min(top, state.history.rows.count)].count { !leaving.contains($0.id) }
    state.history.rows = state.history.rows.filter { !leaving.contains($0.id) }.map { known[$0.id] ?? $0 }
    // What left above the rows that show moves none of them.
    state.history.offset = max(
        state.history.offset + state.historyLines.line(of: keptAbove) - lines.line(of: top), 0)
    state.history.triage.marked.subtract(leaving)
    state.history.selection = min(kept, max(state.history.rows.count - 1, 0))
    if comesBack {
        let shown = Set(state.history.rows.map(\.id))
        for row in belonging where !shown.contains(row.id) { state.history.insert(row) }
    }
    state.result.refresh(fresh)
    var effects = state.history.selected?.id == before ? [] : loadSelected(&state)
    let page = state.historyRows(in: state.layout.inside(.history))
    if state.history.rows.isEmpty, !state.history.above.isEmpty {
        effects.append(state.history.ask())
    } else if state.history.selection + page >= state.history.rows.count, let more = state.history.askForOlder() {
        effects.append(more)
    }
    return effects
}

extension HistoryState {
    /// Puts a row back into its place, if that is within the stretch on hand.
    mutating func insert(_ row: HistoryRow) {
        let place = rows.firstIndex { $0.cursor < row.cursor } ?? rows.count
        if let begin, row.cursor >= begin { return }
        if place == rows.count, hasMore { return }
        rows.insert(row, at: place)
        if place <= selection, rows.count > 1 { selection += 1 }
    }
}
