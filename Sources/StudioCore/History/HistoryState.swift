package import EngineModel
import TerminalUI

/// The history pane: a stretch of the rows that the filter finds, newest first, and the selected one.
package struct HistoryState: Hashable, Sendable {
    /// Which rows are being read.
    package enum Awaited: Hashable, Sendable {
        /// The first page, from the newest row on.
        case newest
        /// The page behind the rows on hand.
        case older
        /// The page before the rows on hand, which was let go while going down.
        case newer
    }

    package var rows: [HistoryRow] = []
    package var hasMore = false
    /// Where the pages began that were let go before the rows on hand, the newest first; nil is the first page.
    var above: [HistoryCursor?] = []
    /// Before what the rows on hand begin; nil when nothing was let go.
    var begin: HistoryCursor?
    package var selection = 0
    /// The first line shown; lines of days count.
    package var offset = 0
    /// The filter as it is typed; empty shows everything.
    package var search = TextBuffer()
    /// The same, read when it was typed.
    package var reading = HistoryQueryReading("", now: Timestamp(milliseconds: 0), offsets: .utc)
    /// Whether the filter field takes the keys.
    package var isSearching = false
    /// What was in the field when the bin was opened; nil outside the bin.
    package internal(set) var asideOfBin: TextBuffer?
    /// Which page was asked for last; an answer to an older question is dropped.
    package var question: UInt64 = 0
    /// What that question asks for, until it is answered.
    package var awaited: Awaited?
    /// The answer to what the filter says takes its time.
    package var isSlow = false
    /// Something changed while the first page was being read: it is read once more.
    var changedMeanwhile = false
    /// What the rows are the answer to.
    package var answered = HistoryQuery()
    /// Marking of rows, and what is written on them.
    package var triage = TriageState()
    /// The tags in use as they were read last, those used most first; nil when they were not read yet.
    package var tags: [TagCount]?

    package init() {}

    /// How many rows are asked for at a time.
    package static let pageSize = 100
    /// How many rows are on hand at most; behind that whole pages are let go at the other end.
    package static let largestStretch = 20 * pageSize

    /// The selected row.
    package var selected: HistoryRow? { rows.indices.contains(selection) ? rows[selection] : nil }
    package var isLoading: Bool { awaited != nil }
    /// Whether the line of the filter shows.
    package var showsSearch: Bool { isSearching || !search.isEmpty }
    /// Whether what is shown is what lies in the bin.
    package var showsBin: Bool { query.filters.contains(.mark(.deleted)) }

    /// What is looked for.
    package var query: HistoryQuery {
        var query = reading.query
        if asideOfBin != nil, !query.filters.contains(.mark(.deleted)) { query.filters.append(.mark(.deleted)) }
        return query
    }

    /// Whether the rows are not yet those that the filter asks for.
    package var isStale: Bool { query != answered }
}
