/// Words as a question to the full-text index, in which nothing that a user types is syntax.
enum SearchWords {
    /// The expression that demands every word as a prefix; nil when nothing is left to look for.
    static func expression(_ words: [String]) -> String? {
        let phrases = words.filter(hasToken).map { word in
            // By scalars: a quote with an accent on it is one character to Swift and still a quote to SQLite.
            let quoted = word.unicodeScalars.map { scalar in
                switch scalar {
                case "\0": " "
                case "\"": "\"\""
                default: String(scalar)
                }
            }
            return "\"" + quoted.joined() + "\" *"
        }
        return phrases.isEmpty ? nil : phrases.joined(separator: " ")
    }

    /// Whether the index's tokenizer (unicode61) finds a word in it: letters, numbers and private characters count.
    private static func hasToken(_ word: String) -> Bool {
        word.unicodeScalars.contains { scalar in
            switch scalar.properties.generalCategory {
            case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
                .letterNumber, .otherNumber, .privateUse:
                true
            default: false
            }
        }
    }
}
