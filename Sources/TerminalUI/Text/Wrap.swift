extension CellText {
    /// Where a row ends that begins at `start`: before a newline, before what does not fit into `columns`, or with the
    /// text. It ends at a space where it can, which stays in the row and may hang over the edge; a single grapheme wider
    /// than `columns` stands alone. What stands before `start` does not matter.
    package static func rowEnd(of characters: [Character], from start: Int, columns: Int) -> Int {
        let room = max(1, columns)
        var used = 0
        var afterSpace: Int?
        var index = start
        while index < characters.count {
            let character = characters[index]
            if character == " " {
                used += 1
                afterSpace = index + 1
            } else {
                if character.isNewline { return index }
                used += width(of: character)
                if used > room, index > start { return afterSpace ?? index }
            }
            index += 1
        }
        return index
    }

    /// Cuts one line into pieces of at most `columns` columns, at spaces where it can; see `rowEnd`.
    ///
    /// The pieces joined are the line; a newline, should there be one, ends its piece. An empty line is one empty piece.
    package static func wrap(_ line: Substring, columns: Int) -> [Substring] {
        let characters = Array(line)
        var pieces: [Substring] = []
        var start = 0
        var place = line.startIndex
        repeat {
            var end = rowEnd(of: characters, from: start, columns: columns)
            if end < characters.count, characters[end].isNewline { end += 1 }
            let cut = line.index(place, offsetBy: end - start)
            pieces.append(line[place..<cut])
            (start, place) = (end, cut)
        } while start < characters.count
        return pieces
    }
}
