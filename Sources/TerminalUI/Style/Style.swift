/// Attributes of a cell that need no colour.
package struct Modifier: OptionSet, Hashable, Sendable {
    /// The bits below.
    package let rawValue: UInt8
    /// A set of those bits.
    package init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Heavier strokes.
    package static let bold = Modifier(rawValue: 1)
    /// Paler strokes.
    package static let dim = Modifier(rawValue: 2)
    /// Slanted strokes.
    package static let italic = Modifier(rawValue: 4)
    /// A line below.
    package static let underline = Modifier(rawValue: 8)
    /// Foreground and background exchanged.
    package static let reverse = Modifier(rawValue: 16)
}

/// A patch on how a cell looks: what it does not mention stays as it was.
package struct Style: Hashable, Sendable {
    /// The colour of the strokes; nil leaves it.
    package var foreground: Color?
    /// The colour behind them; nil leaves it.
    package var background: Color?
    /// Attributes to switch on.
    package var adding: Modifier
    /// Attributes to switch off.
    package var removing: Modifier

    /// A patch of the parts given.
    package init(
        foreground: Color? = nil, background: Color? = nil, adding: Modifier = [], removing: Modifier = []
    ) {
        self.foreground = foreground
        self.background = background
        self.adding = adding
        self.removing = removing
    }

    /// The patch that changes nothing; as a cell's style, the terminal's own look.
    package static let plain = Style()

    /// This patch with another laid over it: applying the result is applying both in turn.
    package func patched(by other: Style) -> Style {
        Style(
            foreground: other.foreground ?? foreground, background: other.background ?? background,
            adding: adding.subtracting(other.removing).union(other.adding),
            removing: removing.subtracting(other.adding).union(other.removing))
    }

    /// The look of a cell that bears this style: nothing is left to remove.
    package var resolved: Style {
        Style(foreground: foreground, background: background, adding: adding)
    }
}
