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

    /// Nil when some word is not found.
    package init?(_ query: Query, in text: String) {
        guard !query.isEmpty else {
            places = []
            return
        }
        var bytes: [UInt8] = []
        /// Which character each byte belongs to.
        var characters: [Int] = []
        for (place, character) in text.enumerated() {
            Folding.append(String(character), to: &bytes)
            characters.append(contentsOf: repeatElement(place, count: bytes.count - characters.count))
        }
        var found: Set<Int> = []
        for word in query.words {
            guard let places = bytes.withUnsafeBufferPointer({ word.places(in: $0) }) else { return nil }
            for place in places { found.insert(characters[place]) }
        }
        places = found.sorted()
    }

    /// A query made ready once for many texts.
    package struct Query: Hashable, Sendable {
        let words: [FoldedWord]
        package var isEmpty: Bool { words.isEmpty }

        package init(_ text: String) {
            words = text.split(whereSeparator: \.isWhitespace).map { FoldedWord(String($0)) }.filter { !$0.isEmpty }
        }

        /// Whether what this query finds is among what the other one found: each of its words stands here too, or the
        /// beginning of a longer one.
        func narrows(_ other: Query) -> Bool {
            guard other.words.count <= words.count else { return false }
            return zip(other.words, words).allSatisfy { $1.narrows($0) }
        }
    }
}
