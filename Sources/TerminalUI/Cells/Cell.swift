/// One cell of the screen, already safe for a terminal.
package struct Cell: Hashable, Sendable {
    /// One safe cluster (see `CellText`); empty for the right half of a wide one.
    package let text: String
    /// Columns it takes: 1, or 2 for the left half of a wide cluster, 0 for its right half.
    package let width: UInt8
    /// How it looks, resolved.
    package var style: Style

    /// Only the buffer makes cells, so that halves of wide clusters stay together.
    init(text: String, width: UInt8, style: Style) {
        self.text = text
        self.width = width
        self.style = style
    }

    /// A space in the terminal's own look.
    package static let blank = Cell(text: " ", width: 1, style: .plain)

    static func space(_ style: Style) -> Cell { Cell(text: " ", width: 1, style: style) }
    static func rightHalf(_ style: Style) -> Cell { Cell(text: "", width: 0, style: style) }
}
