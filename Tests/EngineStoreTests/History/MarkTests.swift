import EngineCore
import EngineModel
import RunwareAPI
import Testing

@testable import EngineStore

/// What users write on rows.
@Suite("Marks on rows")
struct MarkTests {
    @Test("are kept, and taking back what was answered gives what was before, whatever was marked in between")
    func undo() async throws {
        let folder = try StoreFolder()
        let store = try await folder.open()
        var dice = Dice(601)
        var ids: [HistoryID] = []
        for _ in 0..<6 {
            let (entries, job) = dice.delivered(dice.job())
            try await store.write(entries)
            ids += job.results.map { .result($0.id) }
        }
        let failed = dice.job()
        try await store.write([.submitted(failed), .changed(failed.failed())])
        ids.append(.job(failed.id))

        var states = [try await store.rows(ids).map(\.marks)]
        var undoing: [[RowChange]] = []
        for _ in 0..<200 {
            let changes = (0..<Int.random(in: 1...5, using: &dice)).map { _ in
                RowChange(ids.randomElement(using: &dice) ?? ids[0], Self.change(&dice))
            }
            undoing.append(try await store.mark(changes))
            states.append(try await store.rows(ids).map(\.marks))
        }
        #expect(Set(states).count > 100)
        for (back, before) in zip(undoing.reversed(), states.dropLast().reversed()) {
            _ = try await store.mark(back)
            #expect(try await store.rows(ids).map(\.marks).map(\.withoutTime) == before.map(\.withoutTime))
        }
    }

    private static func change(_ dice: inout Dice) -> MarkChange {
        switch Int.random(in: 0..<5, using: &dice) {
        case 0: .rating([nil, 1, 3, 5].randomElement(using: &dice) ?? nil)
        case 1: .pick(Bool.random(using: &dice))
        case 2: .tag(["Hero", "two words", "漢字"].randomElement(using: &dice) ?? "", isOn: Bool.random(using: &dice))
        case 3: .note([nil, "", "a note\nof two lines"].randomElement(using: &dice) ?? nil)
        default: .bin(Bool.random(using: &dice))
        }
    }

    @Test("write tags in one way, count them, and forget what is no tag")
    func tags() async throws {
        let folder = try StoreFolder()
        let store = try await folder.open()
        var dice = Dice(602)
        var ids: [HistoryID] = []
        for _ in 0..<2 {
            let (entries, job) = dice.delivered(dice.job())
            try await store.write(entries)
            ids += job.results.map { .result($0.id) }
        }
        let changes: [(Int, String)] = [(0, "Two  Words"), (0, "hero"), (1, "HERO"), (1, " \t"), (1, "a\u{7}b")]
        let undoing = try await store.mark(changes.map { RowChange(ids[$0.0], .tag($0.1, isOn: true)) })
        #expect(undoing.count == 4)
        #expect(try await store.rows([ids[0]]).map(\.marks.tags) == [["hero", "two-words"]])
        #expect(
            try await store.tags(limit: 2)
                == [TagCount(tag: "hero", count: 2), TagCount(tag: "a-b", count: 1)])
        #expect(try await store.mark([RowChange(.result(ResultID("gone")), .pick(true))]).isEmpty)
    }

    @Test("what is in the bin shows there alone, and comes out of it where it was")
    func bin() async throws {
        let folder = try StoreFolder()
        let store = try await folder.open()
        var dice = Dice(603)
        for _ in 0..<3 { try await store.write(dice.delivered(dice.job()).entries) }
        let rows = try await store.page(HistoryQuery(), before: nil, limit: 9).rows
        let undoing = try await store.mark([RowChange(rows[1].id, .bin(true))])
        #expect(try await store.page(HistoryQuery(), before: nil, limit: 9).rows == [rows[0], rows[2]])
        let bin = try await store.page(HistoryQuery(filters: [.mark(.deleted)]), before: nil, limit: 9).rows
        #expect(bin.map(\.id) == [rows[1].id] && bin[0].marks.deletedAt != nil)
        #expect(try await store.binCount() == 1)
        _ = try await store.mark(undoing)
        #expect(try await store.page(HistoryQuery(), before: nil, limit: 9).rows == rows)
    }
}

extension HistoryMarks {
    /// The same but for when it was put into the bin: that is another time when it is put there again.
    fileprivate var withoutTime: HistoryMarks {
        var marks = self
        marks.deletedAt = deletedAt.map { _ in Timestamp(milliseconds: 0) }
        return marks
    }
}
