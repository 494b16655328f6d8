/// A point in time: milliseconds since 1970 in UTC.
package struct Timestamp: Hashable, Sendable, Comparable, Codable {
    package var milliseconds: Int64

    package init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    package static func < (left: Timestamp, right: Timestamp) -> Bool { left.milliseconds < right.milliseconds }

    /// The point so many milliseconds later.
    package func adding(milliseconds count: Int64) -> Timestamp {
        Timestamp(milliseconds: milliseconds &+ count)
    }

    /// Milliseconds from another point to this one; negative when the other is later.
    package func since(_ other: Timestamp) -> Int64 {
        milliseconds &- other.milliseconds
    }
}
