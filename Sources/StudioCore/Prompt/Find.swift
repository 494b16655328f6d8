import TerminalUI

/// What is looked for in the prompt, and where it was found. Case and accents do not count, and a line end is a space.
package struct Find: Hashable, Sendable {
    /// The words looked for.
    package private(set) var field = TextBuffer()
    /// Where they stand in the text, ascending; none overlaps another.
    package private(set) var matches: [Range<Int>] = []
    /// The place of the match that is selected; nil when nothing is found.
    package private(set) var current: Int?
    /// What the cursor and the selection were.
    let origin: Int
    let originMark: TextBuffer.Mark?
    private let folded: Derived<[Character]>

    init(in buffer: TextBuffer) {
        origin = buffer.cursor
        originMark = buffer.mark
        folded = Derived(Self.folded(buffer))
    }

    /// The selected match.
    package var match: Range<Int>? { current.map { matches[$0] } }

    /// Changes the words; the first match from where the search began is selected, or the first of all. With the same
    /// words, as after a move in the field, the selected match stays.
    mutating func edit(_ change: (inout TextBuffer) -> Void) {
        let before = field.text
        change(&field)
        guard field.text != before else { return }
        let wanted = Self.folded(field)
        matches = Self.places(of: wanted, in: folded.value)
        current = matches.isEmpty ? nil : matches.firstIndex { $0.lowerBound >= origin } ?? 0
    }

    /// Selects another match, round the ends.
    mutating func step(by count: Int) {
        guard let current else { return }
        self.current = (current + count + matches.count) % matches.count
    }

    private static func folded(_ buffer: TextBuffer) -> [Character] {
        buffer.characters.map { $0.isNewline ? " " : Folding.fold($0) }
    }

    private static func places(of words: [Character], in text: [Character]) -> [Range<Int>] {
        guard let first = words.first else { return [] }
        var places: [Range<Int>] = []
        var start = 0
        while start + words.count <= text.count {
            if text[start] == first, text[start..<start + words.count].elementsEqual(words) {
                places.append(start..<start + words.count)
                start += words.count
            } else {
                start += 1
            }
        }
        return places
    }
}

extension PromptState {
    mutating func beginFind() {
        find = Find(in: buffer)
        buffer.dropMark()
    }

    /// Ends the search at the match, which stays selected, or where it began.
    mutating func endFind(keeping: Bool) {
        guard let ended = find else { return }
        find = nil
        if !ended.field.isEmpty { lastFind = ended.field.text }
        if !keeping || ended.match == nil {
            buffer.setCursor(ended.origin)
            buffer.mark = ended.originMark
        }
    }

    /// Changes what is looked for or which match is selected.
    mutating func find(_ change: (inout Find) -> Void) {
        guard var find else { return }
        change(&find)
        self.find = find
        if let match = find.match {
            buffer.select(match)
        } else {
            buffer.dropMark()
            buffer.setCursor(find.origin)
        }
    }
}

/// Keys while something is looked for in the prompt.
func reduceFind(_ key: KeyEvent, _ state: inout StudioState) -> [Effect] {
    state.message = nil
    switch (key.key, key.modifiers) {
    case (.escape, _), (.character("g"), .control): state.prompt.endFind(keeping: false)
    case (.enter, []): state.prompt.endFind(keeping: true)
    case (.down, []), (.character("n"), .control), (.character("s"), .alt):
        let last = state.prompt.lastFind
        // As in Emacs: asked for the next place of nothing, it looks for what was looked for last.
        state.prompt.find { $0.field.isEmpty ? $0.edit { $0.insert(last) } : $0.step(by: 1) }
    case (.up, []), (.character("p"), .control), (.character("r"), .control), (.character("S"), .alt):
        state.prompt.find { $0.step(by: -1) }
    default: return reduceFindText(key, &state)
    }
    return []
}

private func reduceFindText(_ key: KeyEvent, _ state: inout StudioState) -> [Effect] {
    var field = state.prompt.find?.field ?? TextBuffer()
    if FieldEditing.take(key, &field) {
        state.prompt.find { $0.edit { $0 = field } }
        return []
    }
    guard let command = Keymap.standard.command(for: key, in: .prompt, whileTyping: true) else { return [] }
    // Every other command is carried out where the search has come to.
    state.prompt.endFind(keeping: true)
    if command == .extendSelection { return extendSelection(by: key, &state) }
    return perform(command, &state)
}
