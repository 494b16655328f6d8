import RunwareAPI

/// What a user typed into the filter, read: a query, and what in it is wrong.
///
/// Pieces are parted by spaces. A piece is a word of the prompt, a phrase in double quotes, or a field with its value:
/// `star:>=4`, `tag:"two words"`. A quote that is never closed ends with the text, because it may still be typed.
/// A piece whose name is unknown is a mistake; in quotes it is looked for in the prompt.
package struct HistoryQueryReading: Hashable, Sendable {
    package private(set) var query = HistoryQuery()
    package private(set) var faults: [QueryFault] = []

    /// - Parameters:
    ///   - now: what relative times are counted from.
    ///   - offsets: the user's clock: its days and minutes are meant.
    package init(_ text: String, now: Timestamp, offsets: UTCOffsets) {
        let times = QueryTime(now: now, offsets: offsets)
        for piece in QueryPiece.pieces(of: text) {
            guard let name = piece.field else {
                if !piece.value.isEmpty { query.words.append(piece.value) }
                continue
            }
            do throws(QueryField.Mistake) {
                guard let field = QueryField(rawValue: name.lowercased()) else {
                    throw QueryField.Mistake(rule: "the fields are \(QueryField.names); in quotes it is text")
                }
                query.filters.append(try field.filter(piece.value, times))
            } catch {
                faults.append(QueryFault(text: piece.text, sentence: error.rule))
            }
        }
    }
}

/// One piece of a filter as it was typed.
struct QueryPiece: Equatable {
    /// All of it.
    var text = ""
    /// What stands before the first colon, when that can be the name of a field.
    var field: String?
    /// The value, or the words, without quotes.
    var value = ""

    /// Cuts a text at spaces outside quotes.
    static func pieces(of text: String) -> [QueryPiece] {
        var pieces: [QueryPiece] = []
        var piece = QueryPiece()
        var isQuoted = false
        var wasQuoted = false
        func isOpen() -> Bool { !piece.text.isEmpty }
        for character in text {
            if character.isWhitespace, !isQuoted {
                if isOpen() { pieces.append(piece) }
                (piece, wasQuoted) = (QueryPiece(), false)
                continue
            }
            piece.text.append(character)
            switch character {
            case "\"":
                isQuoted.toggle()
                wasQuoted = true
            case ":" where piece.field == nil && !wasQuoted && isName(piece.value):
                piece.field = piece.value
                piece.value = ""
            default: piece.value.append(character)
            }
        }
        if isOpen() { pieces.append(piece) }
        return pieces
    }

    /// Names are letters: `16:9` is text.
    private static func isName(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { (0x61...0x7A).contains($0 | 0x20) }
    }
}
