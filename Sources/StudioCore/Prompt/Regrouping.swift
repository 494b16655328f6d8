/// Which characters become others when a part of a text is replaced.
///
/// Graphemes join across the ends of an edit: flags pair anew, a joiner or a mark takes what stands before it, a
/// syllable grows. Only a few characters have to be looked at all the same. Text is split from the front, and each
/// character begins with no memory of those before it. So what ends before the character in front of the edit stays as
/// it is, and as soon as, behind the edit, a new character begins where an old one did, all that follow are the old ones.
/// (A long row of flags is the worst case: it is split anew to its end.)
struct Regrouping {
    /// The characters that go.
    let range: Range<Int>
    /// The characters that come in their place.
    let characters: [Character]
    /// Where the cursor stands: behind the new text, or behind the character that its end has become a part of.
    let cursor: Int

    init(_ old: [Character], replacing range: Range<Int>, with text: String) {
        let left = range.lowerBound > 0 ? String(old[range.lowerBound - 1]) : ""
        let head = left + text
        let rest = old[range.upperBound...]
        var reach = 1
        var split = Split(head, followedBy: rest.prefix(reach))
        while !split.hasMet, reach < rest.count {
            reach *= 8
            split = Split(head, followedBy: rest.prefix(reach))
        }
        let end = range.upperBound + (split.hasMet ? split.taken : rest.count)
        // As long as it was: the character in front of the edit is the same.
        let keepsLeft = !left.isEmpty && split.characters.first?.utf8.count == left.utf8.count
        let start = range.lowerBound - (left.isEmpty || keepsLeft ? 0 : 1)
        self.range = start..<end
        characters = keepsLeft ? Array(split.characters.dropFirst()) : split.characters
        cursor = start + split.countInHead - (keepsLeft ? 1 : 0)
    }

    /// A text split into characters up to the first old one that stays.
    private struct Split {
        private(set) var characters: [Character] = []
        /// How many begin within the head.
        private(set) var countInHead = 0
        /// How many old ones have gone into the new ones.
        private(set) var taken = 0
        /// Whether an old one was met that stays, with all that follow it.
        private(set) var hasMet = false

        init(_ head: String, followedBy rest: ArraySlice<Character>) {
            let headEnd = head.utf8.count
            var offset = 0
            var border = headEnd
            for character in head + String(rest) {
                if offset >= headEnd {
                    while taken < rest.count, border < offset {
                        border += rest[rest.startIndex + taken].utf8.count
                        taken += 1
                    }
                    if border == offset, taken < rest.count {
                        hasMet = true
                        return
                    }
                } else {
                    countInHead += 1
                }
                characters.append(character)
                offset += character.utf8.count
            }
        }
    }
}
