import EngineCore
import EngineModel
import GRDB
import RunwareAPI
import Testing

@testable import EngineStore

/// What users wrote on the row of a job that is tried again.
@Suite("Marks of jobs that are tried again")
struct KeptMarkTests {
    private static let written: [MarkChange] = [
        .rating(4), .pick(true), .note("why \"this\"?"), .tag("hero", isOn: true), .tag("é", isOn: true),
    ]
    private static let marks = HistoryMarks(rating: 4, isPicked: true, tags: ["hero", "é"], note: "why \"this\"?")

    /// A job that failed without an image, with marks on its row.
    private func failed(_ store: EngineStore, _ dice: inout Dice, _ state: JobState = .failed) async throws -> Job {
        let job = dice.job("an otter")
        try await store.write([.submitted(job), .changed(job.failed(state))])
        _ = try await store.mark(Self.written.map { RowChange(.job(job.id), $0) })
        return job
    }

    private func rows(_ store: EngineStore, _ filters: [HistoryFilter] = []) async throws -> [HistoryRow] {
        try await store.page(HistoryQuery(filters: filters), before: nil, limit: 9).rows
    }

    private func expectNothingKept(_ store: EngineStore) async throws {
        #expect(try await store.number("SELECT count(*) FROM kept_marks") == 0)
        try await store.execute("INSERT INTO search (search, rank) VALUES ('integrity-check', 1)")
    }

