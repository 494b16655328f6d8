import EngineModel
import RunwareAPI
package import TerminalUI

extension HistoryState {
    /// How many rows are asked for at a time.
    package static let pageSize = 100

    /// Whether the line of the search field shows.
    package var showsSearch: Bool { isSearching || !search.isEmpty }

    /// Rows of the pane that show history: all but the search field.
    package static func listRows(in inside: Rect, isSearching: Bool) -> Int {
        max(inside.height - (isSearching ? 1 : 0), 1)
    }

    /// What is looked for.
    var query: HistoryQuery {
        HistoryQuery(words: search.text.split(whereSeparator: \.isWhitespace).map(String.init))
    }

    /// Asks for the newest rows again.
    mutating func ask() -> Effect {
        question += 1
        isLoading = true
        return .loadPage(query, before: nil, question: question)
    }

    /// Asks for the rows behind those that were read.
    mutating func askForMore() -> Effect? {
        guard hasMore, !isLoading, let last = rows.last else { return nil }
        question += 1
        isLoading = true
        return .loadPage(query, before: last.cursor, question: question)
    }

    /// Changes the search words; asks anew when they are others now.
    mutating func edit(_ change: (inout TextBuffer) -> Void) -> [Effect] {
        let before = search.text
        change(&search)
        guard search.text != before else { return [] }
        selection = 0
        return [ask()]
    }

    /// Takes the answer to the newest question. Returns whether what is known of the selected row has to be read.
    mutating func take(_ page: HistoryPage, question: UInt64, appended: Bool) -> Bool {
        guard question == self.question else { return false }
        isLoading = false
        let before = selected?.id
        let placeBefore = selection
        let followsNewest = selection == 0
        defer { answered = query }
        if appended {
            rows += page.rows
            hasMore = page.hasMore
        } else {
            // Rows further down were read before and are still there, unless the question was another one.
            let older = rows.filter { row in page.rows.last.map { row.cursor < $0.cursor } ?? false }
            let continues =
                query == answered && page.hasMore && !older.isEmpty && rows.contains { $0.id == page.rows.last?.id }
            rows = page.rows + (continues ? older : [])
            hasMore = continues ? hasMore : page.hasMore
        }
        // The list keeps its place under new arrivals; at the top it follows them.
        if !followsNewest, let before, let place = rows.firstIndex(where: { $0.id == before }) {
            selection = place
            offset = max(offset + place - placeBefore, 0)
        }
        selection = min(max(selection, 0), max(rows.count - 1, 0))
        // Also of the same row there may be news: its file has arrived.
        return selected?.id != before || !appended
    }
}

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
    case .history:
        let target = min(max(state.history.selection + distance, 0), max(state.history.rows.count - 1, 0))
        state.history.selection = target
        var effects = loadSelected(&state)
        if target + page >= state.history.rows.count, let more = state.history.askForMore() { effects.append(more) }
        return effects
    case .prompt, .parameters:
        return []
    }
}

/// Asks for what is known of the selected row.
func loadSelected(_ state: inout StudioState) -> [Effect] {
    guard let row = state.history.selected else {
        state.result = ResultState()
        return []
    }
    if state.result.entry?.row.id != row.id { state.result.offset = 0 }
    return [.loadEntry(row.id)]
}

/// Keys while the search field has them.
func reduceSearchInput(_ key: KeyEvent, _ state: inout StudioState) -> [Effect] {
    switch (key.key, key.modifiers) {
    case (.enter, []), (.down, []):
        state.history.isSearching = false
        return []
    case (.escape, _):
        state.history.isSearching = false
        return state.history.edit { $0 = TextBuffer() }
    default:
        var field = state.history.search
        if FieldEditing.take(key, &field) { return state.history.edit { $0 = field } }
        guard let command = Keymap.standard.command(for: key, in: .prompt, whileTyping: true),
            CommandTable.isGlobal(command)
        else { return [] }
        return perform(command, &state)
    }
}

/// Takes over what the selected result was made of; the draft is replaced, the record is not touched.
func restore(_ command: Command, _ state: inout StudioState) {
    guard let entry = state.result.entry, state.result.isOfQueue || entry.row.id == state.history.selected?.id
    else {
        state.message = .info(
            state.history.selected == nil ? "no result is selected" : "the result is still being read")
        return
    }
    let request = entry.job.request
    let seed = entry.result?.seed ?? request.parameters.seed
    if let seed, seed > SeedRange.maximum, command != .restorePrompt {
        state.message = .error("seed \(seed) cannot be sent again: the largest is \(SeedRange.maximum)")
        return
    }
    switch command {
    case .restorePrompt:
        state.prompt.buffer.replaceAll(with: Template.escaped(request.prompt))
        state.message = .info("the prompt is restored\(escapeWords(request.prompt))")
    case .restoreSeed:
        guard let seed else {
            state.message = .info("no seed is known of it")
            return
        }
        state.parameters.values.seed = seed
        state.parameters.seedPolicy = .hold
        state.message = .info("seed \(seed) is restored and held")
    default:
        state.prompt.buffer.replaceAll(with: Template.escaped(request.prompt))
        state.parameters.take(request.parameters)
        // One image of several came from its own seed: repeating it takes one task with that seed.
        state.parameters.values.numberResults = seed == nil ? request.parameters.numberResults : 1
        state.parameters.values.seed = seed
        if seed == nil { state.parameters.drawSeed() } else { state.parameters.seedPolicy = .hold }
        if state.parameters.values.numberResults > 1 { state.parameters.batch = .oneTask }
        state.message = .info(
            "prompt, parameters\(seed.map { " and seed \($0)" } ?? "") are restored\(escapeWords(request.prompt))")
    }
    // What is off the record is about to be nowhere, so nothing can be known as made from it.
    state.parent = entry.job.origin.isOffRecord ? nil : entry.result?.id
}

/// Fetches the file of the shown result again, when it is not there.
func fetchFile(_ state: inout StudioState) -> [Effect] {
    guard let entry = state.result.entry, let result = entry.result else {
        state.message = .info("no result is shown")
        return []
    }
    switch result.media {
    case .stored(let path): state.message = .info("the file is there already: \(path)")
    case .pending: state.message = .info("the file is being fetched")
    case .linked where entry.job.origin.isOffRecord:
        state.message = .info("off the record no file is kept; the link above is all there is")
    case .linked, .failed:
        guard let url = result.url else {
            state.message = .info("there is no link to fetch it from")
            return []
        }
        state.message = .info("fetching the file again")
        return [.fetchFile(result.id, url: url, entry.job.request.parameters.outputFormat)]
    }
    return []
}
