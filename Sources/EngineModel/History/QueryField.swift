import RunwareAPI

/// The fields that history can be filtered by, with what they take.
package enum QueryField: String, CaseIterable, Sendable {
    case star, tag, seed, size, state, after, before, cost, service
    case mark = "is"

    /// What a value has to look like, as the filter's help says it.
    package var example: String {
        switch self {
        case .seed: "seed:42"
        case .size: "size:1024x768"
        case .star: "star:>=4"
        case .tag: "tag:hero"
        case .state: "state:failed"
        case .after: "after:2026-11-01"
        case .before: "before:7d"
        case .cost: "cost:>0.05"
        case .service: "service:local"
        case .mark: "is:picked"
        }
    }

    /// All names, for a sentence.
    static let names = allCases.map { $0.rawValue + ":" }.joined(separator: " ")

    /// What is wrong with a value, said by what is right.
    struct Mistake: Error, Equatable {
        let rule: String
    }

    /// The condition that a value stands for.
    func filter(_ value: String, _ times: QueryTime) throws(Mistake) -> HistoryFilter {
        switch self {
        case .seed:
            guard let seed = Self.digits(value).flatMap({ UInt64($0) }) else {
                throw Mistake(rule: "a seed is a whole number from 0 to \(UInt64.max)")
            }
            return .seed(seed)
        case .size: return try Self.size(value)
        case .star:
            let (comparison, rest) = Self.comparison(value)
            guard let number = Self.digits(rest).flatMap({ Int($0) }), HistoryMarks.ratings.contains(number) else {
                throw Mistake(rule: "a rating is 1 to 5, such as star:4 or star:>=4")
            }
            return .star(comparison, number)
        case .tag:
            guard let tag = TagName.normal(value) else {
                throw Mistake(rule: "a tag is 1 to \(TagName.limit) characters, such as tag:hero")
            }
            return .tag(tag)
        case .state:
            guard let state = JobState(rawValue: value.lowercased()) else {
                throw Mistake(rule: "the states are \(JobState.allCases.map(\.rawValue).joined(separator: ", "))")
            }
            return .state(state)
        case .after: return .after(try times.time(value))
        case .before: return .before(try times.time(value))
        case .cost:
            let (comparison, rest) = Self.comparison(value)
            guard let money = Self.money(rest) else {
                throw Mistake(rule: "a cost is an amount in dollars, such as cost:>0.05")
            }
            return .cost(comparison, money)
        case .service:
            guard !value.isEmpty else { throw Mistake(rule: "a part of its name or address is missing") }
            return .service(value)
        case .mark:
            guard let mark = HistoryFilter.Mark(rawValue: value.lowercased()) else {
                let marks = HistoryFilter.Mark.allCases.map { "is:\($0.rawValue)" }
                throw Mistake(rule: "there is \(marks.joined(separator: ", "))")
            }
            return .mark(mark)
        }
    }

    private static func size(_ value: String) throws(Mistake) -> HistoryFilter {
        let sides = value.split(omittingEmptySubsequences: false) { "xX×".contains($0) }
        let read = sides.map { side in side == "*" ? nil : digits(String(side)).flatMap { Int($0) } ?? -1 }
        guard read.count == 2, !read.contains(-1) else {
            throw Mistake(rule: "a size is width x height, such as size:1024x768 or size:1024x*")
        }
        return .size(width: read[0], height: read[1])
    }

    /// The comparison that a value begins with, and the rest of it.
    private static func comparison(_ value: String) -> (HistoryFilter.Comparison, String) {
        // The longer ones first: ">=" begins with ">".
        let all = HistoryFilter.Comparison.allCases.sorted { $0.rawValue.count > $1.rawValue.count }
        for comparison in all where value.hasPrefix(comparison.rawValue) {
            return (comparison, String(value.dropFirst(comparison.rawValue.count)))
        }
        return (.equal, value)
    }

    /// The text itself when it is all digits of ASCII.
    private static func digits(_ text: String) -> String? {
        !text.isEmpty && text.utf8.allSatisfy { (0x30...0x39).contains($0) } ? text : nil
    }

    /// Dollars with up to six decimals, with or without the sign.
    private static func money(_ text: String) -> Money? {
        let amount = text.hasPrefix("$") ? String(text.dropFirst()) : text
        let parts = amount.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard let whole = parts.first, let dollars = digits(whole).flatMap({ Int64($0) }), dollars < 1_000_000_000
        else { return nil }
        guard parts.count == 2 else { return Money(microDollars: dollars * 1_000_000) }
        guard let decimals = digits(parts[1]), decimals.count <= 6,
            let micro = Int64(decimals + String(repeating: "0", count: 6 - decimals.count))
        else { return nil }
        return Money(microDollars: dollars * 1_000_000 + micro)
    }
}
