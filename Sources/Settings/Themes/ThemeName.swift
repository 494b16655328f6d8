/// The name of a theme, fit to be the stem of a file name: no slashes, no dots.
package struct ThemeName: Hashable, Sendable, CustomStringConvertible {
    /// The name.
    package let text: String

    /// The theme that is part of the program.
    package static let standard = ThemeName(unchecked: "easel")

    /// What `init` demands, as diagnostics say it.
    static let rule = "a theme name (1 to 64 of a–z, A–Z, 0–9, - and _)"

    /// The name, if it is one.
    package init?(_ text: String) {
        let isLegal = text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"): true
            default: false
            }
        }
        guard isLegal, (1...64).contains(text.utf8.count) else { return nil }
        self.text = text
    }

    private init(unchecked text: String) { self.text = text }

    /// The name itself.
    package var description: String { text }
}
