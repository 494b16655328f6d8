import EngineCore
import EngineModel
import RunwareAPI

@testable import EngineStore

/// A history in which every field takes few values, so that filters find something.
struct FilteredSamples {
    static let seeds: [UInt64] = [0, 1, 42, 4_294_967_295, .max]
    static let sides = [768, 1024, 1440]
    static let costs: [Int64?] = [nil, 38_000, 40_000, 60_000]
    static let services: [ServiceIdentity] = [
        .sample, .local, ServiceIdentity(key: "http://10.0.0.7:8080/v1#77", isSimulated: false),
    ]
    static let words = [
        "fox", "foxglove", "Föx", "fo", "winter", "Winterreise", "straße", "strasse", "STRASSE", "light-house", "blue",
        "bluebell", "café", "漢字", "漢", "a1", "16:9", "don't", "éclair", "Éclair", "naïve", "ǆ", "x",
        "photorealistically",
        "photorealistic", "photorealism",
    ]
    static let tags = ["hero", "winter", "two-words"]
    /// Noon of a day.
    static let noon: Int64 = 1_767_182_400_000
    static let day: Int64 = 86_400_000

    var dice: Dice

    /// Fills a store with so many rows, in no order of time.
    mutating func fill(_ store: EngineStore, rows: Int) async throws {
        var changes: [RowChange] = []
        for number in 0..<rows {
            let service = one(of: Self.services)
            var job = dice.job(prompt(), seed: min(one(of: Self.seeds), SeedRange.maximum), at: service)
            job = sized(job)
            // Some at the same moment, some in the same second.
            let time =
                Self.noon - Self.day * Int64.random(in: 0...40, using: &dice)
                - (number % 3 == 0 ? 0 : Int64.random(in: 0...86_000, using: &dice) * (number % 3 == 1 ? 1 : 997))
            guard number % 10 != 0 else {
                var failed = job.failed(number % 20 == 0 ? .failed : .blocked)
                failed.finishedAt = Timestamp(milliseconds: time)
                try await store.write([.submitted(job), .changed(failed)])
                changes += marks(.job(job.id))
                continue
            }
            let (entries, done) = dice.delivered(
                job, seed: one(of: Self.seeds), cost: one(of: Self.costs).map(Money.init(microDollars:)), at: time)
            try await store.write(entries)
            changes += done.results.flatMap { marks(.result($0.id)) }
        }
        _ = try await store.mark(changes)
    }

    private mutating func sized(_ job: Job) -> Job {
        var request = job.request
        request.parameters.width = one(of: Self.sides)
        request.parameters.height = one(of: Self.sides)
        return Job(
            id: job.id, request: request, origin: job.origin, submittedAt: job.submittedAt, service: job.service)
    }

    mutating func prompt() -> String {
        (0..<Int.random(in: 2...6, using: &dice)).map { _ in one(of: Self.words) }.joined(
            separator: one(of: [" ", ", ", "-"]))
    }

    private mutating func marks(_ id: HistoryID) -> [RowChange] {
        var changes: [MarkChange] = []
        if chance(3) { changes.append(.rating(Int.random(in: 1...5, using: &dice))) }
        if chance(6) { changes.append(.pick(true)) }
        if chance(8) { changes.append(.note("better \(Int.random(in: 0...9, using: &dice))")) }
        if chance(9) { changes.append(.bin(true)) }
        for tag in Self.tags where chance(7) { changes.append(.tag(tag, isOn: true)) }
        return changes.map { RowChange(id, $0) }
    }

    mutating func chance(_ count: Int) -> Bool { Int.random(in: 0..<count, using: &dice) == 0 }

    mutating func one<Value>(of all: [Value]) -> Value {
        guard let one = all.randomElement(using: &dice) else { preconditionFailure("nothing to choose from") }
        return one
    }

    /// A text of the documented grammar, in which nothing is a mistake.
    mutating func query() -> String {
        (0..<Int.random(in: 0...3, using: &dice)).map { _ in piece() }.joined(separator: one(of: [" ", "  ", "\t"]))
    }

    private mutating func piece() -> String {
        let comparison = one(of: ["", "=", "<", "<=", ">", ">="])
        switch Int.random(in: 0..<14, using: &dice) {
        case 0: return "seed:\(one(of: Self.seeds + [7]))"
        case 1: return "size:\(one(of: Self.sides))x\(one(of: Self.sides))"
        case 2: return one(of: ["size:1024x*", "size:*×768", "SIZE:*X*"])
        case 3: return "star:\(comparison)\(Int.random(in: 1...5, using: &dice))"
        case 4: return one(of: ["tag:hero", "tag:WINTER", "tag:\"two words\"", "tag:none"])
        case 5: return "state:\(one(of: JobState.allCases).rawValue)"
        case 6:
            return "\(one(of: ["after", "before"])):\(one(of: ["2025", "2025-12", "2025-12-10", "2025-12-31T12:00"]))"
        case 7: return "\(one(of: ["after", "before"])):\(one(of: ["today", "yesterday", "3d", "30h", "2w"]))"
        case 8: return "cost:\(comparison)\(one(of: ["0.04", "$0.038", "0.06", "0", "1"]))"
        case 9: return "service:\(one(of: ["local", "runware", "10.0", "HTTP", "nobody"]))"
        case 10: return "is:\(one(of: HistoryFilter.Mark.allCases).rawValue)"
        default:
            let word = one(of: Self.words)
            let typed = chance(2) ? String(word.prefix(Int.random(in: 1...word.count, using: &dice))) : word
            return chance(4) ? "\"\(typed) \(one(of: Self.words))\"" : typed
        }
    }

    /// A text of anything: syntax of SQL, of full-text search and of the grammar, and what breaks scanners.
    mutating func noise() -> String {
        let pieces = [
            "\"", "'", "*", "(", ")", "NEAR", "NEAR(", "AND", "OR", "NOT", "^", "+", "-", ":", "{", "}", "\0", "\n",
            ";",
            "--", "prompt", "prompt:", "rowid", "?", "?1", "%", "_", "\\", "seed:", "size:", "star:>=", "tag:",
            "state:",
            "after:", "before:", "cost:>", "service:", "is:", "is:deleted", "4", "-1", "99999999999999999999999", "1e9",
            "0x10", "1024x768", "*x*", "9999-12-31", "9999w", "done", "failed", "💥", "e\u{301}", "\u{202E}", "\u{301}",
            "\u{E000}", "漢字", " ", " ", " ", "\"\"", "\"a b\"", "fox", "a", "ß", "\u{FEFF}", "\u{10FFFF}",
        ]
        return (0..<Int.random(in: 0...12, using: &dice)).map { _ in one(of: pieces) }.joined()
    }
}
