/// A point in time as a date of UTC.
package struct UTCTime {
    private let date: CivilDate
    private let millisecondOfDay: Int64

    package init(_ time: Timestamp) {
        let (days, rest) = time.milliseconds.dividedDown(by: 86_400_000)
        date = CivilDate(daysSince1970: days)
        millisecondOfDay = rest
    }

    /// `2026-05-04T03:02:01.234Z`
    package var text: String {
        let seconds = millisecondOfDay / 1000
        let clock = [seconds / 3600, seconds / 60 % 60, seconds % 60].map { Self.padded($0, 2) }.joined(separator: ":")
        return "\(day)T\(clock).\(Self.padded(millisecondOfDay % 1000, 3))Z"
    }

    /// Reads what `text` writes of the years 0000–9999; nil for anything else.
    package static func read(_ text: String) -> Timestamp? {
        guard let time = arithmetic(text), UTCTime(time).text == text else { return nil }
        return time
    }

    private static func arithmetic(_ text: String) -> Timestamp? {
        // Numbers of any other length may be larger than what can be reckoned with.
        let shape = String(text.map { $0.isASCII && $0.isNumber ? "0" : $0 })
        guard shape == "0000-00-00T00:00:00.000Z" else { return nil }
        let digits = text.split(whereSeparator: { "-T:.Z".contains($0) }).compactMap { Int64($0) }
        guard (1...12).contains(digits[1]), (1...31).contains(digits[2]) else { return nil }
        let days = CivilDate(year: digits[0], month: digits[1], day: digits[2]).daysSince1970
        let seconds = ((days * 24 + digits[3]) * 60 + digits[4]) * 60 + digits[5]
        return Timestamp(milliseconds: seconds * 1000 + digits[6])
    }

    /// `2026-05-04`
    package var day: String { "\(yearAndMonth)-\(Self.padded(date.day, 2))" }

    /// `2026-05`
    package var yearAndMonth: String { "\(Self.padded(date.year, 4))-\(Self.padded(date.month, 2))" }

    private static func padded(_ number: Int64, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
