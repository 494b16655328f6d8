import StudioCore

/// The name of a theme, fit to be the stem of a file name: no slashes, no dots.
package struct ThemeName: Hashable, Sendable, CustomStringConvertible {
    /// The name.
    package let text: String

    /// The theme that is part of the program.
    package static let standard = ThemeName(unchecked: "easel")

    /// What `init` demands, as diagnostics say it.
    static let rule = "a theme name (\(FileStem.rule))"

    /// The name, if it is one.
    package init?(_ text: String) {
        guard FileStem.isLegal(text) else { return nil }
        self.text = text
    }

    private init(unchecked text: String) { self.text = text }

    /// The name itself.
    package var description: String { text }
}
