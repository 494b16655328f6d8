/// Times as people write them: a year, a month, a day, a minute of the user's clock, or how long ago.
struct QueryTime {
    let now: Timestamp
    let offsets: UTCOffsets

    private static let minute: Int64 = 60_000
    private static let day: Int64 = 1440 * minute

    /// The point in time at which what was written begins.
    func time(_ text: String) throws(QueryField.Mistake) -> Timestamp {
        if let hours = hoursAgo(text.lowercased()) { return hours }
        guard let local = daysAgo(text.lowercased()) ?? absolute(text) else {
            throw QueryField.Mistake(
                rule: "a time is 2026-11-01, 2026-11, 2026-11-01T10:30, today, yesterday, 12h, 7d or 2w")
        }
        return offsets.time(showing: Timestamp(milliseconds: local))
    }

    /// So many hours ago, whether the clock was changed meanwhile or not; they begin at a minute.
    private func hoursAgo(_ text: String) -> Timestamp? {
        guard text.last == "h", let count = number(text.dropLast(), digits: 1...4) else { return nil }
        let time = now.milliseconds - count * 60 * Self.minute
        return Timestamp(milliseconds: time.dividedDown(by: Self.minute).quotient * Self.minute)
    }

    /// The beginning of a day so long ago.
    private func daysAgo(_ text: String) -> Int64? {
        let today = offsets.local(now).milliseconds.dividedDown(by: Self.day).quotient * Self.day
        switch text {
        case "today": return today
        case "yesterday": return today - Self.day
        default: break
        }
        guard let unit = text.last, let count = number(text.dropLast(), digits: 1...4) else { return nil }
        switch unit {
        case "d": return today - count * Self.day
        case "w": return today - count * 7 * Self.day
        default: return nil
        }
    }

    private func absolute(_ text: String) -> Int64? {
        let halves = text.split(omittingEmptySubsequences: false) { "Tt".contains($0) }
        guard halves.count <= 2 else { return nil }
        let date = halves[0].split(separator: "-", omittingEmptySubsequences: false)
        guard date.count <= 3, let year = number(date[0], digits: 4...4), year >= 1970,
            let month = date.count > 1 ? number(date[1], digits: 2...2) : 1, (1...12).contains(month),
            let day = date.count > 2 ? number(date[2], digits: 2...2) : 1,
            (1...CivilDate.days(inMonth: month, of: year)).contains(day)
        else { return nil }
        let start = CivilDate(year: year, month: month, day: day).daysSince1970 * Self.day
        guard halves.count == 2 else { return start }
        let clock = halves[1].split(separator: ":", omittingEmptySubsequences: false)
        guard date.count == 3, clock.count == 2, let hours = number(clock[0], digits: 2...2), hours < 24,
            let minutes = number(clock[1], digits: 2...2), minutes < 60
        else { return nil }
        return start + (hours * 60 + minutes) * Self.minute
    }

    private func number(_ text: Substring, digits: ClosedRange<Int>) -> Int64? {
        guard digits.contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return Int64(text)
    }
}
