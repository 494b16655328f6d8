extension CellText {
    /// Text from the network without anything that could steer a terminal or reorder a line: C0 and C1 controls, line
    /// and paragraph separators and format characters (bidi controls among them) are removed, except the joiners
    /// inside emoji and scripts that need them.
    ///
    /// - Parameter keepingNewlines: keeps newlines, with "\r\n", "\r", U+0085, U+2028 and U+2029 written as "\n", and
    ///   turns tabs into spaces; without it each of them becomes one space.
    package static func sanitized(_ untrusted: String, keepingNewlines: Bool = false) -> String {
        let newline: Unicode.Scalar = keepingNewlines ? "\n" : " "
        var kept = String.UnicodeScalarView()
        var afterReturn = false
        for scalar in untrusted.unicodeScalars {
            let isSecondHalf = afterReturn && scalar == "\n"
            afterReturn = scalar == "\r"
            switch scalar {
            case "\n" where isSecondHalf: continue
            case "\n", "\r", "\u{85}", "\u{2028}", "\u{2029}": kept.append(newline)
            case "\t": kept.append(" ")
            case "\u{200C}", "\u{200D}": kept.append(scalar)
            case "\u{20}"..."\u{7E}": kept.append(scalar)
            default:
                switch scalar.properties.generalCategory {
                case .control, .format: continue
                default: kept.append(scalar)
                }
            }
        }
        return String(kept)
    }
}
