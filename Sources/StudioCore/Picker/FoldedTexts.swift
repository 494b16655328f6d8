/// Many texts ready to be searched.
///
/// A word of a query is found within one word of a text or not at all, and texts share their words: so each distinct
/// word is kept once, a query looks through these, and a text is a row of their numbers.
struct FoldedTexts: Hashable, Sendable {
    /// The distinct words, folded, one behind the other.
    private var bytes: [UInt8] = []
    private var wordEnds: [Int] = []
    /// The number of a word by the hash of its bytes.
    private var numbers: [UInt64: Int32] = [:]
    /// The words of the texts, one text behind the other.
    private var words: [Int32] = []
    private var textEnds: [Int] = []

    var count: Int { textEnds.count }

    mutating func append(_ text: String) {
        var folded: [UInt8] = []
        folded.reserveCapacity(text.utf8.count)
        Folding.append(text, to: &folded)
        var start = 0
        for place in 0...folded.count where place == folded.count || FoldedWord.isSpace(folded[place]) {
            if place > start { words.append(number(of: folded[start..<place])) }
            start = place + 1
        }
        textEnds.append(words.count)
    }

    private mutating func number(of word: ArraySlice<UInt8>) -> Int32 {
        // FNV-1a, which is quick for words this short.
        let hash = word.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 }
        if let number = numbers[hash] {
            let start = number == 0 ? 0 : wordEnds[Int(number) - 1]
            if bytes[start..<wordEnds[Int(number)]] == word { return number }
        }
        let number = Int32(wordEnds.count)
        bytes.append(contentsOf: word)
        wordEnds.append(bytes.count)
        // Of two words with one hash the older one is kept again each time: that costs room, and loses nothing.
        if numbers[hash] == nil { numbers[hash] = number }
        return number
    }

    /// Which of these texts hold every word of a query, in their order.
    ///
    /// - Parameter known: a query whose words the candidates are known to hold.
    func matching(_ query: FuzzyMatch.Query, among candidates: [Int], holding known: FuzzyMatch.Query) -> [Int] {
        query.words.filter { !known.words.contains($0) }.reduce(candidates) { left, word in
            let hits = hits(of: word)
            return hits.withUnsafeBufferPointer { hits in
                words.withUnsafeBufferPointer { words in
                    left.filter { text in
                        for place in (text == 0 ? 0 : textEnds[text - 1])..<textEnds[text] where hits[Int(words[place])]
                        {
                            return true
                        }
                        return false
                    }
                }
            }
        }
    }

    /// Which of the distinct words a word of a query is found in.
    private func hits(of word: FoldedWord) -> [Bool] {
        bytes.withUnsafeBufferPointer { bytes in
            var start = 0
            return wordEnds.map { end in
                defer { start = end }
                return word.isFound(in: UnsafeBufferPointer(rebasing: bytes[start..<end]))
            }
        }
    }
}
