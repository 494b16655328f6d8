extension CellText {
    /// Cuts one line (no newlines inside) into pieces of at most `columns` columns, at spaces where it can.
    ///
    /// The pieces joined are the line: a space at a break stays at the end of its piece and may hang over the edge.
    /// A single grapheme wider than `columns` stands alone. An empty line is one empty piece.
    package static func wrap(_ line: Substring, columns: Int) -> [Substring] {
        let room = max(1, columns)
        var pieces: [Substring] = []
        var start = line.startIndex
        var used = 0
        var afterSpace: String.Index?
        var index = line.startIndex
        while index < line.endIndex {
            let character = line[index]
            let width = width(of: character)
            if character != " ", used + width > room, index > start {
                let cut = afterSpace ?? index
                pieces.append(line[start..<cut])
                start = cut
                used = Self.width(of: String(line[cut..<index]))
                afterSpace = nil
                continue
            }
            used += width
            index = line.index(after: index)
            if character == " " { afterSpace = index }
        }
        pieces.append(line[start...])
        return pieces
    }
}
