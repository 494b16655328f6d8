import EngineModel
import RunwareAPI
import Testing

/// What a user types into the filter of history.
@Suite("Reading a filter")
struct HistoryQueryTests {
    /// 2026-03-05 11:25:30 in UTC.
    private static let now = Timestamp(milliseconds: 1_772_709_930_000)

    private static func read(_ text: String, offset: Int = 0) -> HistoryQueryReading {
        HistoryQueryReading(text, now: now, offsets: UTCOffsets(minutes: offset))
    }

    @Test(
        "reads every field",
        arguments: [
            ("seed:18446744073709551615", .seed(.max)), ("SEED:0", .seed(0)),
            ("size:1024x768", .size(width: 1024, height: 768)), ("size:*×768", .size(width: nil, height: 768)),
            ("size:1024X*", .size(width: 1024, height: nil)), ("star:4", .star(.equal, 4)),
            ("star:>=4", .star(.atLeast, 4)),
            ("star:<2", .star(.less, 2)), ("star:=5", .star(.equal, 5)), ("tag:Hero", .tag("hero")),
            ("tag:\"two words\"", .tag("two-words")), ("state:Failed", .state(.failed)),
            ("cost:>0.05", .cost(.greater, Money(microDollars: 50_000))),
            ("cost:<=$1", .cost(.atMost, Money(microDollars: 1_000_000))),
            ("service:local", .service("local")), ("service:http://a:1/v1", .service("http://a:1/v1")),
            ("is:picked", .mark(.picked)), ("is:deleted", .mark(.deleted)),
        ] as [(String, HistoryFilter)])
    func fields(text: String, filter: HistoryFilter) {
        let reading = Self.read(text)
        #expect(reading.query == HistoryQuery(filters: [filter]))
        #expect(reading.faults.isEmpty)
    }

    @Test(
        "reads times in the user's own days",
        arguments: [
            ("2026", 0, 1_767_225_600_000), ("2026-03", 0, 1_772_323_200_000), ("2026-03-05", 0, 1_772_668_800_000),
            ("2026-03-05", 90, 1_772_663_400_000), ("2026-03-05T10:30", 0, 1_772_706_600_000),
            ("2024-02-29", 0, 1_709_164_800_000), ("1970", 0, 0), ("9999-12-31", 0, 253_402_214_400_000),
            ("today", 0, 1_772_668_800_000), ("today", 780, 1_772_708_400_000), ("Yesterday", 0, 1_772_582_400_000),
            ("7d", 0, 1_772_064_000_000), ("0d", -720, 1_772_625_600_000), ("2w", 0, 1_771_459_200_000),
            ("3h", 0, 1_772_699_100_000),
        ] as [(String, Int, Int64)])
    func times(text: String, offset: Int, milliseconds: Int64) {
        let time = Timestamp(milliseconds: milliseconds)
        #expect(Self.read("after:\(text)", offset: offset).query.filters == [.after(time)])
        #expect(Self.read("before:\(text)", offset: offset).query.filters == [.before(time)])
    }

    @Test(
        "explains what is wrong, and looks for the rest all the same",
        arguments: [
            ("seed:x", "whole number"), ("seed:18446744073709551616", "18446744073709551615"),
            ("seed:-1", "whole number"),
            ("seed:", "whole number"), ("size:1024", "width x height"), ("size:ax*", "width x height"),
            ("size:1x2x3", "width"),
            ("star:9", "1 to 5"), ("star:", "1 to 5"), ("star:>", "1 to 5"), ("tag:", "tag"), ("state:fa", "queued"),
            ("after:soon", "2026-11-01"), ("after:2026-02-29", "2026-11-01"), ("after:2026-13", "2026-11-01"),
            ("before:2026-11-01T25:00", "2026-11-01"), ("after:1969", "2026-11-01"),
            ("after:2026-03T10:00", "2026-11-01"),
            ("cost:cheap", "dollars"), ("cost:0.0000001", "dollars"), ("cost:>", "dollars"), ("service:", "missing"),
            ("is:good", "is:picked"), ("sed:42", "seed:"),
        ])
    func faults(text: String, rule: String) {
        let reading = Self.read("fox \(text) star:5")
        #expect(reading.query == HistoryQuery(words: ["fox"], filters: [.star(.equal, 5)]))
        #expect(reading.faults.map(\.text) == [text])
        #expect(reading.faults.first?.sentence.contains(rule) == true, "\(reading.faults)")
    }

