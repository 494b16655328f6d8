package import TerminalUI

extension CellText {
    /// One line wrapped for reading: without the spaces that hang over the edge at a break.
    package static func wrapTrimmed(_ text: String, columns: Int) -> [String] {
        wrap(text[...], columns: columns).map { piece in
            var piece = piece
            while piece.last == " " { piece.removeLast() }
            return String(piece)
        }
    }
}
