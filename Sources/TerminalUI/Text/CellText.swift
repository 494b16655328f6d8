/// A piece of text every terminal draws in the same number of columns.
package struct SafeCell: Hashable, Sendable {
    /// A spacing scalar and at most four combining ones.
    package let text: String
    /// 1 or 2 columns.
    package let width: Int
}

/// The safe-cell policy: what of a text reaches the screen, and how many columns that takes.
///
/// Terminals disagree about joined emoji, flags, skin tones, keycaps and variation selectors. So per `Character` the
/// first spacing scalar is kept with the combining scalars behind it (a curses cell holds five), joiners, selectors
/// and format characters are dropped, flags become their two letters, and what has no width shows as U+FFFD.
/// The model keeps the full text; only the screen is poorer.
package enum CellText {
    /// What a terminal cannot show: controls, unassigned scalars.
    package static let replacement = SafeCell(text: "\u{FFFD}", width: 1)

    /// A tab, which takes no more room than a space: where it would end depends on the terminal.
    package static let tab = SafeCell(text: " ", width: 1)

    /// The cells of one grapheme: usually one, several for some scripts and flags, none for invisible characters.
    package static func cells(of character: Character) -> [SafeCell] {
        if isPlain(character) { return [SafeCell(text: String(character), width: 1)] }
        // Controls; "\r\n" is one Character and one of them. A tab is the only one that a text may hold on purpose.
        if character.isASCII { return [character == "\t" ? tab : replacement] }
        var cluster = ClusterReader()
        for scalar in character.unicodeScalars { cluster.read(scalar) }
        return cluster.finish()
    }

    /// Whether a grapheme is a single scalar that takes one column without question: printable ASCII, or one of the
    /// lines and blocks that borders and sliders are made of. Most of a screen is; it skips the policy.
    static func isPlain(_ character: Character) -> Bool {
        let scalars = character.unicodeScalars
        guard let first = scalars.first else { return false }
        switch first.value {
        case 0x20..<0x7F, 0x2500...0x25AF: return scalars.index(after: scalars.startIndex) == scalars.endIndex
        default: return false
        }
    }

    /// Columns of one grapheme.
    package static func width(of character: Character) -> Int {
        if character.isASCII { return 1 }
        let scalars = character.unicodeScalars
        if let first = scalars.first, scalars.index(after: scalars.startIndex) == scalars.endIndex {
            // Most characters are one scalar; its cell need not be made to know its width.
            return ClusterReader.width(ofSingle: first)
        }
        return cells(of: character).reduce(0) { $0 + $1.width }
    }

    /// Columns of a text written in one line.
    package static func width(of text: String) -> Int {
        text.reduce(0) { $0 + width(of: $1) }
    }

    /// The longest beginning that fits into `columns`, and its width; no grapheme is cut.
    package static func prefix(of text: Substring, columns: Int) -> (text: Substring, width: Int) {
        var used = 0
        var end = text.startIndex
        while end < text.endIndex {
            let width = width(of: text[end])
            guard used + width <= columns else { break }
            used += width
            end = text.index(after: end)
        }
        return (text[..<end], used)
    }

    /// The text if it fits into `columns`, else its beginning and the ellipsis, together no wider than `columns`.
    package static func truncate(_ text: String, to columns: Int, ellipsis: String = "…") -> String {
        let whole = prefix(of: text[...], columns: columns)
        guard whole.text.endIndex < text.endIndex else { return text }
        let room = columns - width(of: ellipsis)
        guard room >= 0 else { return String(whole.text) }
        return String(prefix(of: text[...], columns: room).text) + ellipsis
    }
}

/// Reads the scalars of one grapheme in order and keeps what is safe.
private struct ClusterReader {
    private var cells: [SafeCell] = []
    private var base: String.UnicodeScalarView = .init()
    private var baseWidth = 0
    private var baseIsEmoji = false
    private var afterJoiner = false

    mutating func read(_ scalar: Unicode.Scalar) {
        if Self.isDropped(scalar, isFirst: base.isEmpty) {
            afterJoiner = scalar == "\u{200D}"
            return
        }
        defer { afterJoiner = false }
        if let letter = Self.regionalLetter(scalar) {
            return start(letter, width: 1)
        }
        switch WidthTable.width(of: scalar) {
        case 0 where scalar.value != 0:
            if base.isEmpty { start("\u{25CC}", width: 1) }
            if base.count < 5 { base.append(scalar) }
        case 1, 2:
            // Joined to an emoji (a family, a flag with a colour): the first picture stands for all.
            if afterJoiner && baseIsEmoji { return }
            start(scalar, width: WidthTable.width(of: scalar))
        default:
            if afterJoiner && baseIsEmoji { return }
            start("\u{FFFD}", width: 1)
        }
    }

    /// Columns of a grapheme that is this scalar alone.
    static func width(ofSingle scalar: Unicode.Scalar) -> Int {
        if isDropped(scalar, isFirst: true) { return 0 }
        if regionalLetter(scalar) != nil { return 1 }
        // A lone mark stands on a circle, and what has no width shows as a replacement.
        return WidthTable.width(of: scalar) == 2 ? 2 : 1
    }

    mutating func finish() -> [SafeCell] {
        close()
        return cells
    }

    private mutating func start(_ scalar: Unicode.Scalar, width: Int) {
        close()
        base.append(scalar)
        baseWidth = width
        baseIsEmoji = scalar.properties.isEmoji || scalar == "\u{FFFD}"
    }

    private mutating func close() {
        guard !base.isEmpty else { return }
        cells.append(SafeCell(text: String(base), width: baseWidth))
        base.removeAll()
    }

    /// Joiners, variation selectors, the keycap frame, skin tones on something, and all format characters (bidi too).
    private static func isDropped(_ scalar: Unicode.Scalar, isFirst: Bool) -> Bool {
        switch scalar.value {
        case 0xFE00...0xFE0F, 0xE0100...0xE01EF, 0x20E3: true
        case 0x1F3FB...0x1F3FF: !isFirst
        case 0..<0x80: false
        default: scalar.properties.generalCategory == .format
        }
    }

    private static func regionalLetter(_ scalar: Unicode.Scalar) -> Unicode.Scalar? {
        guard (0x1F1E6...0x1F1FF).contains(scalar.value) else { return nil }
        return Unicode.Scalar(scalar.value - 0x1F1E6 + 0x41)
    }
}
