/// Text under a cursor that knows graphemes: the prompt, or a one-line field. The cursor stands between characters.
package struct TextBuffer: Hashable, Sendable {
    package private(set) var characters: [Character] = []
    /// How many characters stand before the cursor, 0 … count.
    package private(set) var cursor = 0

    package init(_ text: String = "") {
        characters = Array(Self.normalised(text))
        cursor = characters.count
    }

    /// The whole text.
    package var text: String { String(characters) }
    package var isEmpty: Bool { characters.isEmpty }

    /// Places a move can go to, and a deletion can reach.
    package enum Target: Hashable, Sendable, CaseIterable {
        case previousCharacter, nextCharacter, previousWord, nextWord, lineStart, lineEnd, start, end
    }

    /// An edit as it was made: what stood in the range before, and what stands there now.
    package struct Edit: Hashable, Sendable {
        package let location: Int
        package let removed: String
        package let inserted: String
        package let cursorBefore: Int
    }

    /// Inserts text at the cursor, which goes behind it.
    @discardableResult
    package mutating func insert(_ text: String) -> Edit {
        replace(cursor..<cursor, with: text)
    }

    /// Deletes from the cursor to a target.
    @discardableResult
    package mutating func delete(to target: Target) -> Edit {
        let place = index(of: target)
        return replace(min(place, cursor)..<max(place, cursor), with: "")
    }

    /// Replaces the whole text; the cursor goes to its end.
    @discardableResult
    package mutating func replaceAll(with text: String) -> Edit {
        replace(0..<characters.count, with: text)
    }

    /// Moves the cursor to a target.
    package mutating func move(to target: Target) {
        cursor = index(of: target)
    }

    /// Puts the cursor behind so many characters; held to the text.
    package mutating func setCursor(_ place: Int) {
        cursor = min(max(place, 0), characters.count)
    }

    /// Takes an edit back exactly.
    package mutating func undo(_ edit: Edit) {
        let before = characters[..<edit.location]
        let after = String(characters[edit.location...]).dropPrefix(edit.inserted)
        characters = Array(String(before) + edit.removed + after)
        cursor = edit.cursorBefore
    }

    /// Replaces a range. Characters at its borders may join: text is split into graphemes anew around it.
    private mutating func replace(_ range: Range<Int>, with text: String) -> Edit {
        let text = Self.normalised(text)
        // A grapheme can be joined by what follows it, and a flag by what precedes: start at the previous line.
        let start = characters[..<range.lowerBound].lastIndex(where: \.isNewline).map { $0 + 1 } ?? 0
        let end = characters[range.upperBound...].firstIndex(where: \.isNewline) ?? characters.count
        let edit = Edit(
            location: start, removed: String(characters[start..<end]),
            inserted: String(characters[start..<range.lowerBound]) + text + String(characters[range.upperBound..<end]),
            cursorBefore: cursor)
        let head = String(characters[start..<range.lowerBound]) + text
        characters.replaceSubrange(start..<end, with: Array(edit.inserted))
        cursor = min(start + head.count, characters.count)
        return edit
    }

    /// Lines end in a newline alone, so that a line's start is a border of graphemes.
    private static func normalised(_ text: String) -> String {
        guard text.utf8.contains(13) else { return text }
        return String(text.map { $0 == "\r\n" || $0 == "\r" ? "\n" : $0 })
    }

    private func index(of target: Target) -> Int {
        switch target {
        case .previousCharacter: max(cursor - 1, 0)
        case .nextCharacter: min(cursor + 1, characters.count)
        case .previousWord: wordStart(before: cursor)
        case .nextWord: wordEnd(after: cursor)
        case .lineStart: characters[..<cursor].lastIndex(where: \.isNewline).map { $0 + 1 } ?? 0
        case .lineEnd: characters[cursor...].firstIndex(where: \.isNewline) ?? characters.count
        case .start: 0
        case .end: characters.count
        }
    }

    private func wordStart(before place: Int) -> Int {
        var place = place
        while place > 0, !characters[place - 1].isWordPart { place -= 1 }
        while place > 0, characters[place - 1].isWordPart { place -= 1 }
        return place
    }

    private func wordEnd(after place: Int) -> Int {
        var place = place
        while place < characters.count, !characters[place].isWordPart { place += 1 }
        while place < characters.count, characters[place].isWordPart { place += 1 }
        return place
    }
}

extension Character {
    /// Letters, numbers, marks and emoji make words; spaces and punctuation part them.
    fileprivate var isWordPart: Bool {
        isLetter || isNumber || self == "_" || self == "'" || (!isWhitespace && !isPunctuation && !isSymbol)
            || unicodeScalars.contains { $0.properties.isEmojiPresentation }
    }
}

extension String {
    fileprivate func dropPrefix(_ prefix: String) -> Substring {
        unicodeScalars.starts(with: prefix.unicodeScalars)
            ? Substring(unicodeScalars.dropFirst(prefix.unicodeScalars.count)) : self[...]
    }
}
