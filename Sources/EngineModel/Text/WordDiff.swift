/// What became of a text, word by word: which parts were kept, which are gone and which are new.
///
/// A word, a run of spaces and a mark are one token each; an ideograph is a word by itself. Of the longest common
/// subsequence of tokens everything is kept. Two texts that are too long to compare so (`mostWork`) share only their
/// beginning and their end.
package struct WordDiff: Hashable, Sendable {
    /// A part of one of the texts, or of both.
    package struct Piece: Hashable, Sendable {
        package enum Kind: Hashable, Sendable { case kept, removed, added }
        package let kind: Kind
        package let text: String

        /// `[-red-]`, `{+blue+}`, or the text alone where it was kept.
        package var marked: String {
            switch kind {
            case .kept: text
            case .removed: "[-\(text)-]"
            case .added: "{+\(text)+}"
            }
        }
    }

    /// In the order of the texts; between two kept pieces what is gone stands before what is new. No two neighbours are
    /// of one kind, and none is empty.
    package let pieces: [Piece]

    /// How much work a comparison may be: the product of the numbers of tokens between common beginning and end. Three
    /// thousand tokens against as many, the longest prompts there are, stay within it.
    package static let mostWork = 16_000_000

    /// Compares two texts.
    package init(from old: String, to new: String) {
        guard old != new else {
            pieces = old.isEmpty ? [] : [Piece(kind: .kept, text: new)]
            return
        }
        let (old, new) = (WordTokens(old), WordTokens(new))
        var numbers: [Substring: Int32] = [:]
        let (first, second) = (old.numbered(&numbers), new.numbered(&numbers))
        let start = zip(first, second).prefix { $0 == $1 }.count
        let end = zip(first.dropFirst(start).reversed(), second.dropFirst(start).reversed()).prefix { $0 == $1 }.count
        let steps = CommonTokens.steps(
            first[start..<(first.count - end)], second[start..<(second.count - end)], mostWork: Self.mostWork)
        var stretches = Stretches()
        for _ in 0..<start { stretches.add(.kept) }
        for step in steps { stretches.add(step) }
        for _ in 0..<end { stretches.add(.kept) }
        pieces = stretches.joined(across: new).flatMap { stretch in
            [
                Piece(kind: .kept, text: new.text(stretch.kept)),
                Piece(kind: .removed, text: old.text(stretch.removed)),
                Piece(kind: .added, text: new.text(stretch.added)),
            ].filter { !$0.text.isEmpty }
        }
    }

    /// Whether nothing is gone and nothing is new.
    package var isEmpty: Bool { pieces.allSatisfy { $0.kind == .kept } }

    /// The text before: what was kept and what is gone.
    package var old: String { pieces.filter { $0.kind != .added }.map(\.text).joined() }

    /// The text after: what was kept and what is new.
    package var new: String { pieces.filter { $0.kind != .removed }.map(\.text).joined() }

    /// Where the text after is new, counted in its characters, ascending.
    package var added: [Range<Int>] {
        var place = 0
        var ranges: [Range<Int>] = []
        for piece in pieces where piece.kind != .removed {
            let end = place + piece.text.count
            if piece.kind == .added { ranges.append(place..<end) }
            place = end
        }
        return ranges
    }

    /// How many pieces are of a kind.
    package func count(_ kind: Piece.Kind) -> Int { pieces.count { $0.kind == kind } }

    /// Both texts in one line of reading, told apart without colours: `a [-red-]{+blue+} boat`.
    package var marked: String { pieces.map(\.marked).joined() }
}

/// Steps gathered: kept tokens and the change behind them, in turn.
private struct Stretches {
    struct Stretch {
        /// Tokens of the new text.
        var kept: Range<Int>
        /// Tokens of the old text.
        var removed: Range<Int>
        /// Tokens of the new text.
        var added: Range<Int>
        var hasChange: Bool { !removed.isEmpty || !added.isEmpty }
        /// Something was replaced by something else.
        var isReplacement: Bool { !removed.isEmpty && !added.isEmpty }
    }
    private var stretches: [Stretch] = []
    private var current = Stretch(kept: 0..<0, removed: 0..<0, added: 0..<0)

    mutating func add(_ step: CommonTokens.Step) {
        switch step {
        case .kept:
            if current.hasChange {
                stretches.append(current)
                let (old, new) = (current.removed.upperBound, current.added.upperBound)
                current = Stretch(kept: new..<new, removed: old..<old, added: new..<new)
            }
            let (old, new) = (current.removed.upperBound + 1, current.added.upperBound + 1)
            current = Stretch(kept: current.kept.lowerBound..<new, removed: old..<old, added: new..<new)
        case .removed: current.removed = current.removed.lowerBound..<(current.removed.upperBound + 1)
        case .added: current.added = current.added.lowerBound..<(current.added.upperBound + 1)
        }
    }

    /// Words replaced one after another are one replacement: the space between them says nothing.
    func joined(across new: WordTokens) -> [Stretch] {
        var joined: [Stretch] = []
        for stretch in stretches + [current] {
            if let last = joined.last, last.isReplacement, stretch.isReplacement,
                new.tokens[stretch.kept].allSatisfy({ $0.allSatisfy(\.isWhitespace) })
            {
                joined[joined.count - 1].removed = last.removed.lowerBound..<stretch.removed.upperBound
                joined[joined.count - 1].added = last.added.lowerBound..<stretch.added.upperBound
            } else {
                joined.append(stretch)
            }
        }
        return joined
    }
}
