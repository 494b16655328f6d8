import EngineCore
import EngineModel
import GRDB
import RunwareAPI
import Testing

@testable import EngineStore

@Suite("Earlier prompts")
struct PromptTests {
    @Test("are distinct, those used last first, a template in place of what it expanded to")
    func distinct() async throws {
        let folder = try StoreFolder()
        let store = try await folder.open()
        var dice = Dice(80)
        let uses: [(String, String?)] = [
            ("a fox", nil), ("an owl", nil), ("a red fox", "a {red|blue} fox"), ("a blue fox", "a {red|blue} fox"),
            ("a fox", nil), ("a {red|blue} fox", nil), ("A fox", nil),
        ]
        for (number, (prompt, template)) in uses.enumerated() {
            var job = dice.job(prompt, origin: JobOrigin(template: template))
            job = Job(
                id: job.id, request: job.request, origin: job.origin,
                submittedAt: Timestamp(milliseconds: Int64(number) + 1), service: job.service)
            try await store.write([.submitted(job)])
        }
        let page = try await store.prompts(before: nil, limit: 10)
        #expect(page.prompts.map(\.text) == ["A fox", "a {red|blue} fox", "a fox", "a {red|blue} fox", "an owl"])
        #expect(page.prompts.map(\.isTemplate) == [false, false, false, true, false])
        #expect(page.prompts.map(\.usedAt.milliseconds) == [7, 6, 5, 4, 2])
        #expect(page.next == nil)
    }

    @Test("come in pages that new uses do not move, and none comes twice")
    func pages() async throws {
        let folder = try StoreFolder()
        let store = try await folder.open()
        var dice = Dice(81)
        var newest: [String: Int] = [:]
        for number in 0..<120 {
            let text = "prompt \(Int.random(in: 0..<40, using: &dice))"
            newest[text] = number
            try await store.write([.submitted(dice.job(text))])
        }
        let expected = newest.sorted { $0.value > $1.value }.map(\.key)
        for limit in [1, 7, 40, 1000] {
            for window: Int64 in [1, 9, 1000] {
                var seen: [String] = []
                var cursor: PromptCursor?
                repeat {
                    let before = cursor
                    let page = try await store.database.read { database in
                        try PromptRecords(database: database).page(before: before, limit: limit, window: window)
                    }
                    #expect(page.prompts.count <= limit)
                    seen += page.prompts.map(\.text)
                    cursor = page.next
                } while cursor != nil
                #expect(seen == expected, "\(limit) of \(window)")
            }
        }
        let first = try await store.prompts(before: nil, limit: 5)
        try await store.write([.submitted(dice.job("another"))])
        let second = try await store.prompts(before: first.next, limit: 5)
        #expect((first.prompts + second.prompts).map(\.text) == Array(expected.prefix(10)))
        #expect(try await store.prompts(before: nil, limit: 5).prompts.first?.text == "another")
    }

    @Test("of an empty store are none")
    func empty() async throws {
        let folder = try StoreFolder()
        let store = try await folder.open()
        #expect(try await store.prompts(before: nil, limit: 5) == PromptPage())
        #expect(try await store.prompts(before: PromptCursor(sequence: 0), limit: 5) == PromptPage())
    }

    @Test("are read by indexes alone, whatever their number")
    func plan() async throws {
        let folder = try StoreFolder()
        let store = try await folder.open()
        let steps = try await store.database.read { database in
            try Row.fetchAll(
                database, sql: "EXPLAIN QUERY PLAN " + PromptRecords.sql, arguments: [Int64.max, Int64(0), 10]
            ).map { $0["detail"] as String }
        }
        #expect(steps.contains { $0.hasPrefix("SEARCH job USING INTEGER PRIMARY KEY") }, "\(steps)")
        #expect(steps.contains { $0.hasPrefix("SEARCH later USING") && $0.contains("jobs_by_prompt") }, "\(steps)")
        #expect(!steps.contains { $0.hasPrefix("SCAN") || $0.contains("TEMP B-TREE") }, "\(steps)")
    }
}
