/// Text that came from outside in one piece, a paste or the file of an editor, made fit to stand in a prompt.
package enum PlainText {
    /// Decodes and cleans: what is no UTF-8 becomes U+FFFD.
    package static func decoded(_ bytes: some Collection<UInt8>) -> String {
        cleaned(String(decoding: bytes, as: UTF8.self))
    }

    /// The text with every line end as "\n" ("\r\n", "\r", U+0085, U+2028 and U+2029 are some) and tabs kept; all other
    /// control characters (C0, DEL, C1) are removed. Everything else stays, format characters too: what of them
    /// reaches the screen is the business of `CellText`.
    ///
    /// Works on scalars: removing bytes before decoding could join what stood around them into a new control.
    package static func cleaned(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isChanged) else { return text }
        var kept = String.UnicodeScalarView()
        var afterReturn = false
        for scalar in text.unicodeScalars {
            defer { afterReturn = scalar == "\r" }
            switch scalar {
            case "\n" where afterReturn, _ where isControl(scalar): continue
            case "\r", "\u{85}", "\u{2028}", "\u{2029}": kept.append("\n")
            default: kept.append(scalar)
            }
        }
        return String(kept)
    }

    private static func isChanged(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x20..<0x7F, 0x0A, 0x09: false
        case 0x00..<0xA0, 0x2028, 0x2029: true
        default: false
        }
    }

    /// A control that ends no line and is no tab.
    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09, 0x0A, 0x0D, 0x85: false
        case 0x00..<0x20, 0x7F..<0xA0: true
        default: false
        }
    }
}
