package import EngineModel

/// A time as the user's clock shows it.
package struct LocalTime {
    private let minutes: Int64
    private let offsets: UTCOffsets

    package init(_ time: Timestamp, _ offsets: UTCOffsets) {
        minutes = offsets.local(time).milliseconds / 60_000
        self.offsets = offsets
    }

    /// `14:05` on the same day, `11-22` on another.
    package func text(now: Timestamp) -> String {
        let today = offsets.local(now).milliseconds / 86_400_000
        let day = minutes / 1440
        guard now.milliseconds > 0, day != today else { return clock }
        let date = CivilDate(daysSince1970: day)
        return "\(Self.two(date.month))-\(Self.two(date.day))"
    }

    /// `14:05`, whatever the day.
    package var clock: String { "\(Self.two(minutes % 1440 / 60)):\(Self.two(minutes % 60))" }

    private static func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : String(number) }
}
