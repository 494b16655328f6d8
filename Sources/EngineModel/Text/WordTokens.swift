/// A text cut into words, runs of spaces, and single marks.
struct WordTokens: Hashable, Sendable {
    let tokens: [Substring]

    init(_ text: String) {
        var tokens: [Substring] = []
        var start = text.startIndex
        var before: Class?
        var place = text.startIndex
        while place < text.endIndex {
            let current = Class(text[place])
            if let before, before != current || current == .alone {
                tokens.append(text[start..<place])
                start = place
            }
            before = current
            place = text.index(after: place)
        }
        if start < text.endIndex { tokens.append(text[start...]) }
        self.tokens = tokens
    }

    /// The text of tokens that follow each other.
    func text(_ range: Range<Int>) -> String {
        guard let first = range.first, let last = range.last else { return "" }
        return String(tokens[first].base[tokens[first].startIndex..<tokens[last].endIndex])
    }

    /// The tokens as numbers, equal ones the same; new ones are added to those known.
    func numbered(_ known: inout [Substring: Int32]) -> [Int32] {
        tokens.map { token in
            if let number = known[token] { return number }
            let number = Int32(known.count)
            known[token] = number
            return number
        }
    }

    private enum Class: Hashable {
        case word, space
        /// A token by itself: marks, and signs that are a word each.
        case alone

        init(_ character: Character) {
            if let ascii = character.asciiValue {
                switch ascii {
                case 48...57, 65...90, 97...122, 95, 39: self = .word
                case 9...13, 32: self = .space
                default: self = .alone
                }
            } else if Self.standsAlone(character) {
                self = .alone
            } else if character.isWhitespace {
                self = .space
            } else {
                self = character.isLetter || character.isNumber ? .word : .alone
            }
        }

        /// Scripts that put no spaces between words: kana and ideographs.
        private static func standsAlone(_ character: Character) -> Bool {
            switch character.unicodeScalars.first?.value ?? 0 {
            case 0x3040...0x30FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xF900...0xFAFF, 0x20000...0x3FFFD: true
            default: false
            }
        }
    }
}
