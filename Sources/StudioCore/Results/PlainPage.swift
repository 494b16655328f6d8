package import TerminalUI

/// A page over the whole screen on which texts stand to be taken with the terminal's own means: unwrapped, from the
/// first column to the last, with nothing else on their rows.
package struct PlainPage: Hashable, Sendable {
    package enum Part: Hashable, Sendable {
        /// To be taken: its rows are filled to the last column.
        case whole(String)
        /// Said about it, wrapped at words.
        case words(String)
    }

    package let title: String
    package let parts: [Part]
    /// What is sent to the clipboard on request, under this name; nil when that is none.
    package let offer: Offer?
    package var offset = 0

    /// A text and what messages call it.
    package struct Offer: Hashable, Sendable {
        package let name: String
        package let text: String

        package init(name: String, text: String) {
            self.name = name
            self.text = text
        }
    }

    package init(title: String, parts: [Part], offer: Offer? = nil) {
        self.title = title
        self.parts = parts
        self.offer = offer
    }

    /// A row of the screen.
    package struct Row: Hashable, Sendable {
        package let text: String
        /// Whether it belongs to what is to be taken.
        package let isWhole: Bool
    }

    /// The rows on a screen so many columns wide; between parts one is free. Nothing in them steers a terminal.
    package func rows(columns: Int) -> [Row] {
        var rows: [Row] = []
        for (place, part) in parts.enumerated() {
            if place > 0 { rows.append(Row(text: "", isWhole: false)) }
            switch part {
            case .words(let words):
                let clean = CellText.sanitized(words, keepingNewlines: false)
                // A column free on either side, for reading.
                rows += CellText.wrapTrimmed(clean, columns: max(columns - 2, 8)).map {
                    Row(text: " " + $0, isWhole: false)
                }
            case .whole(let text):
                let clean = CellText.sanitized(text, keepingNewlines: true)
                for line in clean.split(separator: "\n", omittingEmptySubsequences: false) {
                    rows += Self.filled(line, columns: columns).map { Row(text: String($0), isWhole: true) }
                }
            }
        }
        return rows
    }

    /// A line cut where the screen ends, wherever that is.
    private static func filled(_ line: Substring, columns: Int) -> [Substring] {
        var rest = line
        var rows: [Substring] = []
        repeat {
            var piece = CellText.prefix(of: rest, columns: max(columns, 1)).text
            // A character wider than the screen stands alone.
            if piece.isEmpty { piece = rest.prefix(1) }
            rows.append(piece)
            rest = rest[piece.endIndex...]
        } while !rest.isEmpty
        return rows
    }

    /// Rows of the text between the title above and the lines for messages and keys below.
    package static func height(in screen: Size) -> Int { max(screen.height - 3, 1) }

    /// The largest offset that still fills the page.
    func lastOffset(in screen: Size) -> Int { max(rows(columns: screen.width).count - Self.height(in: screen), 0) }
}

/// Keys while a page shows.
func reducePage(_ key: KeyEvent, _ page: PlainPage, _ state: inout StudioState) -> [Effect] {
    if closesPage(key) {
        state.overlay = nil
        state.message = nil
        return []
    }
    if key == KeyEvent(.character("y")), let offer = page.offer {
        return [.results(.send(offer.text, name: offer.name))]
    }
    let height = PlainPage.height(in: state.size)
    let last = page.lastOffset(in: state.size)
    guard let offset = scrolledPage(key, offset: page.offset, page: height, last: last) else { return [] }
    var page = page
    page.offset = offset
    state.overlay = .results(.page(page))
    return []
}
