import EngineCore
import EngineModel
import RunwareAPI
import Testing

@testable import EngineStore

@Suite("The jobs of a batch")
struct BatchTests {
    @Test("come in the order of submission, with their state and first image, by an index")
    func jobs() async throws {
        let folder = try StoreFolder()
        let store = try await folder.open()
        var dice = Dice(60)
        let batch = BatchID("batch")
        let origin = JobOrigin(batch: batch)
        let (entries, done) = dice.delivered(dice.job("one", seed: 1, origin: origin), seed: 1)
        let waiting = dice.job("two", seed: 2, origin: origin)
        let other = dice.job("three", seed: 3, origin: JobOrigin(batch: BatchID("other")))
        try await store.write(entries)
        try await store.write([.submitted(waiting), .submitted(other), .submitted(dice.job("four"))])
        let jobs = try await store.jobs(of: batch, limit: 10)
        #expect(
            jobs == [
                SweepJob(
                    id: done.id, request: done.request, state: .done, result: done.results.first?.id, seed: 1),
                SweepJob(id: waiting.id, request: waiting.request, state: .queued, result: nil, seed: nil),
            ])
        #expect(try await store.jobs(of: batch, limit: 1).map(\.id) == [done.id])
        let plan = try await store.plan("SELECT 1 FROM jobs WHERE batch = 'batch'")
        #expect(plan.contains("jobs_by_batch"), "\(plan)")
    }

    @Test("kept texts come by the beginning of their names, the newest last")
    func notes() async throws {
        let folder = try StoreFolder()
        let store = try await folder.open()
        for (name, text) in [("sweep/2", "b"), ("sweep/1", "a"), ("sweep/3", "c"), ("sweeq", "x"), ("draft", "y")] {
            try await store.saveNote(name, text)
        }
        #expect(try await store.notes(beginning: "sweep/", limit: 9) == ["a", "b", "c"])
        #expect(try await store.notes(beginning: "sweep/", limit: 2) == ["b", "c"])
        #expect(try await store.notes(beginning: "none", limit: 2) == [])
    }
}
