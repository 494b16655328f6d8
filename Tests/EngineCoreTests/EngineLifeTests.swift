@testable import EngineCore
import EngineModel
import RunwareAPI
import Synchronization
import TestSupport
import Testing

/// Says yes once.
final class OneTime: Sendable {
    private let isLeft = Mutex(true)

    func take() -> Bool {
        isLeft.withLock { left in
            defer { left = false }
            return left
        }
    }
}

@Suite(.timeLimit(.minutes(5))) struct EngineLifeTests {
    private func oldJob(_ name: String, _ state: JobState, _ service: ServiceIdentity) -> Job {
        var job = Job(
            id: JobID(name), request: ImageRequest(prompt: "old kite", parameters: Parameters()), origin: JobOrigin(),
            submittedAt: Timestamp(milliseconds: 0), service: service, state: state)
        if state != .queued, state != .held {
            job.attempts = [
                Attempt(taskUUID: TaskUUID(randomBits: 9, 9), asked: 1, startedAt: Timestamp(milliseconds: 0))
            ]
        }
        return job
    }

    private var here: ServiceIdentity { ServiceIdentity(key: "http://127.0.0.1:1/v1#fake", isSimulated: false) }

    @Test func `jobs of an earlier run are taken over and nothing is sent by itself`() async throws {
        let studio = Studio(jobs: [
            oldJob("sent", .sending, here), oldJob("unsent", .queued, here),
            oldJob("elsewhere", .queued, ServiceIdentity(key: "there", isSimulated: false)),
        ])
        try await studio.start()
        let ids = [JobID("sent"), JobID("unsent"), JobID("elsewhere")]
        #expect(await studio.states(ids) == [.uncertain, .queued, .held])
        await studio.service.collecting(otherwise: CollectOutcome.notFound)
        for id in ids { _ = await studio.settled(id) }
        #expect(await studio.service.sent.isEmpty)
        #expect(await studio.store.durable(ids[0])?.state == .uncertain)
        // A job of this run is not kept waiting by them.
        let new = try await studio.submit(1)
        #expect(await studio.engine.settled(new[0])?.state == .done)
        #expect(await studio.service.sent.count == 1)
        await studio.engine.resume()
        #expect(await studio.engine.settled(ids[1])?.state == .done)
        await studio.engine.idle()
        #expect(await studio.states(ids) == [.uncertain, .done, .held])
        #expect(await studio.service.sent.count == 2)
        await studio.engine.shutDown()
    }

    @Test func `while the service is unreachable jobs stay queued, then they are sent exactly once`() async throws {
        let studio = Studio(.unreachable(.fakeUnresolved, unreachableFault))
        try await studio.start()
        let ids = try await studio.submit(3)
        for id in ids { #expect(await studio.engine.settled(id)?.state == .queued) }
        await studio.engine.idle()
        #expect(await studio.engine.job(ids[0])?.service == .unresolved("http://127.0.0.1:1/v1"))
        await studio.service.identifies(as: .known(.fake))
        await studio.clock.sleepers(atLeast: 1)
        studio.clock.advance(milliseconds: 1000)
        await studio.service.arrived(3)
        for id in ids { #expect(await studio.engine.settled(id)?.state == .done) }
        #expect(await studio.service.sent.count == 3)
        #expect(await studio.engine.job(ids[0])?.service == here)
        #expect(await studio.store.durable(ids[2])?.service == here)
        await studio.engine.shutDown()
    }

    @Test func `jobs queued before the first answer are bound to the service that answers`() async throws {
        let studio = Studio()
        await studio.service.holdIdentify(true)
        try await studio.engine.start()
        let ids = try await studio.submit(2)
        await studio.service.holdIdentify(false)
        for id in ids { #expect(await studio.engine.settled(id)?.state == .done) }
        #expect(await studio.store.durable(ids[0])?.service == here)
        await studio.engine.shutDown()
    }

    @Test func `a service that stays silent is asked ever more rarely, and at once by a key press`() async throws {
        let studio = Studio(.unreachable(.fakeUnresolved, unreachableFault))
        try await studio.start()
        for wait: Int64 in [1000, 2000, 4000, 8000, 16_000, 30_000, 30_000] {
            await studio.clock.sleepers(atLeast: 1)
            #expect(studio.clock.deadlines == [studio.clock.now().adding(milliseconds: wait)])
            studio.clock.advance(milliseconds: wait)
            await studio.clock.sleepers(atLeast: 1)
        }
        #expect(await studio.service.questions == 8)
        #expect(await studio.engine.currentService().address == "http://127.0.0.1:1/v1")
        await studio.service.identifies(as: .known(.fake))
        await studio.engine.resume()
        await studio.engine.idle()
        #expect(await studio.engine.currentService().identity == here)
        await studio.engine.shutDown()
    }

    @Test func `a task that did not leave goes back and waits for the service`() async throws {
        let studio = Studio()
        await studio.service.script([.outcome(.notSent(unreachableFault))])
        try await studio.start()
        let ids = try await studio.submit(1)
        #expect(await studio.engine.settled(ids[0])?.failure == .notSent(unreachableFault))
        await studio.clock.sleepers(atLeast: 1)
        studio.clock.advance(milliseconds: 1000)
        await studio.service.arrived(2)
        #expect(await studio.engine.settled(ids[0])?.state == .done)
        let sent = await studio.service.sent.map(\.taskUUID)
        #expect(sent.count == 2 && Set(sent).count == 1)
        await studio.engine.shutDown()
    }

    @Test func `a service without a name is asked again`() async throws {
        let studio = Studio(.known(.fakeUnresolved))
        try await studio.start()
        let ids = try await studio.submit(1)
        #expect(await studio.engine.settled(ids[0])?.state == .queued)
        await studio.service.identifies(as: .known(.fake))
        await studio.clock.sleepers(atLeast: 1)
        studio.clock.advance(milliseconds: 1000)
        await studio.service.arrived(1)
        await studio.engine.shutDown()
    }

    @Test func `waits return before the start and after the end, and ends may be repeated`() async throws {
        let studio = Studio()
        await studio.engine.pause()
        await studio.engine.idle()
        _ = await studio.engine.settled(JobID("nobody"))
        _ = await studio.engine.currentService()
        await studio.engine.shutDown()
        await studio.engine.shutDown()
        await studio.engine.idle()
        #expect(await studio.service.isShutDown)
        // The stream ends, so that a reader does too.
        #expect(await lastSnapshot(of: studio.engine) == nil)
    }

    @Test func `the end comes with tasks in flight, for every caller, and wakes whoever waits`() async throws {
        let studio = Studio()
        await studio.service.script([], otherwise: .held)
        try await studio.start()
        let ids = try await studio.submit(5)
        await studio.service.arrived(3)
        async let first = studio.engine.settled(ids[0])
        async let last = studio.engine.settled(ids[4])
        async let quiet: Void = studio.engine.idle()
        async let other: Void = studio.engine.shutDown()
        await studio.engine.shutDown()
        await other
        await quiet
        #expect(await first?.state == .uncertain)
        #expect(await last?.state == .queued)
        await studio.engine.shutDown()
        await studio.engine.idle()
        #expect(await studio.engine.settled(ids[4])?.state == .queued)
        #expect(await studio.service.sent.count == 3)
        // What the journal holds is what the next start has to know.
        let durable = await studio.store.jobs.map(\.state)
        #expect(durable == [.uncertain, .uncertain, .uncertain, .queued, .queued])
    }

    @Test func `who waits for what was sent does not wait for what waits again while the queue is paused`() async throws
    {
        let studio = Studio()
        await studio.service.script([.held])
        try await studio.start()
        let id = try await studio.submit(1)[0]
        await studio.service.arrived(1)
        await studio.engine.pause()
        let engine = studio.engine
        async let waited: Void = engine.sentSettled(within: 15 * 60_000)
        while await !engine.settledWaiters.keys.contains(id) { await Task.yield() }
        let task = try #require(await studio.service.sent.first)
        let refusal = FakeImageService.refusal("internalServerError", httpStatus: 500, of: task.taskUUID)
        await studio.service.release(task.taskUUID, with: refusal)
        await waited
        #expect(await studio.engine.job(id)?.state == .queued)
        await studio.engine.shutDown()
    }

    @Test func `the end does not wait for ever for a service that does not end its sends`() async throws {
        let studio = Studio()
        await studio.service.script([], otherwise: .deaf)
        try await studio.start()
        _ = try await studio.submit(1)
        await studio.service.arrived(1)
        async let end: Void = studio.engine.shutDown()
        await studio.clock.sleepers(atLeast: 1)
        studio.clock.advance(milliseconds: 1500)
        await end
        #expect(await studio.store.jobs.map(\.state) == [.sending])
        await studio.service.releaseDeaf()
        await studio.engine.idle()
    }

    @Test func `the end comes while the service is silent or asked`() async throws {
        let silent = Studio(.unreachable(.fakeUnresolved, unreachableFault))
        try await silent.start()
        _ = try await silent.submit(1)
        await silent.engine.shutDown()
        await silent.engine.idle()
        let asked = Studio()
        await asked.service.holdIdentify(true)
        try await asked.engine.start()
        async let status = asked.engine.currentService()
        await asked.engine.shutDown()
        _ = await status
    }

    @Test func `a job whose attempt is being written at the end is not sent`() async throws {
        let studio = Studio()
        try await studio.start()
        await studio.store.hold(isSending)
        async let submitted = studio.submit(1)
        await studio.store.isHolding()
        async let end: Void = studio.engine.shutDown()
        await studio.service.ended()
        await studio.store.letGo()
        await end
        let ids = try await submitted
        #expect(await studio.service.sent.isEmpty)
        #expect(await studio.store.durable(ids[0])?.state == .queued)
    }

    @Test func `the newest snapshot says the truth`() async throws {
        let studio = Studio()
        try await studio.start()
        let ids = try await studio.submit(2, asked: 2)
        for id in ids { _ = await studio.engine.settled(id) }
        await studio.engine.setParallelism(5)
        await studio.engine.shutDown()
        let last = try #require(await lastSnapshot(of: studio.engine))
        #expect(last.jobs.isEmpty && Set(last.recent.map(\.id)) == Set(ids) && last.parallelism == 5)
        #expect(last.finishedJobs == 2 && last.historyRevision == 10)
        #expect(last.ledger.session.real == Money(microDollars: 160_000) && last.ledger.session.images == 4)
        #expect(last.service == .fake)
    }

    @Test func `revisions rise for a reader that keeps up`() async throws {
        let studio = Studio()
        let reader = Task { await lastSnapshot(of: studio.engine) }
        try await studio.start()
        for id in try await studio.submit(4) { _ = await studio.engine.settled(id) }
        await studio.engine.shutDown()
        #expect(await reader.value?.finishedJobs == 4)
    }

    @Test func `sums begin with what the library knows, and the day ends at midnight`() async throws {
        var old = oldJob("old", .done, here)
        old.results = [
            ImageResult(
                id: ResultID("r"), taskUUID: TaskUUID(randomBits: 9, 9), imageUUID: "i", index: 0, url: nil, seed: nil,
                cost: nil, nsfw: nil, receivedAt: Timestamp(milliseconds: 1_000_000_000_000), media: .linked)
        ]
        let studio = Studio(jobs: [old])
        try await studio.start()
        let first = try await studio.submit(1)
        _ = await studio.engine.settled(first[0])
        studio.clock.advance(milliseconds: ManualClock.day)
        let second = try await studio.submit(1)
        _ = await studio.engine.settled(second[0])
        await studio.engine.shutDown()
        let ledger = try #require(await lastSnapshot(of: studio.engine)).ledger
        #expect(ledger.session.images == 2 && ledger.day.images == 1 && ledger.allTime.images == 3)
    }

    @Test func `every job of a large batch is found by one who waits in order`() async throws {
        let studio = Studio(parallelism: 8)
        await studio.service.script([.held])
        try await studio.start()
        let ids = try await studio.submit(200)
        for id in ids.dropFirst() { #expect(await studio.engine.settled(id)?.state == .done) }
        let task = try #require(await studio.service.sent.first)
        await studio.service.release(task)
        #expect(await studio.engine.settled(ids[0])?.state == .done)
        #expect(await studio.engine.job(ids[1])?.state == .done)
        await studio.engine.shutDown()
    }
}
