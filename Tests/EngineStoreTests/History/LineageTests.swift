import EngineCore
import EngineModel
import RunwareAPI
import Testing

@testable import EngineStore

/// Where results come from.
@Suite("Lineage")
struct LineageTests {
    /// Writes a delivered job that was made from a result; returns that of its own.
    private static func make(
        _ prompt: String, from parent: ResultID?, in store: EngineStore, _ dice: inout Dice
    ) async throws -> ResultID {
        let (entries, job) = dice.delivered(
            dice.job(prompt, seed: 7, origin: JobOrigin(parent: parent)), seed: 7,
            at: 1_750_000_000_000 + Int64.random(in: 0...9, using: &dice) * 10_000)
        try await store.write(entries)
        return try #require(job.results.first?.id)
    }

    @Test("leads up to the first result and down to all that was made from one, with what changed")
    func tree() async throws {
        let folder = try StoreFolder()
        let store = try await folder.open()
        var dice = Dice(621)
        let root = try await Self.make("a fox", from: nil, in: store, &dice)
        let middle = try await Self.make("a fox runs", from: root, in: store, &dice)
        let left = try await Self.make("a fox runs", from: middle, in: store, &dice)
        let leaf = try await Self.make("a fox ran", from: left, in: store, &dice)
        let right = try await Self.make("a fox sleeps", from: middle, in: store, &dice)
        let failed = dice.job("a fox fails", seed: 7, origin: JobOrigin(parent: right))
        try await store.write([.submitted(failed), .changed(failed.failed())])

        let lineage = try #require(try await store.lineage(of: .result(middle)))
        #expect(lineage.ancestors.map(\.id) == [.result(root)])
        #expect(lineage.current.id == .result(middle) && lineage.current.changes == .prompt)
        #expect(
            Set(lineage.descendants.map(\.row.id)) == [.result(left), .result(leaf), .result(right), .job(failed.id)])
        let depths = Dictionary(uniqueKeysWithValues: lineage.descendants.map { ($0.row.id, $0.depth) })
        #expect(depths == [.result(left): 1, .result(leaf): 2, .result(right): 1, .job(failed.id): 2])
        // What was made from a row follows it.
        let order = lineage.descendants.map(\.row.id)
        let place = try #require(order.firstIndex(of: .result(left)))
        #expect(order[place + 1] == .result(leaf))
        #expect(lineage.descendants.first { $0.row.id == .result(left) }?.row.changes == [])
        #expect(!lineage.beginsWithGap && !lineage.isCut)
        #expect(try await store.lineage(of: .job(failed.id))?.ancestors.count == 3)
        #expect(try await store.lineage(of: .result(ResultID("gone"))) == nil)
    }

    @Test("says where it is broken or cut, and ends when it leads in a circle")
    func broken() async throws {
        let folder = try StoreFolder()
        let store = try await folder.open()
        var dice = Dice(622)
        let orphan = try await Self.make("a fox", from: ResultID("gone"), in: store, &dice)
        let lineage = try #require(try await store.lineage(of: .result(orphan)))
        #expect(lineage.beginsWithGap && lineage.current.changes == nil)
        var last = orphan
        for _ in 0..<6 { last = try await Self.make("a fox", from: last, in: store, &dice) }
        let cut = try await store.database.read {
            try LineageRecords(database: $0).lineage(of: .result(orphan), limit: 4)
        }
        #expect(cut?.descendants.count == 4 && cut?.isCut == true)
        try await store.execute("UPDATE jobs SET parent = '\(last.text)' WHERE parent = 'gone'")
        let circle = try #require(try await store.lineage(of: .result(orphan)))
        #expect(circle.ancestors.count == 6 && circle.descendants.isEmpty && !circle.isCut)
    }
}
