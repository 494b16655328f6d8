package import EngineModel

extension ResultState {
    /// What the pane shows; while the selected row is read, still the one before it.
    package var shown: HistoryEntry? { aside ?? entry }

    /// Why the store has nothing to tell of the job of the queue pane that stands aside; nil when it has.
    var whyInNoHistory: String? {
        guard isOfQueue, let aside, !aside.standsInHistory else { return nil }
        return aside.job.origin.isOffRecord ? "off the record it stands in no history" : "it stands in no history yet"
    }

    /// Takes rows as they are now.
    mutating func refresh(_ rows: [HistoryRow]) {
        func fresh(_ entry: HistoryEntry?) -> HistoryEntry? {
            guard let entry, let row = rows.first(where: { $0.id == entry.row.id }) else { return entry }
            return HistoryEntry(row: row, job: entry.job, result: entry.result)
        }
        entry = fresh(entry)
        aside = fresh(aside)
    }

    /// The list has the keys again, and with them the pane.
    mutating func dropAside() {
        guard aside != nil else { return }
        aside = nil
        isOfQueue = false
        awaitsMarks = false
        offset = 0
    }

    /// Shows something else than the selected row.
    mutating func stand(aside entry: HistoryEntry) {
        wanted = nil
        aside = entry
        isOfQueue = false
        awaitsMarks = false
        offset = 0
    }

    /// Shows a job of the queue pane; what is written on its row is asked of history, where it has one.
    mutating func stand(asideOfQueue entry: HistoryEntry) -> [Effect] {
        stand(aside: entry)
        isOfQueue = true
        awaitsMarks = entry.standsInHistory
        return awaitsMarks ? [.loadEntry(entry.row.id)] : []
    }
}

extension StudioState {
    /// All that is known of the row that commands of a result act on: the one that stands aside, else the selected one;
    /// nil while it is read, and when there is none.
    package var shownEntry: HistoryEntry? {
        if let aside = result.aside { return aside }
        guard let entry = result.entry, entry.row.id == history.selected?.id else { return nil }
        return entry
    }

    /// The same, or a message that says why there is none.
    mutating func takeShown() -> HistoryEntry? {
        if let shown = shownEntry { return shown }
        message = .info(history.selected == nil ? "no result is selected" : "the result is still being read")
        return nil
    }

    /// Goes to a row: in the list where it stands there, else its details are shown beside the list.
    mutating func show(_ id: HistoryID) -> [Effect] {
        guard let place = history.rows.firstIndex(where: { $0.id == id }) else {
            result.wanted = id
            return [.loadEntry(id)]
        }
        result.dropAside()
        history.selection = place
        if focus != .history { focus(on: .result) }
        return loadSelected(&self)
    }

    /// Takes what was read of a row, where it is waited for.
    mutating func take(_ entry: HistoryEntry?, of id: HistoryID) {
        if result.wanted == id {
            result.wanted = nil
            guard let entry else {
                message = .info("that result is gone")
                return
            }
            result.stand(aside: entry)
            focus(on: .result)
        } else if let aside = result.aside, aside.row.id == id {
            result.aside = result.isOfQueue ? HistoryEntry(ofQueue: aside.job, known: entry?.row) : entry
            result.awaitsMarks = false
        }
        if result.awaited == id { result.awaited = nil }
        if history.selected?.id == id { result.entry = entry }
    }

    /// News of the row that stands aside, when history changed.
    var asideEffects: [Effect] {
        guard let aside = result.aside, !result.isOfQueue || aside.standsInHistory else { return [] }
        return [.loadEntry(aside.row.id)]
    }
}
