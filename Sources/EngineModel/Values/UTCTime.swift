/// A point in time as a date of UTC.
package struct UTCTime {
    let year: Int64
    let month: Int64
    let day: Int64
    private let millisecondOfDay: Int64

    /// Days are counted from the first of March of the year 0, so that leap days end a year.
    package init(_ time: Timestamp) {
        let millisecondsPerDay: Int64 = 86_400_000
        var days = time.milliseconds / millisecondsPerDay
        var rest = time.milliseconds % millisecondsPerDay
        if rest < 0 {
            rest += millisecondsPerDay
            days -= 1
        }
        days += 719_468
        let era = (days >= 0 ? days : days - 146_096) / 146_097
        let dayOfEra = days - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        millisecondOfDay = rest
    }

    /// `2026-05-04T03:02:01.234Z`
    package var text: String {
        let seconds = millisecondOfDay / 1000
        let clock = [seconds / 3600, seconds / 60 % 60, seconds % 60].map { Self.padded($0, 2) }.joined(separator: ":")
        return "\(yearAndMonth)-\(Self.padded(day, 2))T\(clock).\(Self.padded(millisecondOfDay % 1000, 3))Z"
    }

    /// Reads what `text` writes of the years 0000–9999; nil for anything else.
    package static func read(_ text: String) -> Timestamp? {
        guard let time = arithmetic(text), UTCTime(time).text == text else { return nil }
        return time
    }

    private static func arithmetic(_ text: String) -> Timestamp? {
        let digits = text.split(whereSeparator: { "-T:.Z".contains($0) }).compactMap { Int64($0) }
        guard text.utf8.count == 24, digits.count == 7, (1...12).contains(digits[1]), (1...31).contains(digits[2])
        else { return nil }
        let year = digits[1] <= 2 ? digits[0] - 1 : digits[0]
        let dayOfYear = (153 * ((digits[1] + 9) % 12) + 2) / 5 + digits[2] - 1
        let days = year * 365 + year / 4 - year / 100 + year / 400 + dayOfYear - 719_468
        let seconds = ((days * 24 + digits[3]) * 60 + digits[4]) * 60 + digits[5]
        return Timestamp(milliseconds: seconds * 1000 + digits[6])
    }

    /// `2026-05`
    package var yearAndMonth: String { "\(Self.padded(year, 4))-\(Self.padded(month, 2))" }

    private static func padded(_ number: Int64, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
