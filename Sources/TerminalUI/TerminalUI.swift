// TerminalUI: the drawing and key kernel of the studio. Geometry, styles, cells, text width, keys, themes and
// stateless widgets, all of them values and pure functions, so that every screen can be made and tested without
// a terminal. It imports nothing, not even Foundation, and must never contain a class, `async`, a `Task`, a clock,
// a file or a terminal call: those belong to TerminalLoop and TerminalCurses.

/// One picture of the whole screen: everything the terminal must be told, as a value.
package struct Frame: Hashable, Sendable {
    /// The cells.
    package var buffer: CellBuffer
    /// Where the cursor stands; nil hides it.
    package var cursor: Position?
    /// The window title, when the program wants one.
    package var title: String?

    /// A frame around a finished buffer.
    package init(buffer: CellBuffer, cursor: Position? = nil, title: String? = nil) {
        self.buffer = buffer
        self.cursor = cursor
        self.title = title
    }

    /// A blank frame of that size, without a cursor.
    package init(size: Size) {
        self.init(buffer: CellBuffer(size: size))
    }
}
