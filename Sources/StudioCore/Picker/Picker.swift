package import TerminalUI

/// A list to choose from that lies over the panes: typing narrows it, Enter takes a row, Esc takes none.
package struct Picker: Hashable, Sendable {
    /// What is chosen from, and so what a choice does.
    package enum Purpose: Hashable, Sendable {
        /// Any command of the table.
        case command
        /// The prompts that the template makes.
        case expansions
    }

    /// A row.
    package struct Item: Hashable, Sendable {
        /// By what the chooser knows it again.
        package let id: String
        /// What is matched and shown.
        package let label: String
        /// Shown at the end of the row; not matched.
        package let detail: String
        /// Shown whole below the list while the row is selected; nil when the label says it all.
        package let text: String?

        package init(id: String, label: String, detail: String = "", text: String? = nil) {
            self.id = id
            self.label = label
            self.detail = detail
            self.text = text
        }
    }

    package let purpose: Purpose
    package let title: String
    /// What is said in place of rows when there are none to choose from at all.
    package let emptyWords: String
    /// The words that narrow the list.
    package private(set) var field = TextBuffer()
    package private(set) var items: [Item]
    /// Which items the field leaves, in their own order.
    package private(set) var shown: [Int]
    package private(set) var selection = 0
    package private(set) var offset = 0

    package init(_ purpose: Purpose, title: String, items: [Item], emptyWords: String = "nothing to choose from") {
        self.purpose = purpose
        self.title = title
        self.emptyWords = emptyWords
        self.items = items
        shown = Array(items.indices)
    }

    /// The selected row; nil when none is shown.
    package var selected: Item? { shown.indices.contains(selection) ? items[shown[selection]] : nil }

    /// Narrows the list by what the key does to the field; false when the field does not know the key.
    mutating func edit(_ key: KeyEvent) -> Bool {
        var field = field
        guard FieldEditing.take(key, &field) else { return false }
        narrow(by: field)
        return true
    }

    /// Adds text to the field.
    mutating func insert(_ text: String) {
        var field = field
        field.insert(text)
        narrow(by: field)
    }

    /// Other rows, as when more of them came or one was deleted; the words and, where it is still there, the selected
    /// row stay.
    mutating func replaceItems(_ items: [Item]) {
        let chosen = selected?.id
        self.items = items
        refilter()
        if let chosen, let place = shown.firstIndex(where: { items[$0].id == chosen }) {
            selection = place
        } else {
            selection = min(selection, max(shown.count - 1, 0))
        }
    }

    /// Moves the selection, held to the ends.
    mutating func select(by distance: Int) {
        selection = min(max(selection + distance, 0), max(shown.count - 1, 0))
    }

    private mutating func narrow(by field: TextBuffer) {
        let isSame = field.text == self.field.text
        self.field = field
        guard !isSame else { return }
        refilter()
        selection = 0
        offset = 0
    }

    private mutating func refilter() {
        let query = FuzzyMatch.Query(field.text)
        shown =
            query.isEmpty
            ? Array(items.indices) : items.indices.filter { FuzzyMatch(query, in: items[$0].label) != nil }
    }

    /// Keeps the selection in view on a screen of this size.
    mutating func scroll(in screen: Size) {
        offset = scrolled(offset, to: selection, rows: layout(in: screen).rows, of: shown.count)
    }
}

extension Picker {
    /// Where the parts stand within the border.
    package struct Layout: Hashable, Sendable {
        /// Its size on the screen, the border included.
        package let size: Size
        /// Rows of the list, at least 1; above it stands the field.
        package let rows: Int
        /// Rows below the list that show the selected row's text, 0 where none has one or the screen is low.
        package let previewRows: Int
    }

    /// The layout on a screen of this size: shared by the reducer, which scrolls, and the view.
    package func layout(in screen: Size) -> Layout {
        let height = max(screen.height - (screen.height >= 20 ? 4 : 2), 5)
        let inside = height - 2
        let hasTexts = items.contains { $0.text != nil }
        let preview = hasTexts && inside >= 12 ? min(inside / 3, 8) : 0
        let rows = max(inside - 1 - (preview > 0 ? preview + 1 : 0), 1)
        // As high as its rows need, so that a short list hides little; never lower than while it is narrowed.
        let needed = min(rows, max(items.count, 1))
        return Layout(
            size: Size(width: min(96, screen.width), height: height - (rows - needed)), rows: needed,
            previewRows: preview)
    }
}
