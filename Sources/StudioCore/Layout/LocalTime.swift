package import EngineModel

/// A time as the user's clock shows it, by arithmetic alone.
package struct LocalTime {
    private let minutes: Int64

    package init(_ time: Timestamp, offsetMinutes: Int) {
        minutes = time.milliseconds / 60_000 + Int64(offsetMinutes)
        offset = Int64(offsetMinutes)
    }

    private let offset: Int64

    /// `14:05` on the same day, `11-22` on another.
    package func text(now: Timestamp) -> String {
        let today = (now.milliseconds / 60_000 + offset) / 1440
        let day = minutes / 1440
        guard now.milliseconds > 0, day != today else { return clock }
        let (_, month, dayOfMonth) = Self.date(daysSince1970: day)
        return "\(Self.two(month))-\(Self.two(dayOfMonth))"
    }

    /// `14:05`, whatever the day.
    package var clock: String { "\(Self.two(minutes % 1440 / 60)):\(Self.two(minutes % 60))" }

    private static func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : String(number) }

    /// The civil calendar from a count of days, by eras of 400 years.
    static func date(daysSince1970 days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let shifted = days + 719_468
        let dayOfEra = shifted - (shifted / 146_097) * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        // Counted from March; January and February belong to the year that follows.
        let count = (5 * dayOfYear + 2) / 153
        let month = count < 10 ? count + 3 : count - 9
        let year = shifted / 146_097 * 400 + yearOfEra + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * count + 2) / 5 + 1)
    }
}
