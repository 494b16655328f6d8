import EngineCore
import EngineModel
import RunwareAPI
import TestSupport
import Testing

/// Jobs that were deleted for ever while the engine knew them: they are no failure of the store, and nothing is sent
/// for them.
@Suite(.timeLimit(.minutes(1))) struct EmptiedBinEngineTests {
    /// A studio with a failed job that lies in the bin.
    private func binned() async throws -> (studio: Studio, id: JobID) {
        let studio = Studio()
        await studio.service.script([.outcome(FakeImageService.refusal("invalidWidth", httpStatus: 400))])
        try await studio.start()
        let id = try await studio.submit(1)[0]
        #expect(await studio.settled(id)?.state == .failed)
        _ = try await studio.store.mark([RowChange(.job(id), .bin(true))])
        return (studio, id)
    }

    private let always = Timestamp(milliseconds: .max)

    /// The queue goes on, and nothing was sent but the first attempt of the erased job and another one's.
    private func expectGoesOn(_ studio: Studio) async throws {
        let next = try await studio.submit(1)[0]
        #expect(await studio.settled(next)?.state == .done)
        #expect(await studio.service.sent.count == 2)
        await studio.engine.shutDown()
        #expect(await studio.store.jobs.map(\.id) == [next])
        #expect(await lastSnapshot(of: studio.engine)?.pause == .user)
    }

    @Test func `emptying the bin forgets the jobs, and they are not tried again`() async throws {
        let (studio, id) = try await binned()
        #expect(try await studio.engine.emptyBin(before: always) == 1)
        #expect(await studio.engine.job(id) == nil)
        #expect(try await studio.engine.retry([id]) == 0)
        try await expectGoesOn(studio)
    }

    @Test func `so does another copy's emptying`() async throws {
        let (studio, id) = try await binned()
        #expect(try await studio.store.emptyBin(before: always) == 1)
        studio.store.tellChange()
        while await studio.engine.job(id) != nil { await Task.yield() }
        try await expectGoesOn(studio)
    }

    @Test func `whoever tries again looks himself, whether he was told or not`() async throws {
        let (studio, id) = try await binned()
        #expect(try await studio.store.emptyBin(before: always) == 1)
        #expect(try await studio.engine.retry([id]) == 0)
        #expect(await studio.engine.job(id) == nil)
        try await expectGoesOn(studio)
    }

    @Test func `a job that is erased while it is queued again ends, says so, and is not sent`() async throws {
        let (studio, id) = try await binned()
        await studio.store.hold { entries in entries.contains { $0.jobID == id } }
        #expect(try await studio.engine.retry([id]) == 1)
        await studio.store.isHolding()
        #expect(try await studio.store.emptyBin(before: always) == 1)
        await studio.store.letGo()
        let ended = try #require(await studio.settled(id))
        #expect(ended.state == .cancelled && ended.failure == .erased)
        #expect(try await studio.engine.retry([id]) == 0)
        try await expectGoesOn(studio)
    }

    @Test func `an image that comes late for it is not fetched`() async throws {
        let (studio, id) = try await binned()
        let task = try #require(await studio.engine.job(id)?.attempts.first).taskUUID
        #expect(try await studio.store.emptyBin(before: always) == 1)
        studio.service.tell(.unasked(.frame([Wire.image("late", of: task, seed: 3)])))
        while await studio.engine.job(id) != nil { await Task.yield() }
        await studio.engine.filesSettled()
        #expect(await studio.service.fetched.isEmpty)
        try await expectGoesOn(studio)
    }
}
