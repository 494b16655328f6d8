import EngineCore
import EngineModel
import Foundation
import RunwareAPI
import Testing

@testable import EngineStore

@Suite("The library of history")
struct HistoryTests {
    @Test("has a row per result and one per job that ended without any")
    func rows() async throws {
        let folder = try StoreFolder()
        let store = try await folder.open()
        var dice = Dice(50)
        let (entries, done) = dice.delivered(dice.job("done"), seed: SeedRange.maximum)
        let (failed, cancelled, waiting) = (dice.job("failed", seed: 0), dice.job("cancelled"), dice.job("waiting"))
        try await store.write(entries)
        try await store.write([.submitted(failed), .submitted(cancelled), .submitted(waiting)])
        try await store.write([.changed(failed.failed(.blocked)), .changed(cancelled.failed(.cancelled))])
        let page = try await store.page(HistoryQuery(), before: nil, limit: 10)
        #expect(page.rows.map(\.excerpt) == ["failed", "done"])
        #expect(page.rows.map(\.state) == [.blocked, .done])
        #expect(page.rows.map(\.seed) == [0, SeedRange.maximum])
        #expect(page.rows.map(\.cost) == [nil, Money(microDollars: 40_000)])
        let result = try #require(done.results.first)
        #expect(page.rows.map(\.id) == [.job(failed.id), .result(result.id)])
        #expect(page.rows.map(\.time) == [failed.failed().finishedAt, result.receivedAt])
        #expect(!page.hasMore)
        let entry = try #require(await store.entry(.job(failed.id)))
        #expect(entry.row == page.rows[0])
        #expect(entry.job == failed.failed(.blocked))
        #expect(entry.result == nil)
        #expect(try await store.entry(.job(done.id)) == nil)
        #expect(try await store.entry(.result(ResultID("none"))) == nil)
    }

    @Test("a retried job leaves history, and an abandoned one gives its place to a late picture")
    func comingAndGoing() async throws {
        let folder = try StoreFolder()
        let store = try await folder.open()
        var dice = Dice(51)
        let (job, attempt) = (dice.job(), dice.attempt())
        try await store.write([.submitted(job), .changed(job.failed()), .changed(job.failed(.abandoned))])
        #expect(try await store.page(HistoryQuery(), before: nil, limit: 10).rows.map(\.state) == [.abandoned])
        try await store.write([.sending(job.id, attempt)])
        #expect(try await store.page(HistoryQuery(), before: nil, limit: 10).rows.isEmpty)
        #expect(try await store.page(HistoryQuery(words: ["fox"]), before: nil, limit: 10).rows.isEmpty)
        try await store.write([.changed(job.failed(.abandoned))])
        let result = dice.result(of: attempt)
        try await store.write([.result(job.id, result), .changed(job.done(attempt, [result]))])
        let rows = try await store.page(HistoryQuery(words: ["fox"]), before: nil, limit: 10).rows
        #expect(rows.map(\.id) == [.result(result.id)])
    }

    @Test("pages stay where they are while new rows arrive")
    func keyset() async throws {
        let folder = try StoreFolder()
        let store = try await folder.open()
        var dice = Dice(52)
        for number in 0..<25 { try await store.write(dice.delivered(dice.job("prompt \(number)")).entries) }
        var seen: [String] = []
        var cursor: HistoryCursor?
        var hasMore = true
        while hasMore {
            let page = try await store.page(HistoryQuery(), before: cursor, limit: 10)
            seen += page.rows.map(\.excerpt)
            cursor = page.rows.last?.cursor
            hasMore = page.hasMore
            try await store.write(dice.delivered(dice.job("late")).entries)
        }
        #expect(seen == (0..<25).reversed().map { "prompt \($0)" })
        #expect(try await store.page(HistoryQuery(), before: nil, limit: 28).hasMore == false)
        #expect(try await store.page(HistoryQuery(), before: nil, limit: 27).hasMore)
        #expect(try await store.page(HistoryQuery(), before: nil, limit: 0) == HistoryPage(hasMore: true))
        #expect(try await store.page(HistoryQuery(), before: nil, limit: -5) == HistoryPage(hasMore: true))
        #expect(try await store.page(HistoryQuery(), before: nil, limit: .max).rows.count == 28)
    }

    @Test("finds by words what a plain filter finds, newest first")
    func words() async throws {
        let folder = try StoreFolder()
        let store = try await folder.open()
        var dice = Dice(53)
        let vocabulary = [
            "fox", "Foxglove", "snow", "Schnee", "café", "CAFE", "cafeteria", "naïve", "night", "nightfall", "Łódź",
            "über",
            "3d", "35mm", "f/1.8", "art-deco", "high", "highlight", "漢字", "owl", "o", "ice", "iced", "light's",
        ]
        var prompts: [String] = []
        for _ in 0..<300 {
            let prompt = (0..<6).map { _ in vocabulary.randomElement(using: &dice) ?? "" }.joined(separator: ", ")
            prompts.append(prompt)
            try await store.write(dice.delivered(dice.job(prompt)).entries)
        }
        let tokenized = prompts.reversed().map { (prompt: $0, tokens: Self.tokens($0)) }
        for _ in 0..<300 {
            let words = (0..<Int.random(in: 1...3, using: &dice)).map { _ in
                String((vocabulary.randomElement(using: &dice) ?? "").prefix(Int.random(in: 1...8, using: &dice)))
            }
            let found = try await store.page(HistoryQuery(words: words), before: nil, limit: 300).rows.map(\.excerpt)
            let parts = words.map(Self.tokens)
            let expected = tokenized.filter { entry in parts.allSatisfy { Self.holds(entry.tokens, $0) } }
            #expect(found == expected.map(\.prompt), "\(words)")
        }
    }

