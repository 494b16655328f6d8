import EngineModel
import TerminalUI

/// What may be typed into the filter beside words, for help and completion.
enum FilterWords {
    /// What a piece may be completed to, the likeliest first; none when it is whole, or no beginning of anything.
    static func completions(of piece: String, tags: [TagCount]) -> [String] {
        guard !piece.isEmpty else { return [] }
        let parts = piece.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2 else {
            return QueryField.allCases.map { $0.rawValue + ":" }.filter { $0.hasPrefix(piece.lowercased()) }
        }
        let (field, value) = (parts[0].lowercased(), String(parts[1]))
        let values: [String] =
            switch field {
            case "tag": tags.map(\.tag).filter { $0.lowercased().hasPrefix(value.lowercased()) }
            case "state": JobState.allCases.map(\.rawValue).filter { $0.hasPrefix(value.lowercased()) }
            case "is": HistoryFilter.Mark.allCases.map(\.rawValue).filter { $0.hasPrefix(value.lowercased()) }
            default: []
            }
        return values.filter { $0 != value }.map { "\(field):\(quotedIfNeeded($0))" }
    }

    private static func quotedIfNeeded(_ value: String) -> String {
        value.contains(where: \.isWhitespace) ? "\"\(value)\"" : value
    }
}

extension TextBuffer {
    /// The piece between spaces that ends at the cursor.
    func pieceBeforeCursor(isSeparator: (Character) -> Bool = \.isWhitespace) -> String {
        String(characters[..<cursor].reversed().prefix { !isSeparator($0) }.reversed())
    }

    /// Puts another piece in the place of the one that ends at the cursor.
    mutating func replacePiece(_ piece: String, with text: String) {
        replace((cursor - piece.count)..<cursor, with: text)
    }
}

/// The lines below the filter: what is wrong in it, or what may be typed.
package struct FilterNote: Hashable, Sendable {
    package let lines: [String]
    package let isFault: Bool
}

extension HistoryState {
    /// What the piece at the cursor may be completed to.
    var completions: [String] {
        isSearching ? FilterWords.completions(of: search.pieceBeforeCursor(), tags: tags ?? []) : []
    }

    /// What stands below the filter. A mistake is explained on two lines at most, also when the list has the keys: the
    /// rows are not what was asked for then. While it is typed one line is always there, so that the list stands still.
    package func filterNote(columns: Int) -> FilterNote {
        // What can still be completed is no mistake yet.
        let completions = completions
        let piece = search.pieceBeforeCursor()
        let faults = completions.isEmpty ? reading.faults : reading.faults.filter { $0.text != piece }
        if let fault = faults.first {
            let more = faults.count > 1 ? " (and \(faults.count - 1) more)" : ""
            let words = CellText.sanitized(fault.words + more, keepingNewlines: false)
            var lines = CellText.wrapTrimmed(words, columns: max(columns, 8))
            if lines.count > 2 {
                lines[1] = CellText.truncate(lines[1...].joined(separator: " "), to: max(columns, 8))
                lines.removeSubrange(2...)
            }
            return FilterNote(lines: lines, isFault: true)
        }
        guard isSearching else { return FilterNote(lines: [], isFault: false) }
        guard completions.isEmpty else {
            let words = ["Tab"] + completions.map { CellText.sanitized($0, keepingNewlines: false) }
            return FilterNote(lines: [Self.whole(words, columns: columns)], isFault: false)
        }
        // Examples say more, names tell of more fields where there is little room.
        let words = QueryField.allCases.map { columns >= 56 ? $0.example : $0.rawValue + ":" }
        return FilterNote(lines: [Self.whole(words, columns: columns)], isFault: false)
    }

    /// As many words as fit.
    private static func whole(_ words: [String], columns: Int) -> String {
        var line = words[0]
        for word in words.dropFirst() {
            guard CellText.width(of: line) + 2 + CellText.width(of: word) <= columns else { break }
            line += "  " + word
        }
        return line
    }
}

extension StudioState {
    /// Changes the filter; asks anew when it asks for something else then.
    mutating func editFilter(_ change: (inout TextBuffer) -> Void) -> [Effect] {
        let before = (text: history.search.text, query: history.query)
        change(&history.search)
        guard history.search.text != before.text else { return [] }
        history.reading = HistoryQueryReading(history.search.text, now: now, offsets: utcOffsets)
        let wantsTags = history.tags == nil && history.search.pieceBeforeCursor().lowercased().hasPrefix("tag:")
        let tags: [Effect] = wantsTags ? [.history(.loadTags)] : []
        guard history.query != before.query else { return tags }
        history.selection = 0
        return tags + [history.ask()]
    }
}

/// Keys while the filter has them.
func reduceSearchInput(_ key: KeyEvent, _ state: inout StudioState) -> [Effect] {
    switch (key.key, key.modifiers) {
    case (.enter, []), (.down, []):
        state.history.isSearching = false
        return []
    case (.escape, _):
        state.history.isSearching = false
        return state.editFilter { $0 = TextBuffer() }
    case (.tab, []) where !state.history.search.pieceBeforeCursor().isEmpty:
        guard let completion = state.history.completions.first else { return [] }
        return state.editFilter { field in
            field.replacePiece(field.pieceBeforeCursor(), with: completion)
        }
    default:
        var field = state.history.search
        if FieldEditing.take(key, &field) { return state.editFilter { $0 = field } }
        guard let command = Keymap.standard.command(for: key, in: .prompt, whileTyping: true),
            CommandTable.isGlobal(command)
        else { return [] }
        return perform(command, &state)
    }
}
