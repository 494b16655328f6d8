package import EngineModel

/// Days as the user's clock counts them, and how they are named.
package struct LocalDays: Hashable, Sendable {
    /// Days since 1970.
    let today: Int64
    private let offsets: UTCOffsets
    /// Whether the time is known at all.
    private let isKnown: Bool

    package init(now: Timestamp, _ offsets: UTCOffsets) {
        self.offsets = offsets
        isKnown = now.milliseconds > 0
        today = Self.day(now, offsets)
    }

    /// Days since 1970.
    func day(of time: Timestamp) -> Int64 { Self.day(time, offsets) }

    private static func day(_ time: Timestamp, _ offsets: UTCOffsets) -> Int64 {
        let milliseconds = offsets.local(time).milliseconds
        return milliseconds >= 0 ? milliseconds / 86_400_000 : (milliseconds - 86_399_999) / 86_400_000
    }

    /// `today`, `yesterday`, `Sat 22 Nov`, and of another year `22 Nov 2024`.
    package func name(of time: Timestamp) -> String {
        let day = day(of: time)
        if isKnown, day == today { return "today" }
        if isKnown, day == today - 1 { return "yesterday" }
        let civil = CivilDate(daysSince1970: day)
        let date = "\(civil.day) \(Self.months[Int(civil.month) - 1])"
        guard isKnown, CivilDate(daysSince1970: today).year == civil.year else { return "\(date) \(civil.year)" }
        return "\(Self.weekdays[Int((day % 7 + 7) % 7)]) \(date)"
    }

    /// When the next day begins.
    var end: Timestamp { offsets.time(showing: Timestamp(milliseconds: (today + 1) * 86_400_000)) }

    /// Whether it is another day than today.
    package func isAside(_ time: Timestamp) -> Bool { isKnown && day(of: time) != today }

    /// The first of January 1970 was a Thursday.
    private static let weekdays = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
}
