import Foundation

/// Whether words that were typed are found in a text, and where.
///
/// Each word has to be found: as it stands, or with its letters in order and close together ("lthse" finds
/// "lighthouse"). Case and accents do not count. A match says nothing about rank: lists keep their own order.
package struct FuzzyMatch: Hashable, Sendable {
    /// Places of matched characters in the text, ascending.
    package let places: [Int]

    /// Nil when some word is not found; an empty query is found everywhere.
    package init?(_ query: String, in text: String) {
        self.init(Query(query), in: text)
    }

    /// A query made ready once for many texts.
    package struct Query: Hashable, Sendable {
        fileprivate let words: [[Character]]
        package var isEmpty: Bool { words.isEmpty }

        package init(_ text: String) {
            words = text.split(whereSeparator: \.isWhitespace).map { $0.map(FuzzyMatch.folded) }
        }
    }

    /// Nil when some word is not found.
    package init?(_ query: Query, in text: String) {
        guard !query.isEmpty else {
            places = []
            return
        }
        let folded = text.map(Self.folded)
        var found: Set<Int> = []
        for word in query.words {
            guard let places = Self.whole(word, in: folded) ?? Self.scattered(word, in: folded) else { return nil }
            found.formUnion(places)
        }
        places = found.sorted()
    }

    /// Where the word stands as it is; the first place.
    private static func whole(_ word: [Character], in text: [Character]) -> [Int]? {
        guard let first = word.first, text.count >= word.count else { return nil }
        for start in 0...(text.count - word.count) where text[start] == first {
            if text[start..<(start + word.count)].elementsEqual(word) { return Array(start..<(start + word.count)) }
        }
        return nil
    }

    /// Where the word's letters stand in order, within one word of the text and no further apart than as many letters
    /// again; the first such place. One letter, or two, would be found in anything.
    private static func scattered(_ word: [Character], in text: [Character]) -> [Int]? {
        guard word.count > 2, let first = word.first else { return nil }
        for start in text.indices where text[start] == first {
            var places = [start]
            let end = min(start + 2 * word.count + 2, text.count)
            var place = start + 1
            while places.count < word.count, place < end, !text[place].isWhitespace {
                if text[place] == word[places.count] { places.append(place) }
                place += 1
            }
            if places.count == word.count { return places }
        }
        return nil
    }

    /// A character without case and accents; one that folds to several stays.
    static func folded(_ character: Character) -> Character {
        if let value = character.asciiValue {
            return (65...90).contains(value) ? Character(Unicode.Scalar(value + 32)) : character
        }
        let plain = String(character).folding(options: [.caseInsensitive, .diacriticInsensitive], locale: nil)
        return plain.count == 1 ? plain.first ?? character : character
    }
}