    @Test(
        "takes words, phrases and what only looks like a field",
        arguments: [
            ("", []), ("  \t\n ", []), ("fox  owl", ["fox", "owl"]), ("\"a fox\" owl", ["a fox", "owl"]),
            ("\"a fox", ["a fox"]),
            ("\"\"", []), ("16:9", ["16:9"]), (":", [":"]), ("\"sed:42\"", ["sed:42"]),
            ("pre\"star:9\"", ["prestar:9"]),
        ] as [(String, [String])])
    func words(text: String, words: [String]) {
        let reading = Self.read(text)
        #expect(reading.query == HistoryQuery(words: words))
        #expect(reading.faults.isEmpty)
    }

    @Test("every field has an example that it takes")
    func examples() {
        for field in QueryField.allCases {
            let reading = Self.read(field.example)
            #expect(reading.query.filters.count == 1 && reading.faults.isEmpty, "\(field.example)")
            #expect(field.example.hasPrefix(field.rawValue + ":"))
        }
    }
}

/// Days of the calendar.
@Suite("Civil dates")
struct CivilDateTests {
    @Test("count days forth and back over four centuries, leap years as the calendar has them")
    func days() {
        var date = CivilDate(year: 1970, month: 1, day: 1)
        for day: Int64 in 0..<146_097 {
            #expect(date.daysSince1970 == day)
            #expect(CivilDate(daysSince1970: day) == date)
            if date.day < CivilDate.days(inMonth: date.month, of: date.year) {
                date = CivilDate(year: date.year, month: date.month, day: date.day + 1)
            } else if date.month < 12 {
                date = CivilDate(year: date.year, month: date.month + 1, day: 1)
            } else {
                date = CivilDate(year: date.year + 1, month: 1, day: 1)
            }
        }
        #expect(date == CivilDate(year: 2370, month: 1, day: 1))
    }
}

/// What is other than in the result that something was made from.
@Suite("Change marks")
struct ChangeMarksTests {
    @Test("name each parameter that is drawn from, and no other")
    func parameters() {
        let base = ImageRequest(prompt: "a fox", parameters: Parameters())
        func marks(_ change: (inout ImageRequest) -> Void, seed: UInt64? = 7) -> String {
            var request = base
            change(&request)
            return ChangeMarks(from: base, seed: 7, to: request, seed: seed).letters
        }
        #expect(marks { _ in } == "")
        #expect(marks { $0.prompt = "an owl" } == "P")
        #expect(marks({ _ in }, seed: 8) == "S")
        #expect(marks({ _ in }, seed: nil) == "S")
        #expect(marks { $0.parameters.width = 768 } == "W")
        #expect(marks { $0.parameters.height = 768 } == "H")
        #expect(marks { $0.parameters.promptUpsampling = true } == "U")
        #expect(marks { $0.parameters.safetyTolerance = 5 } == "T")
        #expect(marks { $0.parameters.outputFormat = .png } == "F")
        #expect(marks { $0.parameters.outputQuality = 50 } == "F")
        #expect(marks { $0.parameters.safetyMode = .fast } == "O")
        #expect(marks { $0.parameters.deliveryMethod = .sync } == "")
        #expect(marks { $0.parameters.numberResults = 4 } == "")
        #expect(
            marks(
                {
                    $0.prompt = "an owl"
                    $0.parameters.width = 768
                }, seed: 8) == "PSW")
    }
}
