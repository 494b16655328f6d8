import EngineCore
import EngineModel
import RunwareAPI
import TestSupport
import Testing

/// Trying failed jobs again: nothing that was asked for again already is paid for twice unasked.
@Suite struct RetryTests {
    private func failed(_ studio: Studio, _ count: Int) async throws -> [JobID] {
        let refused = FakeImageService.Script.outcome(FakeImageService.refusal("invalidWidth", httpStatus: 400))
        await studio.service.script(Array(repeating: refused, count: count), otherwise: .held)
        let ids = try await studio.submit(count)
        for id in ids { _ = await studio.engine.settled(id) }
        return ids
    }

    @Test func `jobs that another copy has asked for again are named by their place`() async throws {
        let studio = Studio()
        try await studio.start()
        let ids = try await failed(studio, 3)
        let known = try #require(await studio.store.durable(ids[1]))
        let other = Job(
            id: JobID("other"), request: known.request, origin: JobOrigin(retryOf: ids[1]),
            submittedAt: Timestamp(milliseconds: 5), service: known.service)
        try await studio.store.write([.submitted(other)])
        let objection = SubmitObjection.madeBefore([1: .retried(.queued, since: other.submittedAt)])
        await #expect(throws: SubmitFailure.objection(objection)) { _ = try await studio.engine.retry(ids) }
        #expect(await studio.states(ids) == [.failed, .failed, .failed])
        #expect(try await studio.engine.retry(ids, consent: Consent(makesAgain: true)) == 3)
        await studio.engine.shutDown()
    }

    @Test func `of two that stand for the same job the second is asked about`() async throws {
        let studio = Studio()
        try await studio.start()
        let first = try await failed(studio, 1)
        let request = try #require(await studio.engine.job(first[0])).request
        let again = Submission(request, origin: JobOrigin(retryOf: first[0]))
        var ids: [JobID] = []
        for _ in 0..<2 {
            let refused = FakeImageService.Script.outcome(FakeImageService.refusal("invalidWidth", httpStatus: 400))
            await studio.service.script([refused])
            let id = try await studio.engine.submit([again], consent: Consent(makesAgain: true))[0]
            _ = await studio.engine.settled(id)
            ids.append(id)
        }
        #expect(await studio.states(ids) == [.failed, .failed])
        await studio.service.script([])
        for asked in [ids, first + ids.suffix(1)] {
            await #expect(throws: SubmitFailure.objection(.madeBefore([1: .above]))) {
                _ = try await studio.engine.retry(asked)
            }
        }
        #expect(try await studio.engine.retry([ids[0]]) == 1)
        await studio.engine.shutDown()
    }

    @Test func `what stands for a job off the record is known although nothing is on the disk`() async throws {
        let studio = Studio()
        try await studio.start()
        let ids = try await failed(studio, 1)
        let request = try #require(await studio.engine.job(ids[0])).request
        let again = Submission(request, origin: JobOrigin(retryOf: ids[0], isOffRecord: true))
        await studio.service.script([])
        let id = try await studio.engine.submit([again])[0]
        _ = await studio.engine.settled(id)
        await studio.engine.shown([id])
        await studio.engine.idle()
        #expect(await studio.store.jobs.map(\.id) == ids)
        await #expect(throws: SubmitFailure.self) { _ = try await studio.engine.submit([again]) }
        #expect(await studio.service.sent.count == 2)
        await studio.engine.shutDown()
    }

    @Test func `all failed jobs of a session stay known, however many of them and of others there are`() async throws {
        let studio = Studio()
        try await studio.start()
        let refused = FakeImageService.Script.outcome(FakeImageService.refusal("invalidWidth", httpStatus: 400))
        let count = EngineSnapshot.recentLimit + 10
        await studio.service.script(Array(repeating: refused, count: count))
        let failed = try await studio.submit(count)
        for id in failed { _ = await studio.engine.settled(id) }
        for id in try await studio.submit(count) { _ = await studio.engine.settled(id) }
        await studio.engine.shutDown()
        let last = try #require(await lastSnapshot(of: studio.engine))
        #expect(Set(last.failed.map(\.id)) == Set(failed))
        #expect(last.recent.allSatisfy { $0.state == .done })
    }

    @Test func `an uncertain job of another service is not sent again, and no cap is asked about for it`() async throws
    {
        var job = Job(
            id: JobID("a"), request: ImageRequest(prompt: "a kite", parameters: Parameters()), origin: JobOrigin(),
            submittedAt: Timestamp(milliseconds: 1),
            service: ServiceIdentity(key: "https://elsewhere/v1#key", isSimulated: false), state: .uncertain)
        job.attempts = [Attempt(taskUUID: TaskUUID(randomBits: 1, 1), asked: 1, startedAt: Timestamp(milliseconds: 1))]
        let studio = Studio(jobs: [job], caps: Caps(session: Money(microDollars: 1)))
        try await studio.start()
        #expect(try await !studio.engine.sendAgain(job.id))
        #expect(await studio.service.sent.isEmpty)
        await studio.engine.shutDown()
    }

    @Test func `history may show something new once a job is tried again`() async throws {
        let studio = Studio()
        try await studio.start()
        let ids = try await failed(studio, 1)
        #expect(try await studio.engine.retry(ids) == 1)
        await studio.service.arrived(2)
        await studio.engine.shutDown()
        // One for the sums at the start, one for the end of the job, one for the second beginning.
        var revisions: [UInt64] = []
        for await snapshot in studio.engine.snapshots { revisions.append(snapshot.historyRevision) }
        #expect(revisions.last == 2)
    }
}
