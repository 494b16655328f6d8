import Foundation

/// The `Retry-After` header: seconds, or a date in one of HTTP's three notations (RFC 9110, 10.2.3 and 5.6.7).
enum RetryAfter {
    /// Longest wait that is believed, in seconds.
    static let longest = 86_400

    /// The wait in whole seconds, 0–86400; nil when the header says nothing that can be read. A date counts from the
    /// reply's own `Date` where there is one, so that a wrong clock on either side does not matter.
    static func seconds(_ value: String?, date: String?, now: Date = Date()) -> Int? {
        guard let value = value?.trimmingCharacters(in: .whitespaces), !value.isEmpty else { return nil }
        if value.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
            return min(Int(value) ?? longest, longest)
        }
        guard let time = secondsSince1970(value) else { return nil }
        let start = date.flatMap(secondsSince1970) ?? Int(now.timeIntervalSince1970)
        return min(max(time - start, 0), longest)
    }

    /// Reads `Sun, 06 Nov 1994 08:49:37 GMT`, `Sunday, 06-Nov-94 08:49:37 GMT` and `Sun Nov  6 08:49:37 1994`.
    static func secondsSince1970(_ text: String) -> Int? {
        guard text.utf8.count <= 40 else { return nil }
        let words = text.split(whereSeparator: { " ,-".contains($0) }).map(String.init)
        guard words.count == 5 || (words.count == 6 && words[5] == "GMT") else { return nil }
        let isAsctime = words.count == 5
        let (day, month, year, time) =
            isAsctime ? (words[2], words[1], words[4], words[3]) : (words[1], words[2], words[3], words[4])
        guard let day = number(day, 1...31), let month = months.firstIndex(of: month.lowercased()),
            var year = number(year, 0...9999)
        else { return nil }
        // Two digits: the nearest such year that is no more than 50 years ahead, which holds until 2075.
        if year < 100 { year += year < 76 ? 2000 : 1900 }
        let clock = time.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard clock.count == 3, let hour = number(clock[0], 0...23), let minute = number(clock[1], 0...59),
            let second = number(clock[2], 0...60)
        else { return nil }
        return ((days(year, month + 1, day) * 24 + hour) * 60 + minute) * 60 + second
    }

    private static let months = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ]

    private static func number(_ text: String, _ range: ClosedRange<Int>) -> Int? {
        guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(text), range.contains(number)
        else { return nil }
        return number
    }

    /// Days from 1 January 1970 in the Gregorian calendar, counted in years that begin in March.
    private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let year = month <= 2 ? year - 1 : year
        let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
        return year * 365 + year / 4 - year / 100 + year / 400 + dayOfYear - 719_468
    }
}
