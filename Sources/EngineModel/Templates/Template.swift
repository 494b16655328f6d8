/// A prompt with alternatives (product §2), as it was written and as what it stands for.
///
/// - `{a|b|c}` is one of its alternatives; they nest and may be empty. Outside braces `|` is text.
/// - `__name__` is one entry of the named list, taken literally. Names are words of letters, digits and `-`, joined by
///   single `_`; anything else between underscores is text.
/// - A line whose first character that is no blank is `#` is a comment: it is left out with its line break.
/// - `\{ \} \| \_ \# \\` are the characters themselves; a backslash before anything else is itself.
///
/// All else stays as written, spaces included. Nothing is ever expanded to count: what there is, and each expansion, is
/// worked out from the parts. Expansions are numbered with the rightmost alternatives changing fastest; two of them may
/// read the same, as in `{a|a}`.
package struct Template: Hashable, Sendable {
    /// What was written.
    package let text: String
    /// How many expansions there are, at least 1.
    package var count: UInt128 { root.count }
    /// Lengths of the shortest and the longest expansion, in UTF-16 units.
    package var lengths: ClosedRange<Int> { root.lengths }
    /// Comment lines that are left out.
    package let droppedLines: Int
    /// Whether its one expansion is the text itself, character by character.
    package let isLiteral: Bool

    private let root: TemplateSequence

    /// Reads a text; one without any of the special characters is known at a glance.
    ///
    /// - Throws: the first thing that makes no sense, with its place.
    package init(_ text: String, lists: NamedLists = NamedLists()) throws(TemplateFault) {
        self.text = text
        guard text.utf8.contains(where: Self.isSpecial) else {
            root = TemplateSequence([.text(text)])
            droppedLines = 0
            isLiteral = true
            return
        }
        var parser = TemplateParser(text, lists: lists)
        root = try parser.parse()
        droppedLines = parser.droppedLines
        isLiteral = root.onlyText.map { $0.utf8.elementsEqual(text.utf8) } ?? false
    }

    /// One expansion.
    ///
    /// - Parameter index: 0 … `count` - 1; anything else is the caller's mistake.
    package func expansion(at index: UInt128) -> String {
        precondition(index < count, "there is no such expansion")
        var text = ""
        root.append(index, to: &text)
        return text
    }

    /// Bytes that a run of text ends before.
    static func endsText(_ byte: UInt8) -> Bool {
        isSpecial(byte) || byte == UInt8(ascii: "|") || byte == UInt8(ascii: "\n")
    }

    /// Bytes that can mean something; all are ASCII and so never part of another character.
    static func isSpecial(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "_"), UInt8(ascii: "#"), UInt8(ascii: "\\"): true
        default: false
        }
    }
}

/// Parts of a template one after the other, with how many ways there are to read them.
struct TemplateSequence: Hashable, Sendable {
    let parts: [TemplatePart]
    let count: UInt128
    /// UTF-16 units of the shortest and the longest way.
    let lengths: ClosedRange<Int>

    /// Parts whose number of ways is known to be countable.
    init(_ parts: [TemplatePart], count: UInt128 = 1) {
        self.parts = parts
        self.count = count
        lengths = parts.reduce(0...0) { sum, part in
            let more = part.lengths
            return (sum.lowerBound + more.lowerBound)...(sum.upperBound + more.upperBound)
        }
    }

    /// The text, when there is nothing else.
    var onlyText: String? {
        switch (parts.first, parts.count) {
        case (nil, _): ""
        case (.text(let text)?, 1): text
        default: nil
        }
    }

    /// Appends one way to read it.
    func append(_ index: UInt128, to text: inout String) {
        // The digits of the index in mixed radix, the first part's the most significant one.
        var place = count
        var rest = index
        for part in parts {
            place /= part.count
            part.append(rest / place, to: &text)
            rest %= place
        }
    }
}

/// A part of a template.
enum TemplatePart: Hashable, Sendable {
    case text(String)
    case choice(TemplateChoice)
    /// Entries of a named list, at least one.
    case list([String], lengths: ClosedRange<Int>)

    var count: UInt128 {
        switch self {
        case .text: 1
        case .choice(let choice): choice.count
        case .list(let entries, _): UInt128(entries.count)
        }
    }

    var lengths: ClosedRange<Int> {
        switch self {
        case .text(let text): text.utf16.count...text.utf16.count
        case .choice(let choice): choice.lengths
        case .list(_, let lengths): lengths
        }
    }

    func append(_ index: UInt128, to text: inout String) {
        switch self {
        case .text(let own): text += own
        case .list(let entries, _): text += entries[Int(index)]
        case .choice(let choice):
            var rest = index
            for alternative in choice.alternatives {
                guard rest >= alternative.count else { return alternative.append(rest, to: &text) }
                rest -= alternative.count
            }
        }
    }
}

/// One of several sequences.
struct TemplateChoice: Hashable, Sendable {
    /// At least one; each may be empty.
    let alternatives: [TemplateSequence]
    let count: UInt128
    let lengths: ClosedRange<Int>

    /// Alternatives whose number of ways is known to be countable.
    init(_ alternatives: [TemplateSequence], count: UInt128) {
        self.alternatives = alternatives
        self.count = count
        let shortest = alternatives.map(\.lengths.lowerBound).min() ?? 0
        lengths = shortest...(alternatives.map(\.lengths.upperBound).max() ?? shortest)
    }
}
