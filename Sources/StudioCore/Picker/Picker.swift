package import TerminalUI

/// A list to choose from that lies over the panes: typing narrows it, Enter takes a row, Esc takes none.
package struct Picker: Hashable, Sendable {
    /// What is chosen from, and so what a choice does.
    package enum Purpose: Hashable, Sendable {
        /// Any command of the table.
        case command
        /// An earlier prompt.
        case recall
        /// A snippet to insert, or to wrap around the prompt.
        case snippet
        /// The name to keep the prompt under; the rows are those that are taken.
        case snippetName
        /// A named preset.
        case preset
        /// A sweep that was submitted.
        case sweep
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
    package internal(set) var emptyWords: String
    /// The words that narrow the list.
    package private(set) var field = TextBuffer()
    /// All rows in the order in which they came, with those that have gone since.
    package private(set) var items: [Item]
    /// How many there are to choose from.
    package var count: Int { narrowings.first?.shown.count ?? 0 }
    /// Which items the field leaves, in their own order.
    package var shown: [Int] { narrowings.last?.shown ?? [] }
    /// The labels, to be searched.
    private var labels = FoldedTexts()
    /// What each query left while the field grew to what it is: a longer one need only look there, and a shorter one is
    /// there already. The first one finds everything.
    private var narrowings: [Narrowing]

    private struct Narrowing: Hashable, Sendable {
        let query: FuzzyMatch.Query
        var shown: [Int]
    }

    package private(set) var selection = 0
    package private(set) var offset = 0

    package init(_ purpose: Purpose, title: String, items: [Item], emptyWords: String = "nothing to choose from") {
        self.purpose = purpose
        self.title = title
        self.emptyWords = emptyWords
        self.items = items
        for item in items { labels.append(item.label) }
        narrowings = [Narrowing(query: FuzzyMatch.Query(""), shown: Array(items.indices))]
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

    /// Other rows, as when one was deleted; the words and, where it is still there, the selected row stay.
    mutating func replaceItems(_ items: [Item]) {
        let chosen = selected?.id
        self.items = items
        labels = FoldedTexts()
        for item in items { labels.append(item.label) }
        narrowings = [Narrowing(query: FuzzyMatch.Query(""), shown: Array(items.indices))]
        refilter()
        if let chosen, let place = shown.firstIndex(where: { items[$0].id == chosen }) {
            selection = place
        } else {
            selection = min(selection, max(shown.count - 1, 0))
        }
    }

    /// More rows behind the others; only these are looked through.
    mutating func append(_ more: [Item]) {
        take(more) { $0.append(contentsOf: $1) }
    }

    /// More rows before the others, of which those with these names go. At the top the selection stays at the top,
    /// below it with its row.
    mutating func prepend(_ more: [Item], without ids: Set<String>) {
        guard !more.isEmpty || !ids.isEmpty else { return }
        let chosen = selection > 0 ? selected?.id : nil
        let gone = ids.isEmpty ? [] : Set(items.indices.filter { ids.contains(items[$0].id) })
        take(more) { shown, fresh in shown = fresh + (gone.isEmpty ? shown : shown.filter { !gone.contains($0) }) }
        selection = chosen.flatMap { id in shown.firstIndex { items[$0].id == id } } ?? 0
    }

    /// Adds rows to what each query left, by a rule that says where.
    private mutating func take(_ more: [Item], _ place: (inout [Int], [Int]) -> Void) {
        var fresh = Array(items.count..<(items.count + more.count))
        items.append(contentsOf: more)
        for item in more { labels.append(item.label) }
        for index in narrowings.indices {
            if index > 0 {
                let (wider, query) = (narrowings[index - 1].query, narrowings[index].query)
                fresh = labels.matching(query, among: fresh, holding: wider)
            }
            place(&narrowings[index].shown, fresh)
        }
    }

    /// As it was opened first: nothing typed, the first row selected.
    mutating func reset() {
        field = TextBuffer()
        narrowings.removeSubrange(1...)
        selection = 0
        offset = 0
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
        while let last = narrowings.last, !query.narrows(last.query) { narrowings.removeLast() }
        guard let wider = narrowings.last, wider.query != query else { return }
        narrowings.append(
            Narrowing(query: query, shown: labels.matching(query, among: wider.shown, holding: wider.query)))
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
        // A list is of one kind: its rows all have a text, or none has.
        let hasTexts = items.first?.text != nil
        let preview = hasTexts && inside >= 12 ? min(inside / 3, 8) : 0
        let rows = max(inside - 1 - (preview > 0 ? preview + 1 : 0), 1)
        // As high as its rows need, so that a short list hides little; never lower than while it is narrowed.
        let needed = min(rows, max(count, 1))
        return Layout(
            size: Size(width: min(96, screen.width), height: height - (rows - needed)), rows: needed,
            previewRows: preview)
    }
}
