import EngineModel
import TerminalUI

/// Reading pages: the newest rows, those behind the stretch on hand, and those before it.
extension HistoryState {
    /// Asks for the newest rows again.
    mutating func ask() -> Effect {
        question += 1
        awaited = .newest
        changedMeanwhile = false
        return .loadPage(query, before: nil, question: question)
    }

    /// Asks for the rows behind those on hand.
    mutating func askForOlder() -> Effect? {
        guard hasMore, !isLoading, !isStale else { return nil }
        guard let last = rows.last else { return ask() }
        question += 1
        awaited = .older
        return .loadPage(query, before: last.cursor, question: question)
    }

    /// Asks for the page that was let go last before those on hand.
    mutating func askForNewer() -> Effect? {
        guard let cursor = above.last, !isLoading, !isStale else { return nil }
        question += 1
        awaited = .newer
        return .history(.loadNewer(query, before: cursor, question: question))
    }

    /// The question will not be answered: it may be asked again.
    mutating func forgetQuestion() {
        awaited = nil
        isSlow = false
        changedMeanwhile = false
    }

    /// What has to be read again once a page was taken.
    struct Rereading {
        /// What is known of the selected row.
        var isOfSelected = false
        /// The rows on hand, because the page holds none of them.
        var isOfRows = false
    }

    /// Takes the answer to the newest question.
    mutating func take(_ page: HistoryPage, question: UInt64, appended: Bool, _ days: LocalDays) -> Rereading {
        guard question == self.question else { return Rereading() }
        let before = selected?.id
        awaited = nil
        isSlow = false
        var keepsPlace = false
        if appended {
            rows += page.rows
            hasMore = page.hasMore
            letGoAbove(days)
        } else if standsBehind(page) {
            keepsPlace = true
            beginBehindNewRows(days)
        } else {
            takeNewest(page, days)
        }
        answered = query
        selection = min(max(selection, 0), max(rows.count - 1, 0))
        // Also of the same row there may be news: its file has arrived.
        return Rereading(isOfSelected: selected?.id != before || !appended, isOfRows: keepsPlace)
    }

    /// Whether more came than the newest page holds, so that it neither has the selected row nor reaches those on hand.
    private func standsBehind(_ page: HistoryPage) -> Bool {
        guard selection > 0, query == answered, page.hasMore, let selected, let last = page.rows.last else {
            return false
        }
        return selected.cursor < last.cursor && !(above.isEmpty && rows.contains { $0.id == last.id })
    }

    /// The rows on hand stay; the newer ones are read on the way up, as if they had been let go.
    private mutating func beginBehindNewRows(_ days: LocalDays) {
        guard above.isEmpty, let first = rows.first else { return }
        let line = lines(days).line(of: selection)
        above = [nil]
        begin = HistoryCursor(sequence: first.cursor.sequence + 1)
        offset = max(offset + lines(days).line(of: selection) - line, 0)
    }

    /// The list keeps its place under new arrivals; at the top it follows them.
    private mutating func takeNewest(_ page: HistoryPage, _ days: LocalDays) {
        let before = selected
        let line = lines(days).line(of: selection)
        let followsNewest = selection == 0
        // Rows further down were read before and are still there, unless the question was another one.
        let older = rows.filter { row in page.rows.last.map { row.cursor < $0.cursor } ?? false }
        let continues =
            query == answered && above.isEmpty && page.hasMore && !older.isEmpty
            && rows.contains { $0.id == page.rows.last?.id }
        rows = page.rows + (continues ? older : [])
        hasMore = continues ? hasMore : page.hasMore
        above = []
        begin = nil
        // Where the row itself is gone, the one below takes its place.
        if !followsNewest, let before, let place = rows.firstIndex(where: { $0.cursor <= before.cursor }) {
            selection = place
            offset = max(offset + lines(days).line(of: place) - line, 0)
        }
        letGoBelow()
    }

