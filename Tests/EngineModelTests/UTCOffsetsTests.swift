import EngineModel
import Testing

/// The user's clock, which is changed twice a year in many places.
@Suite struct UTCOffsetsTests {
    private static func time(_ text: String) throws -> Timestamp {
        try #require(UTCTime.read(text + ":00.000Z"))
    }

    private static func text(_ time: Timestamp) -> String { String(UTCTime(time).text.prefix(16)) }

    /// As in Berlin in 2026: an hour ahead, two from March to October.
    private static func berlin() throws -> UTCOffsets {
        let (spring, autumn) = (try time("2026-03-29T01:00"), try time("2026-10-25T01:00"))
        return UTCOffsets(from: try time("1970-01-01T00:00"), through: try time("2030-01-01T00:00")) {
            spring <= $0 && $0 < autumn ? 7200 : 3600
        }
    }

    @Test(
        "a time is shown by the clock of its own season",
        arguments: [
            ("2026-07-15T10:30", "2026-07-15T12:30"), ("2026-11-15T10:30", "2026-11-15T11:30"),
            ("2026-03-29T00:59", "2026-03-29T01:59"), ("2026-03-29T01:00", "2026-03-29T03:00"),
            ("2026-10-25T00:59", "2026-10-25T02:59"), ("2026-10-25T01:00", "2026-10-25T02:00"),
            ("1960-05-05T00:00", "1960-05-05T01:00"), ("2040-07-01T00:00", "2040-07-01T01:00"),
        ])
    func shown(utc: String, local: String) throws {
        #expect(Self.text(try Self.berlin().local(try Self.time(utc))) == local)
    }

    @Test(
        "what the clock shows twice is the first time, what it leaps over comes after the leap",
        arguments: [
            ("2026-07-15T12:30", "2026-07-15T10:30"), ("2026-11-15T11:30", "2026-11-15T10:30"),
            ("2026-03-29T01:59", "2026-03-29T00:59"), ("2026-03-29T02:00", "2026-03-29T01:00"),
            ("2026-03-29T02:30", "2026-03-29T01:30"), ("2026-03-29T03:00", "2026-03-29T01:00"),
            ("2026-10-25T01:59", "2026-10-24T23:59"), ("2026-10-25T02:00", "2026-10-25T00:00"),
            ("2026-10-25T02:30", "2026-10-25T00:30"), ("2026-10-25T03:00", "2026-10-25T02:00"),
        ])
    func meant(local: String, utc: String) throws {
        #expect(Self.text(try Self.berlin().time(showing: try Self.time(local))) == utc)
    }

    @Test("every minute of a year that the clock shows leads back to itself or to its first time")
    func thereAndBack() throws {
        let offsets = try Self.berlin()
        var time = try Self.time("2026-01-01T00:00")
        var wrong: [String] = []
        for _ in 0..<(365 * 24 * 4) {
            let back = offsets.time(showing: offsets.local(time))
            if offsets.local(back) != offsets.local(time) || back > time { wrong.append(Self.text(time)) }
            time = time.adding(milliseconds: 15 * 60_000)
        }
        #expect(wrong.isEmpty)
    }

    @Test("a day that begins with a leap begins where the clock goes on", arguments: [-5, 3, 13])
    func leapAtMidnight(hours: Int) throws {
        let leap = try Self.time("2026-04-05T00:00").adding(milliseconds: Int64(-hours) * 3_600_000)
        let offsets = UTCOffsets(
            from: try Self.time("2026-01-01T00:00"), through: try Self.time("2027-01-01T00:00")
        ) {
            (hours + ($0 < leap ? 0 : 1)) * 3600
        }
        #expect(offsets.time(showing: try Self.time("2026-04-05T00:00")) == leap)
    }

    @Test("filters count days by the clock of those days, and hours as they passed")
    func filters() throws {
        let now = try Self.time("2026-11-03T12:00")
        func filters(_ text: String, _ now: Timestamp) throws -> [HistoryFilter] {
            HistoryQueryReading(text, now: now, offsets: try Self.berlin()).query.filters
        }
        #expect(try filters("before:2026-06-01", now) == [.before(try Self.time("2026-05-31T22:00"))])
        #expect(try filters("after:2026-01-01", now) == [.after(try Self.time("2025-12-31T23:00"))])
        #expect(try filters("after:10d", now) == [.after(try Self.time("2026-10-23T22:00"))])
        let night = try Self.time("2026-10-25T06:00")
        #expect(try filters("after:8h", night) == [.after(try Self.time("2026-10-24T22:00"))])
        #expect(try filters("after:today", night) == [.after(try Self.time("2026-10-24T22:00"))])
    }
}
