/// What a user typed into the filter, read: a query, and what in it is wrong.
package struct HistoryQueryReading: Hashable, Sendable {
    package var query = HistoryQuery()
    package var faults: [QueryFault] = []

    /// - Parameters:
    ///   - now: what relative times are counted from.
    ///   - utcOffsetMinutes: minutes that the user's clock is ahead of UTC: days begin there.
    package init(_ text: String, now: Timestamp, utcOffsetMinutes: Int) {
        query.words = text.split(whereSeparator: \.isWhitespace).map(String.init)
    }
}
