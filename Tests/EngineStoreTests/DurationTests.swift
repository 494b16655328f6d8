import EngineCore
import EngineModel
import Foundation
import RunwareAPI
import Testing

@testable import EngineStore

@Suite("How long tasks took")
struct DurationTests {
    /// A job that was done after so many seconds.
    private static func job(_ seconds: Int64, at service: ServiceIdentity, _ dice: inout Dice) -> [JournalEntry] {
        let (entries, job) = dice.delivered(dice.job(at: service))
        var done = job
        done.finishedAt = job.attempts[0].startedAt.adding(milliseconds: seconds * 1000)
        return entries.dropLast() + [.changed(done)]
    }

    @Test("real and simulated ones stand apart, and those of an import tell nothing of here")
    func kinds() async throws {
        let (from, to) = (try StoreFolder(), try StoreFolder())
        let (old, new) = (try await from.open(), try await to.open(owner: 2))
        var dice = Dice(21)
        for (seconds, service) in [(9, ServiceIdentity.sample), (1, .local), (8, .sample), (2, .local), (7, .sample)] {
            try await new.write(Self.job(Int64(seconds), at: service, &dice))
        }
        try await old.write(Self.job(60, at: .sample, &dice) + Self.job(50, at: .local, &dice))
        let entries = try await old.page(HistoryQuery(), before: nil, limit: 9).rows.map(\.id)
        var lines = ""
        for id in entries { lines += HistoryRecord(try #require(try await old.entry(id))).line + "\n" }
        #expect(try await new.take(RecordLines(Data(lines.utf8))).imported == 2)
        #expect(try await new.durations(last: 9, isSimulated: false) == [9000, 8000, 7000])
        #expect(try await new.durations(last: 9, isSimulated: true) == [1000, 2000])
        #expect(try await new.durations(last: 2, isSimulated: false) == [8000, 7000])
    }

    @Test("of a long history only the newest jobs are looked through")
    func bounded() async throws {
        let folder = try StoreFolder()
        let store = try await folder.open()
        var dice = Dice(22)
        try await store.write(Self.job(9, at: .sample, &dice))
        #expect(try await store.durations(last: 9, isSimulated: false) == [9000])
        try await store.write([.submitted(dice.job())])
        try await store.execute("UPDATE jobs SET id = id + \(EngineStore.paced) WHERE state = 'queued'")
        #expect(try await store.durations(last: 9, isSimulated: false).isEmpty)
    }
}