    /// Whether the parts of a word follow each other in the prompt, the last one as a prefix.
    private static func holds(_ tokens: [String], _ parts: [String]) -> Bool {
        guard let last = parts.last else { return true }
        guard tokens.count >= parts.count else { return false }
        return (0...(tokens.count - parts.count)).contains { start in
            let place = tokens[start..<(start + parts.count)]
            return Array(place.dropLast()) == Array(parts.dropLast()) && place.last?.hasPrefix(last) == true
        }
    }

    private static func tokens(_ text: String) -> [String] {
        text.decomposedStringWithCanonicalMapping.lowercased().unicodeScalars
            .filter { $0.properties.generalCategory != .nonspacingMark }
            .split { !$0.properties.isAlphabetic && $0.properties.numericType == nil }
            .map { String(String.UnicodeScalarView($0)) }
    }

    @Test("nothing that is typed into the search is an error")
    func hostile() async throws {
        let folder = try StoreFolder()
        let store = try await folder.open()
        var dice = Dice(54)
        try await store.write(dice.delivered(dice.job("a fox AND an owl")).entries)
        let pieces = [
            "\"", "'", "*", "(", ")", "{", "}", ":", "^", "-", "+", ",", ".", " AND ", " OR ", " NOT ", "NEAR(", " ",
            "\\", ";",
            "--", "/*", "%", "_", "prompt:", "rowid", "fox", "o", "\0", "\n", "\u{301}", "é", "👩‍👩‍👧", "\u{FFFD}", "?",
            "$1", "@a", "#",
        ]
        for _ in 0..<10_000 {
            let text = (0..<Int.random(in: 1...12, using: &dice))
                .map { _ in pieces.randomElement(using: &dice) ?? "" }.joined()
            let words = Bool.random(using: &dice) ? [text] : text.split(separator: " ").map(String.init)
            _ = try await store.page(HistoryQuery(words: words), before: nil, limit: 5)
        }
        for words in [["\"\""], ["*", "^"], ["\0"], [" "], ["-"], ["\u{301}"]] {
            #expect(try await store.page(HistoryQuery(words: words), before: nil, limit: 5).rows.count == 1, "\(words)")
        }
        #expect(try await store.page(HistoryQuery(words: ["NOT", "fox"]), before: nil, limit: 5).rows.isEmpty)
        #expect(try await store.page(HistoryQuery(words: ["and", "-", "OWL"]), before: nil, limit: 5).rows.count == 1)
        let many = Array(repeating: "fox", count: 2000)
        #expect(try await store.page(HistoryQuery(words: many), before: nil, limit: 5).rows.count == 1)
        let long = String(repeating: "x", count: 100_000)
        #expect(try await store.page(HistoryQuery(words: [long]), before: nil, limit: 5).rows.isEmpty)
    }

    @Test("sums keep simulated costs apart, count the price for a missing cost, and are exact from any moment on")
    func totals() async throws {
        let folder = try StoreFolder()
        let store = try await folder.open()
        var dice = Dice(55)
        let start: Int64 = 1_750_000_000_000
        var results: [(time: Int64, cost: Int64?, simulated: Bool)] = []
        for _ in 0..<200 {
            let time = start + Int64.random(in: 0...(100 * 3_600_000), using: &dice)
            let cost = Bool.random(using: &dice) ? Int64.random(in: 0...90_000, using: &dice) : nil
            let simulated = Bool.random(using: &dice)
            results.append((time, cost, simulated))
            let job = dice.job(at: simulated ? .local : .sample)
            try await store.write(dice.delivered(job, cost: cost.map(Money.init(microDollars:)), at: time).entries)
        }
        func sums(_ from: Int64) -> Ledger.Totals {
            var totals = Ledger.Totals()
            for result in results where result.time >= from {
                totals.add(
                    Money(microDollars: result.cost ?? 40_000),
                    estimated: Money(microDollars: result.cost == nil ? 40_000 : 0), isSimulated: result.simulated)
            }
            return totals
        }
        for _ in 0..<100 {
            let from = start + Int64.random(in: -3_600_000...(101 * 3_600_000), using: &dice)
            let totals = try await store.totals(since: Timestamp(milliseconds: from))
            #expect(totals.day == sums(from))
            #expect(totals.allTime == sums(0))
        }
        #expect(try await store.totals(since: Timestamp(milliseconds: results[0].time)).day == sums(results[0].time))
    }

    @Test("keeps the last text under a name")
    func notes() async throws {
        let folder = try StoreFolder()
        let store = try await folder.open()
        #expect(try await store.note("draft") == nil)
        try await store.saveNote("draft", "a fox")
        try await store.saveNote("draft", "ein Fuchs 👩‍👩‍👧\n'\"")
        try await store.saveNote("other", "")
        #expect(try await store.note("draft") == "ein Fuchs 👩‍👩‍👧\n'\"")
        #expect(try await store.note("other")?.isEmpty == true)
    }
}
