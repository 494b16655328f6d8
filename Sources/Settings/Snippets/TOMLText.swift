/// Texts as TOML writes them.
enum TOMLText {
    /// A key, quoted where it has to be.
    static func key(_ name: String) -> String {
        let isBare =
            !name.isEmpty
            && name.utf8.allSatisfy { byte in
                switch byte {
                case 48...57, 65...90, 97...122, 45, 95: true
                default: false
                }
            }
        return isBare ? name : "\"" + name.unicodeScalars.map(escaped).joined() + "\""
    }

    /// How long a line of a text may grow, in scalars, before the text goes on in the next: a line of a settings file
    /// is limited, and people look at it.
    private static let lineLength = 100

    /// A text: in one line where it is short, else in several that are read as one. Line ends of the text begin a new
    /// line of the file.
    static func value(_ text: String) -> String {
        guard text.unicodeScalars.count > lineLength || text.unicodeScalars.contains("\n") else {
            return "\"" + text.unicodeScalars.map(escaped).joined() + "\""
        }
        // The line end behind the opening quotes is no part of the text.
        var lines = "\"\"\"\n"
        var length = 0
        var mayBreak = false
        for scalar in text.unicodeScalars {
            // A backslash at a line's end drops all space up to the next word.
            if length >= lineLength, mayBreak || length >= 2 * lineLength, scalar != "\n" {
                lines += "\\\n"
                length = 0
            }
            let isSpace = scalar == " " || scalar == "\t"
            if scalar == "\n" {
                lines += "\n"
                length = 0
            } else if isSpace, length == 0 {
                lines += scalar == " " ? "\\u0020" : "\\t"
                length += 1
            } else {
                lines += escaped(scalar)
                length += 1
            }
            mayBreak = isSpace
        }
        return lines + "\"\"\""
    }

    private static func escaped(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "\"": return "\\\""
        case "\\": return "\\\\"
        case "\n": return "\\n"
        case "\t": return "\\t"
        case "\r": return "\\r"
        case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{2028}", "\u{2029}", "\u{FEFF}":
            let digits = String(scalar.value, radix: 16, uppercase: true)
            return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        default: return String(Character(scalar))
        }
    }
}
