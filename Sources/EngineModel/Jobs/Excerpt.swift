/// What of a body that is no answer of the service is shown: one line of at most 80 characters.
package enum Excerpt {
    /// Longest excerpt, in Unicode scalars: one grapheme can hold any number of them.
    static let longest = 80

    /// The title of a page, or the start of any other text, without what a terminal would obey.
    package static func of(_ body: some Collection<UInt8>) -> String {
        var text = String(decoding: body.prefix(4096), as: UTF8.self)
        if let title = title(of: text) { text = title }
        let line = visible(text)
        guard !line.isEmpty else { return "an empty body" }
        let scalars = line.unicodeScalars
        guard scalars.count > longest else { return line }
        return String(String.UnicodeScalarView(scalars.prefix(longest - 1))) + "…"
    }

    private static func title(of text: String) -> String? {
        let lowered = text.lowercased()
        // Lower case may change lengths outside ASCII; then offsets would not fit, and the start is shown instead.
        guard lowered.utf8.count == text.utf8.count, let start = lowered.firstRange(of: "<title>"),
            let end = lowered[start.upperBound...].firstRange(of: "</title>")
        else { return nil }
        let offset = lowered.utf8.distance(from: lowered.startIndex, to: start.upperBound)
        let length = lowered.utf8.distance(from: start.upperBound, to: end.lowerBound)
        return String(decoding: text.utf8.dropFirst(offset).prefix(length), as: UTF8.self)
    }

    /// Every run of white space as one blank; control, format and bidirectional characters are dropped.
    private static func visible(_ text: String) -> String {
        var words: [String] = []
        for word in text.split(whereSeparator: \.isWhitespace) {
            let kept = word.unicodeScalars.filter { scalar in
                switch scalar.properties.generalCategory {
                case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator:
                    false
                default: true
                }
            }
            if !kept.isEmpty { words.append(String(String.UnicodeScalarView(kept))) }
        }
        return words.joined(separator: " ")
    }
}
