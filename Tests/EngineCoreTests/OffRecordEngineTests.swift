import EngineCore
import EngineModel
import RunwareAPI
import TestSupport
import Testing

/// Jobs off the record in the engine: when they go from the disk, and what never happens to them.
@Suite struct OffRecordEngineTests {
    private func submit(_ studio: Studio, outputType: OutputType = .url) async throws -> JobID {
        var parameters = Parameters()
        parameters.outputType = outputType
        let request = ImageRequest(prompt: "a secret kite", parameters: parameters)
        return try await studio.engine.submit([Submission(request, origin: JobOrigin(isOffRecord: true))])[0]
    }

    @Test func `what ended goes when it was shown, and not before`() async throws {
        let studio = Studio()
        try await studio.start()
        let id = try await submit(studio)
        _ = await studio.settled(id)
        #expect(await studio.store.jobs.map(\.id) == [id])
        await studio.engine.shown([id])
        await studio.engine.idle()
        #expect(await studio.store.jobs.isEmpty)
        #expect(await studio.engine.job(id)?.state == .done)
        // What is erased is not tried again, and nothing more is written about it.
        #expect(try await studio.engine.retry([id]) == 0)
        await studio.engine.shutDown()
        #expect(await studio.store.erased == [id])
        #expect(await lastSnapshot(of: studio.engine)?.offRecord.map(\.id) == [id])
    }

    @Test func `what nobody was shown stays when the studio ends`() async throws {
        let studio = Studio()
        try await studio.start()
        let id = try await submit(studio)
        _ = await studio.settled(id)
        await studio.engine.shutDown()
        #expect(await studio.store.erased.isEmpty)
        #expect(await studio.store.afterKill().jobs.map(\.id) == [id])
    }

    @Test func `a job that is under way, or on the record, is not erased, whatever is said to be shown`() async throws {
        let studio = Studio()
        try await studio.start()
        await studio.service.script([.images], otherwise: .held)
        let open = try await studio.submit(1)[0]
        _ = await studio.settled(open)
        let id = try await submit(studio)
        await studio.service.arrived(2)
        await studio.engine.shown([id, open])
        await studio.engine.shutDown()
        #expect(await studio.store.erased.isEmpty)
        #expect(await studio.store.jobs.map(\.id) == [open, id])
    }

    @Test func `late images of an erased job stop no queue`() async throws {
        let studio = Studio()
        try await studio.start()
        await studio.service.script([.outcome(FakeImageService.refusal("invalidWidth", httpStatus: 400))])
        let id = try await submit(studio)
        let failed = try #require(await studio.settled(id))
        await studio.engine.shown([id])
        await studio.engine.idle()
        let task = try #require(failed.attempts.first?.taskUUID)
        let before = await studio.store.writes.count
        studio.service.tell(.unasked(.frame([Wire.image("late", of: task, seed: 3)])))
        let next = try await studio.submit(1)[0]
        #expect(await studio.settled(next)?.state == .done)
        await studio.engine.shutDown()
        // The session has the image; a store that knows no such job is not asked to write it.
        #expect(await studio.engine.job(id)?.results.count == 1)
        #expect(await studio.store.writes.dropFirst(before).joined().allSatisfy { $0.jobID != id })
        let last = try #require(await lastSnapshot(of: studio.engine))
        #expect(last.pause == .user)
        #expect(await studio.store.jobs.map(\.id) == [next])
    }

    @Test func `jobs that are cleared away together are those that still wait`() async throws {
        let studio = Studio(parallelism: 1)
        try await studio.start()
        await studio.service.script([], otherwise: .held)
        let ids = try await studio.submit(3)
        await studio.service.arrived(1)
        await studio.engine.clear(ids)
        #expect(await studio.states(ids) == [.sending, .cancelled, .cancelled])
        await studio.engine.shutDown()
    }

    @Test func `trying again counts all that is lacking against the caps`() async throws {
        let price = RunwareModel.pricePerImage
        let studio = Studio(caps: Caps(session: 3 * price))
        try await studio.start()
        let refused = FakeImageService.Script.outcome(FakeImageService.refusal("invalidWidth", httpStatus: 400))
        await studio.service.script([refused, refused])
        let ids = try await studio.submit(2, asked: 1)
        for id in ids { _ = await studio.settled(id) }
        await studio.engine.setSessionCap(price)
        await #expect(throws: SubmitFailure.self) { _ = try await studio.engine.retry(ids) }
        #expect(await studio.states(ids) == [.failed, .failed])
        await studio.engine.setSessionCap(2 * price)
        #expect(try await studio.engine.retry(ids) == 2)
        for id in ids { #expect(await studio.settled(id)?.state == .done) }
        await studio.engine.shutDown()
    }
}
