/// Where moves go and deletions reach.
extension TextBuffer {
    package enum Target: Hashable, Sendable, CaseIterable {
        case previousCharacter, nextCharacter, previousWord, nextWord, lineStart, lineEnd
        case sentenceStart, sentenceEnd, start, end
    }

    /// Moves the cursor to a target.
    package mutating func move(to target: Target, selecting: Bool = false) {
        setCursor(place(of: target), selecting: selecting)
    }

    /// From the cursor to a target, in the order of the text.
    func range(to target: Target) -> Range<Int> {
        let place = place(of: target)
        return min(place, cursor)..<max(place, cursor)
    }

    private func place(of target: Target) -> Int {
        switch target {
        case .previousCharacter: max(cursor - 1, 0)
        case .nextCharacter: min(cursor + 1, characters.count)
        case .previousWord: wordStart(before: cursor)
        case .nextWord: wordEnd(after: cursor)
        case .lineStart: characters[..<cursor].lastIndex(where: \.isNewline).map { $0 + 1 } ?? 0
        case .lineEnd: characters[cursor...].firstIndex(where: \.isNewline) ?? characters.count
        case .sentenceStart: sentenceStart(before: cursor)
        case .sentenceEnd: sentenceEnd(after: cursor)
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

    private func sentenceEnd(after place: Int) -> Int {
        var place = place
        while place < characters.count, characters[place].isWhitespace { place += 1 }
        while place < characters.count {
            place += 1
            if endsSentence(at: place) { return place }
        }
        return place
    }

    private func sentenceStart(before place: Int) -> Int {
        var place = place
        while place > 0, characters[place - 1].isWhitespace { place -= 1 }
        while place > 0 {
            place -= 1
            guard !characters[place].isWhitespace else { continue }
            var end = place
            while end > 0, characters[end - 1].isWhitespace { end -= 1 }
            if end == 0 || endsSentence(at: end) { return place }
        }
        return 0
    }

    /// Whether a sentence ends before this place: behind a full stop, with the quotes and brackets that close around it,
    /// where a space follows; behind a full stop of scripts without spaces; and at the end of a line.
    private func endsSentence(at place: Int) -> Bool {
        guard place < characters.count, !characters[place].isNewline else { return true }
        let next = characters[place]
        var last = place - 1
        while last > 0, characters[last].closesAround { last -= 1 }
        guard last >= 0, characters[last].isFullStop else { return false }
        return next.isWhitespace || (characters[last].isWideFullStop && !next.closesAround && !next.isFullStop)
    }
}

extension Character {
    /// Letters, numbers, marks and emoji make words; spaces and punctuation part them.
    fileprivate var isWordPart: Bool {
        isLetter || isNumber || self == "_" || self == "'" || (!isWhitespace && !isPunctuation && !isSymbol)
            || unicodeScalars.contains { $0.properties.isEmojiPresentation }
    }

    fileprivate var isWideFullStop: Bool { "。！？｡．".contains(self) }
    fileprivate var isFullStop: Bool { ".!?…‽।؟۔".contains(self) || isWideFullStop }
    fileprivate var closesAround: Bool { "\"'’”»)]}）」』】〉》".contains(self) }
}
