import EngineCore
import EngineModel
import RunwareAPI
import Testing

@testable import EngineStore

/// What was asked for again.
@Suite("Retries")
struct RetryRecordTests {
    @Test("are found as the model finds them, whoever made them", arguments: 1...4 as ClosedRange<UInt64>)
    func walk(seed: UInt64) async throws {
        let folder = try StoreFolder()
        let stores = [try await folder.open(owner: 1), try await folder.open(owner: 2)]
        var dice = Dice(700 + seed)
        var jobs: [Job] = []
        for number in 0..<14 {
            var origin = JobOrigin()
            if number > 3 { origin.retryOf = jobs.randomElement(using: &dice)?.id }
            let made = dice.job("fox \(number)", origin: origin)
            // One after another, as they are submitted.
            var job = Job(
                id: made.id, request: made.request, origin: origin,
                submittedAt: Timestamp(milliseconds: 1_750_000_000_000 + Int64(number)), service: made.service)
            let store = stores[Int.random(in: 0...1, using: &dice)]
            try await store.write([.submitted(job)])
            job.state = JobState.allCases.randomElement(using: &dice) ?? .queued
            if job.state.isFinal { job.finishedAt = Timestamp(milliseconds: 1_750_000_009_000 + Int64(number)) }
            try await store.write([.changed(job)])
            jobs.append(job)
        }
        let model = Retries(jobs)
        var expected: [JobID: EarlierRequest] = [:]
        for job in jobs { expected[job.id] = model.retry(of: job.id) }
        for store in stores {
            #expect(try await store.retries(of: jobs.map(\.id)) == expected)
            #expect(try await store.stored(jobs[7].id)?.origin.retryOf == jobs[7].origin.retryOf)
        }
        #expect(try await stores[0].retries(of: [JobID("unknown")]).isEmpty)
    }

    @Test("stay known when one of their line is erased", arguments: [false, true])
    func erased(first: Bool) async throws {
        let folder = try StoreFolder()
        let store = try await folder.open()
        var dice = Dice(733)
        var jobs: [Job] = []
        for number in 0..<3 {
            let origin = JobOrigin(retryOf: jobs.last?.id)
            let job = dice.job("otter \(number)", origin: origin)
            try await store.write([.submitted(job)])
            try await store.write([.changed(job.failed())])
            jobs.append(job)
        }
        var last = jobs[2]
        last.state = .running
        try await store.write([.changed(last)])
        let gone = jobs[first ? 0 : 1]
        _ = try await store.mark([RowChange(.job(gone.id), .bin(true))])
        #expect(try await store.emptyBin(before: Timestamp(milliseconds: .max)) == 1)
        #expect(try await store.stored(gone.id) == nil)
        let left = jobs[first ? 1 : 0]
        #expect(try await store.retries(of: [left.id])[left.id] == .retried(.running, since: last.submittedAt))
        await store.close()
    }

    @Test("are looked up without reading the table of jobs")
    func plan() async throws {
        let folder = try StoreFolder()
        let store = try await folder.open()
        let plan = try await store.plan(RetryRecords.newest.replacing("?1", with: "'x'"))
        #expect(!plan.contains("SCAN jobs"), "\(plan)")
    }

    @Test("an older store has none, and takes new ones")
    func older() async throws {
        let folder = try StoreFolder()
        await (try folder.open()).close()
        var dice = Dice(731)
        let old = dice.job("an old fox")
        try await OldStore.write(to: folder.database, upTo: "history by time") { try OldStore.insertFailed(old, $0) }
        let store = try await folder.open()
        #expect(try await store.stored(old.id)?.origin == JobOrigin())
        #expect(try await store.retries(of: [old.id]).isEmpty)
        let new = dice.job("an old fox", origin: JobOrigin(retryOf: old.id))
        try await store.write([.submitted(new)])
        #expect(try await store.retries(of: [old.id]) == [old.id: .retried(.queued, since: new.submittedAt)])
        await store.close()
    }
}