    @Test(
        "they go to the first image and to no other, and filters find them there",
        arguments: [JobState.failed, .blocked])
    func image(state: JobState) async throws {
        let folder = try StoreFolder()
        let store = try await folder.open()
        var dice = Dice(641)
        let job = try await failed(store, &dice, state)
        let attempt = dice.attempt(asked: 2)
        let results = [dice.result(of: attempt), dice.result(of: attempt, index: 1, at: 1_750_000_003_000)]
        try await store.write([.changed(job)])
        #expect(try await rows(store).isEmpty)
        try await store.write(
            [.sending(job.id, attempt)] + results.map { .result(job.id, $0) } + [.changed(job.done(attempt, results))])
        let rows = try await rows(store)
        #expect(rows.map(\.id) == results.reversed().map { .result($0.id) })
        #expect(rows.map(\.marks) == [HistoryMarks(), Self.marks] && rows.map(\.state) == [.done, .done])
        let filters: [HistoryFilter] = [
            .mark(.picked), .mark(.rated), .mark(.noted), .mark(.tagged), .tag("hero"), .star(.equal, 4),
        ]
        for filter in filters { #expect(try await self.rows(store, [filter]) == [rows[1]], "\(filter)") }
        try await expectNothingKept(store)
    }

    @Test("they come back with the job that fails again, any number of times")
    func failsAgain() async throws {
        let folder = try StoreFolder()
        let store = try await folder.open()
        var dice = Dice(642)
        let job = try await failed(store, &dice)
        for state in [JobState.failed, .blocked, .abandoned] {
            try await store.write([.changed(job), .sending(job.id, dice.attempt()), .changed(job.failed(state))])
            let rows = try await rows(store)
            #expect(rows.map(\.id) == [.job(job.id)] && rows.map(\.marks) == [Self.marks])
            #expect(rows.first?.state == state)
        }
        try await expectNothingKept(store)
        // A late image of a job that was let go of.
        let late = dice.result(of: dice.attempt())
        try await store.write([.result(job.id, late)])
        let rows = try await rows(store)
        #expect(rows.map(\.id) == [.result(late.id)] && rows.map(\.marks) == [Self.marks])
        try await expectNothingKept(store)
    }

    @Test("a job whose trying again is cancelled comes back for its marks, and without any it does not")
    func cancelled() async throws {
        let folder = try StoreFolder()
        let store = try await folder.open()
        var dice = Dice(643)
        let job = try await failed(store, &dice)
        let bare = dice.job("a bare otter")
        try await store.write([.submitted(bare), .changed(bare.failed())])
        for one in [job, bare] { try await store.write([.changed(one), .changed(one.failed(.cancelled))]) }
        let rows = try await rows(store)
        #expect(rows.map(\.id) == [.job(job.id)] && rows.map(\.marks) == [Self.marks])
        #expect(rows.first?.state == .cancelled)
    }

    @Test("taking back and doing again finds them wherever they went")
    func undo() async throws {
        let folder = try StoreFolder()
        let store = try await folder.open()
        var dice = Dice(644)
        let job = try await failed(store, &dice)
        let back = try await store.mark([
            RowChange(.job(job.id), .rating(1)), RowChange(.job(job.id), .tag("x", isOn: true)),
        ])
        try await store.write([.changed(job)])
        // While the job waits no row shows them.
        let again = try await store.mark(back)
        #expect(again.count == 2)
        #expect(try await store.rows([.job(job.id)]).isEmpty)
        let attempt = dice.attempt()
        let result = dice.result(of: attempt)
        try await store.write([.sending(job.id, attempt), .result(job.id, result)])
        #expect(try await rows(store).map(\.marks) == [Self.marks])
        let last = try await store.mark(again)
        #expect(last.map(\.id) == [.result(result.id), .result(result.id)])
        let changed = try await store.rows([.job(job.id), .result(result.id)])
        #expect(changed.map(\.id) == [.result(result.id)])
        #expect(changed[0].marks.rating == 1 && changed[0].marks.tags == ["hero", "x", "é"])
        _ = try await store.mark(last)
        #expect(try await rows(store).map(\.marks) == [Self.marks])
    }

    @Test("what comes is not born in the bin, and no step that was about the old row puts it there")
    func bin() async throws {
        let folder = try StoreFolder()
        let store = try await folder.open()
        var dice = Dice(645)
        let job = try await failed(store, &dice)
        let into = RowChange(.job(job.id), .bin(true))
        _ = try await store.mark([into])
        try await store.write([.changed(job)])
        #expect(try await store.mark([into]).isEmpty)
        #expect(try await store.emptyBin(before: Timestamp(milliseconds: .max)) == 0)
        try await store.write([.changed(job.failed())])
        #expect(try await rows(store).map(\.marks) == [Self.marks])
        let result = dice.result(of: dice.attempt())
        try await store.write([.changed(job), .result(job.id, result)])
        #expect(try await store.mark([into]).isEmpty)
        #expect(try await rows(store).map(\.marks) == [Self.marks])
    }

    @Test("a row that was deleted for ever leaves none, nor does a job that is erased")
    func erased() async throws {
        let folder = try StoreFolder()
        let store = try await folder.open()
        var dice = Dice(646)
        let job = try await failed(store, &dice, .abandoned)
        _ = try await store.mark([RowChange(.job(job.id), .bin(true))])
        #expect(try await store.emptyBin(before: Timestamp(milliseconds: .max)) == 1)
        let late = dice.result(of: dice.attempt())
        try await store.write([.result(job.id, late)])
        #expect(try await rows(store).map(\.marks) == [HistoryMarks()])
        try await expectNothingKept(store)
    }

    @Test("a job that ended as cancelled, or was let go of with every verdict in, goes from the bin for ever")
    func nothingStays() async throws {
        let folder = try StoreFolder()
        let store = try await folder.open()
        var dice = Dice(648)
        for state in [JobState.cancelled, .abandoned] {
            let job = try await failed(store, &dice)
            var attempt = dice.attempt()
            attempt.hasVerdict = true
            var ended = job.failed(state)
            ended.attempts = [attempt]
            try await store.write([.changed(job), .sending(job.id, attempt), .changed(ended)])
            #expect(try await rows(store).map(\.state) == [state])
            _ = try await store.mark([RowChange(.job(job.id), .bin(true))])
            #expect(try await store.emptyBin(before: Timestamp(milliseconds: .max)) == 1)
            #expect(try await store.stored(job.id) == nil)
            #expect(try await store.erased(among: [job.id]) == [job.id])
        }
        try await expectNothingKept(store)
    }

    @Test("a store of before keeps its marks from then on")
    func older() async throws {
        let folder = try StoreFolder()
        await (try folder.open()).close()
        var dice = Dice(647)
        let job = dice.job("an otter")
        try await OldStore.write(to: folder.database, upTo: "history by time") { database in
            try OldStore.insertFailed(job, database)
            try database.execute(sql: "UPDATE history SET note = 'mine'")
        }
        let store = try await folder.open()
        #expect(try await rows(store).map(\.marks.note) == ["mine"])
        try await store.write([.changed(job), .result(job.id, dice.result(of: dice.attempt()))])
        #expect(try await rows(store).map(\.marks.note) == ["mine"])
        await store.close()
    }
}
