package import EngineModel
package import TerminalUI

/// The changes as one text that is read without colours, `a [-red-]{+blue+} boat`, broken into rows.
package struct ChangesText: Hashable, Sendable {
    package let characters: [Character]
    /// Which characters each row shows.
    package let rows: [Range<Int>]
    /// What each character of the text belongs to; where pieces join to one character there are more of these.
    package let kinds: [WordDiff.Piece.Kind]

    package init(_ changes: WordDiff?, in screen: Size) {
        self.init(changes, columns: Self.pageSize(in: screen).width - 4)
    }

    /// In rows of at most so many columns.
    init(_ changes: WordDiff?, columns: Int) {
        var text = ""
        var kinds: [WordDiff.Piece.Kind] = []
        for piece in changes?.pieces ?? [] {
            let shown = CellText.sanitized(piece.marked, keepingNewlines: true)
            text += shown
            kinds.append(contentsOf: repeatElement(piece.kind, count: shown.count))
        }
        characters = Array(text)
        rows = TextLayout(characters, columns: columns).rows
        self.kinds = kinds
    }

    /// How much of a screen the page takes, its border included.
    package static func pageSize(in screen: Size) -> Size {
        Size(width: min(96, screen.width), height: max(screen.height - (screen.height >= 20 ? 4 : 2), 5))
    }

    /// Rows of a page.
    package static func pageHeight(in screen: Size) -> Int { max(pageSize(in: screen).height - 2, 1) }
}