    /// Takes the page before those on hand. Returns what to ask when the page did not reach them.
    mutating func takeNewer(_ page: HistoryPage, question: UInt64, _ days: LocalDays) -> Effect? {
        guard question == self.question, !above.isEmpty else { return nil }
        awaited = nil
        if let begin, page.hasMore, let last = page.rows.last, last.cursor > begin {
            // More rows came back there than were let go: the rest of them first.
            above.append(last.cursor)
            return askForNewer()
        }
        let fresh = page.rows.filter { row in begin.map { row.cursor >= $0 } ?? true }
        let line = lines(days).line(of: selection)
        begin = above.removeLast()
        rows = fresh + rows
        selection += fresh.count
        offset = max(offset + lines(days).line(of: selection) - line, 0)
        letGoBelow()
        return nil
    }

    /// Lets go of whole pages at the newer end.
    private mutating func letGoAbove(_ days: LocalDays) {
        while rows.count > Self.largestStretch, selection >= Self.pageSize {
            let line = lines(days).line(of: selection)
            above.append(begin)
            begin = rows[Self.pageSize - 1].cursor
            rows.removeFirst(Self.pageSize)
            selection -= Self.pageSize
            offset = max(offset + lines(days).line(of: selection) - line, 0)
        }
    }

    /// Lets go of rows at the older end; they are read again when they are wanted.
    private mutating func letGoBelow() {
        let count = max(Self.largestStretch, selection + Self.pageSize)
        guard rows.count > count else { return }
        rows.removeLast(rows.count - count)
        hasMore = true
    }
}

/// Takes a page that came.
func takePage(_ page: HistoryPage, question: UInt64, appended: Bool, _ state: inout StudioState) -> [Effect] {
    guard question == state.history.question else { return [] }
    let changed = state.history.changedMeanwhile
    let rereading = state.history.take(page, question: question, appended: appended, state.localDays)
    var effects = rereading.isOfSelected ? loadSelected(&state) + state.asideEffects : []
    if rereading.isOfRows { effects.append(.history(.loadRows(state.history.rows.map(\.id)))) }
    if changed { effects.append(state.history.ask()) }
    return effects
}

/// History is another than it was: what shows is read again, the place is kept.
func historyChanged(_ state: inout StudioState) -> [Effect] {
    // A question under way is not withdrawn for every result that arrives, or a slow one would never be answered.
    if state.history.awaited == .newest {
        state.history.changedMeanwhile = true
        return []
    }
    guard !state.history.above.isEmpty else { return [state.history.ask()] }
    // Far from the newest rows nothing moves: only what can be seen may be other by now.
    let ids = state.visibleRows
    return ids.isEmpty ? [] : [.history(.loadRows(ids))]
}

/// What became known of history.
func reduceHistory(_ news: HistoryNews, _ state: inout StudioState) -> [Effect] {
    switch news {
    case .newerPage(let page, let question):
        return state.history.takeNewer(page, question: question, state.localDays).map { [$0] } ?? []
    case .pageFailed(let sentence, let question):
        // A question that was withdrawn for a newer one has no answer that matters.
        guard question == state.history.question else { return [] }
        state.history.forgetQuestion()
        // They meant rows that are not there.
        let dropped = state.history.isStale && !state.typedAhead.isEmpty ? state.dropTypedAhead() : nil
        state.message = .error(sentence + (dropped.map { "; taken back: \($0)" } ?? ""))
    case .searchIsSlow(let question):
        let history = state.history
        if question == history.question, history.isLoading, history.isStale || history.awaited != .newest {
            state.history.isSlow = true
            if !state.typedAhead.isEmpty { state.sayThatKeysWait() }
        }
    case .rows(let rows, let asked): return refresh(rows, of: asked, &state)
    case .marked(let answer): return takeMarked(answer, &state)
    case .notMarked(let sentence, let wish): takeNotMarked(sentence, wish, &state)
    case .tags(let tags): state.history.tags = tags
    case .bin(let count, let time): askToEmptyBin(count, before: time, &state)
    case .binEmptied(let count): return binWasEmptied(count, &state)
    }
    return []
}
