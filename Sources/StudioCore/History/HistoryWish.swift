package import EngineModel

/// What is wanted of history beyond its pages and entries.
package enum HistoryWish: Hashable, Sendable {
    /// The page before the rows on hand.
    case loadNewer(HistoryQuery, before: HistoryCursor?, question: UInt64)
    /// These rows again.
    case loadRows([HistoryID])
    case mark(MarkWish)
    /// The tags in use.
    case loadTags
    case countBin
    /// Deletes for ever what lay in the bin before a time.
    case emptyBin(before: Timestamp)
}

/// What became known of history beyond its pages and entries.
package enum HistoryNews: Hashable, Sendable {
    /// The page before the rows on hand, the answer to this question.
    case newerPage(HistoryPage, question: UInt64)
    /// The page that this question asked for cannot be read.
    case pageFailed(String, question: UInt64)
    /// The answer to this question did not come at once.
    case searchIsSlow(question: UInt64)
    /// Those of the rows asked for that are still there.
    case rows([HistoryRow], asked: [HistoryID])
    case marked(MarkAnswer)
    /// Nothing was marked, for this reason.
    case notMarked(String, MarkWish)
    case tags([TagCount])
    /// So many rows lay in the bin before this time.
    case bin(Int, before: Timestamp)
    /// So many rows are gone for ever.
    case binEmptied(Int)
}

/// Changes of marks that are one step for the user.
package struct MarkWish: Hashable, Sendable {
    package enum Kind: Hashable, Sendable { case change, undo, redo }
    package let kind: Kind
    package let changes: [RowChange]
    /// What the step did when it was done first: `rated 4`.
    package let words: String
    /// What the list showed then: what left it comes back only there.
    package let query: HistoryQuery

    package init(_ kind: Kind, _ changes: [RowChange], words: String, query: HistoryQuery) {
        self.kind = kind
        self.changes = changes
        self.words = words
        self.query = query
    }
}

/// What became of it.
package struct MarkAnswer: Hashable, Sendable {
    package let wish: MarkWish
    /// What takes it back; empty when nothing changed.
    package let undoing: [RowChange]
    /// The rows as they are now.
    package let rows: [HistoryRow]

    package init(_ wish: MarkWish, undoing: [RowChange], rows: [HistoryRow]) {
        self.wish = wish
        self.undoing = undoing
        self.rows = rows
    }
}
