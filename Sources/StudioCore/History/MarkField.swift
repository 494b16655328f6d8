package import EngineModel
import RunwareAPI
import TerminalUI

/// A field of one line for the tags or the note of rows.
package struct MarkField: Hashable, Sendable {
    package enum Kind: Hashable, Sendable { case tags, note }
    package let kind: Kind
    /// The rows it is for.
    package let targets: [HistoryID]
    /// The tags that all of them have.
    package let present: [String]
    package var text: TextBuffer

    /// How long a note may be, in characters.
    static let longestNote = 1000
}

/// Opens the field for the selected or marked rows.
func openMarkField(_ kind: MarkField.Kind, _ state: inout StudioState) -> [Effect] {
    let targets = state.targets
    guard let first = targets.first else { return state.mark([], words: "") }
    let marks = targets.map { state.marks(of: $0) ?? HistoryMarks() }
    let present = marks[0].tags.filter { tag in marks.allSatisfy { $0.tags.contains(tag) } }
    // A note that they have in common is gone on with.
    let note = targets.count == 1 || marks.allSatisfy({ $0.note == marks[0].note }) ? state.marks(of: first)?.note : nil
    state.overlay = .markField(
        MarkField(
            kind: kind, targets: targets, present: present, text: TextBuffer(kind == .note ? oneLine(note ?? "") : "")))
    return kind == .tags ? [.history(.loadTags)] : []
}

/// Keys while tags or a note are typed.
func reduceMarkField(_ key: KeyEvent, _ field: MarkField, _ state: inout StudioState) -> [Effect] {
    var field = field
    switch (key.key, key.modifiers) {
    case _ where key.leaves:
        state.overlay = nil
        state.message = nil
        return []
    case (.enter, []): return takeMarkField(field, &state)
    case (.tab, []):
        guard let completion = field.completions(state.history.tags ?? []).first else { return [] }
        field.text.replacePiece(field.piece, with: completion + " ")
    default:
        guard FieldEditing.take(key, &field.text) else { return [] }
        state.message = nil
    }
    state.overlay = .markField(field)
    return []
}

private func takeMarkField(_ field: MarkField, _ state: inout StudioState) -> [Effect] {
    let changes: [MarkChange]
    let words: String
    switch field.kind {
    case .note:
        let note = String(Whitespace.trimmed(field.text.text))
        guard note.count <= MarkField.longestNote else {
            state.message = .error("a note has at most \(MarkField.longestNote) characters; this one has \(note.count)")
            return []
        }
        changes = [.note(note.isEmpty ? nil : note)]
        words = note.isEmpty ? "without a note now" : "noted"
    case .tags:
        let tags = field.wishes
        if let long = tags.first(where: { $0.name.count > TagName.limit }) {
            state.message = .error(
                "a tag has at most \(TagName.limit) characters; \(long.name.prefix(12))… has \(long.name.count)")
            return []
        }
        changes = tags.map { .tag($0.name, isOn: $0.isOn) }
        words = tags.map { ($0.isOn ? "tagged " : "no longer tagged ") + $0.name }.joined(separator: ", ")
    }
    state.overlay = nil
    state.message = nil
    guard !changes.isEmpty else { return [] }
    return state.mark(field.targets.flatMap { id in changes.map { RowChange(id, $0) } }, words: words)
}

extension MarkField {
    private static func parts(_ character: Character) -> Bool { character.isWhitespace || ",\"".contains(character) }

    /// The tag that is being typed.
    var piece: String { text.pieceBeforeCursor(isSeparator: Self.parts) }

    /// What Enter does: a name adds the tag, or takes it away where all rows have it; `-name` takes it away.
    package var wishes: [(name: String, isOn: Bool)] {
        guard kind == .tags else { return [] }
        var seen: Set<String> = []
        return text.text.split(whereSeparator: Self.parts).compactMap { piece in
            let isMinus = piece.first == "-"
            let typed = String(isMinus ? piece.dropFirst() : piece)
            // One that is too long is kept as it was typed, to be spoken of.
            let name = TagName.normal(typed) ?? typed
            guard !name.isEmpty, seen.insert(name).inserted else { return nil }
            return (name, !isMinus && !present.contains(name))
        }
    }

    /// Tags in use that begin as what is typed; behind `-` those that the rows have.
    package func completions(_ tags: [TagCount]) -> [String] {
        guard kind == .tags else { return [] }
        let isMinus = piece.hasPrefix("-")
        let typed = (isMinus ? String(piece.dropFirst()) : piece).lowercased()
        let used = Set(wishes.map(\.name)).subtracting([isMinus ? String(piece.dropFirst()) : piece])
        let known = isMinus ? present : tags.map(\.tag)
        return known.filter { $0.lowercased().hasPrefix(typed) && !used.contains($0) && $0 != piece }
            .map { (isMinus ? "-" : "") + $0 }
    }
}
