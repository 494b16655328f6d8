/// How far the user's clock is ahead of UTC at any time: a table of its changes, because a day in July is one of the clock
/// of July, in November too. A value without I/O; it is made by whoever knows time zones.
package struct UTCOffsets: Hashable, Sendable {
    private struct Change: Hashable, Sendable {
        let time: Timestamp
        /// Milliseconds ahead from then on.
        let offset: Int64
    }

    /// Milliseconds ahead before the first change.
    private let first: Int64
    /// Earliest first.
    private let changes: [Change]

    /// The clock of UTC.
    package static let utc = UTCOffsets(minutes: 0)

    /// A clock that is never changed.
    package init(minutes: Int) {
        first = Int64(minutes) * Self.minute
        changes = []
    }

    /// Finds the changes between two times, to the minute. One that is taken back within a week is not found, and outside
    /// of these times the clock counts as never changed.
    ///
    /// - Parameter seconds: how many seconds the clock is ahead at a time.
    package init(from start: Timestamp, through end: Timestamp, seconds: (Timestamp) -> Int) {
        func offset(_ time: Timestamp) -> Int64 { Int64(seconds(time)) * 1000 }
        var changes: [Change] = []
        var (time, before) = (start, offset(start))
        first = before
        while time < end {
            let next = min(time.adding(milliseconds: 7 * Self.day), end)
            let after = offset(next)
            if after != before {
                var (low, high) = (time, next)
                while high.since(low) > Self.minute {
                    // Whole minutes from the start on: changes are made at such times.
                    let minutes = (high.since(low) / 2 + Self.minute - 1) / Self.minute
                    let middle = low.adding(milliseconds: minutes * Self.minute)
                    guard middle < high else { break }
                    if offset(middle) == before { low = middle } else { high = middle }
                }
                changes.append(Change(time: high, offset: after))
            }
            (time, before) = (next, after)
        }
        self.changes = changes
    }

    private static let minute: Int64 = 60_000
    private static let day = 1440 * minute

    /// Milliseconds that the clock is ahead at a time.
    private func offset(at time: Timestamp) -> Int64 {
        var (low, high) = (0, changes.count)
        while low < high {
            let middle = (low + high) / 2
            if changes[middle].time <= time { low = middle + 1 } else { high = middle }
        }
        return low == 0 ? first : changes[low - 1].offset
    }

    /// What the clock shows at a time, as if it were one of UTC.
    package func local(_ time: Timestamp) -> Timestamp { time.adding(milliseconds: offset(at: time)) }

    /// When the clock shows this. Of two times the earlier one; what it leaps over counts as so long after the leap as it
    /// is after its beginning: half past two, where two becomes three, is half past three.
    package func time(showing local: Timestamp) -> Timestamp {
        // A day earlier it was before any change that matters here, however far the clock is ahead.
        let before = offset(at: local.adding(milliseconds: -Self.day))
        let early = local.adding(milliseconds: -before)
        guard offset(at: early) != before else { return early }
        let late = local.adding(milliseconds: -offset(at: early))
        return offset(at: late) == offset(at: early) ? late : early
    }
}
