import EngineCore
import EngineModel
import Foundation
import RunwareAPI
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(5))) struct EngineDurabilityTests {
    @Test func `the journal holds an attempt before it is sent`() async throws {
        let studio = Studio()
        let store = studio.store
        await studio.service.beforeSend { task in
            let isDurable = await store.hasAttempt(task.taskUUID)
            #expect(isDurable)
        }
        try await studio.start()
        let ids = try await studio.submit(10)
        for id in ids { #expect(await studio.engine.settled(id)?.state == .done) }
        #expect(await studio.service.sent.count == 10)
        #expect(await studio.service.mostAtOnce <= 3)
        await studio.engine.shutDown()
    }

    @Test func `writes come in the order submitted, sending, result`() async throws {
        let studio = Studio()
        try await studio.start()
        let id = try #require(try await studio.submit(1).first)
        _ = await studio.engine.settled(id)
        await studio.engine.idle()
        let kinds = await studio.store.writes.map { entries in
            entries.map { entry in
                switch entry {
                case .submitted: "submitted"
                case .sending: "sending"
                case .changed(let job): job.state.rawValue
                case .result: "result"
                case .media: "media"
                case .ordered: "ordered"
                case .session: "session"
                }
            }
        }
        // What waits for the disk at the same time becomes durable together.
        #expect(kinds.flatMap(\.self) == ["submitted", "sending", "result", "done", "media"])
        #expect(await studio.store.durable(id)?.state == .done)
    }

    @Test func `what waits for the disk at the same time becomes durable in one transaction`() async throws {
        let studio = Studio()
        try await studio.start()
        let ids = try await studio.submit(3)
        for id in ids { #expect(await studio.engine.settled(id)?.state == .done) }
        await studio.engine.idle()
        let sends = await studio.store.writes.filter(isSending)
        #expect(sends.map { entries in entries.count { isSending([$0]) } } == [3])
        #expect(await studio.service.sent.count == 3)
    }

    @Test func `submit returns when the jobs are durable`() async throws {
        let studio = Studio()
        try await studio.start()
        await studio.store.hold(isSubmitted)
        async let ids = studio.submit(2)
        await studio.store.isHolding()
        #expect(await studio.service.sent.isEmpty)
        #expect(await studio.store.jobs.isEmpty)
        await studio.store.letGo()
        let stored = try await ids
        #expect(await studio.store.jobs.map(\.id) == stored)
        await studio.engine.shutDown()
    }

    @Test func `a submission that the journal refuses throws and sends nothing, now and later`() async throws {
        let studio = Studio()
        try await studio.start()
        await studio.store.refuse(isSubmitted)
        await #expect(throws: SubmitFailure.notDurable(MemoryStore.failure.sentence)) { try await studio.submit(3) }
        await studio.store.refuse(nil)
        await studio.engine.resume()
        await studio.engine.idle()
        #expect(await studio.service.sent.isEmpty)
        #expect(await studio.store.writes.isEmpty)
        await studio.engine.shutDown()
    }

    @Test func `what is not durable yet is not in the queue`() async throws {
        let studio = Studio()
        try await studio.start()
        await studio.store.refuse(isSubmitted)
        await studio.store.hold(isSubmitted)
        let outcome = Task { try await studio.submit(1) }
        await studio.store.isHolding()
        #expect(await studio.engine.unfinished().isEmpty)
        await studio.store.letGo()
        await #expect(throws: SubmitFailure.notDurable(MemoryStore.failure.sentence)) { try await outcome.value }
        #expect(await studio.engine.unfinished().isEmpty)
        await studio.engine.shutDown()
    }

    @Test func `an illegal request is refused before anything is written`() async throws {
        let studio = Studio()
        try await studio.start()
        let illegal = Submission(ImageRequest(prompt: "x", parameters: Parameters()))
        await #expect(throws: SubmitFailure.self) { try await studio.engine.submit([illegal]) }
        #expect(await studio.store.writes.isEmpty)
        await studio.engine.shutDown()
    }

    @Test func `nothing is queued before the start and after the end`() async throws {
        let studio = Studio()
        await #expect(throws: SubmitFailure.notDurable("Easel has not started yet")) { try await studio.submit(1) }
        try await studio.start()
        await studio.engine.shutDown()
        await #expect(throws: SubmitFailure.notDurable("Easel is ending")) { try await studio.submit(1) }
        #expect(await studio.service.sent.isEmpty)
    }

    @Test func `a refused attempt stays queued, the queue stops and nothing leaves`() async throws {
        let studio = Studio()
        try await studio.start()
        await studio.store.refuse(isSending)
        let ids = try await studio.submit(3)
        for id in ids { #expect(await studio.engine.settled(id)?.state == .queued) }
        await studio.engine.idle()
        #expect(await studio.service.sent.isEmpty)
        await studio.store.refuse(nil)
        await studio.engine.resume()
        for id in ids { #expect(await studio.engine.settled(id)?.state == .done) }
        #expect(await studio.service.sent.count == 3)
        await studio.engine.shutDown()
        let last = await lastSnapshot(of: studio.engine)
        #expect(last?.finishedJobs == 3)
    }

    @Test func `after one refused attempt those behind it are not sent either`() async throws {
        let studio = Studio()
        try await studio.start()
        await studio.store.hold(isSending)
        async let submitted = studio.submit(3)
        await studio.store.isHolding()
        let first = OneTime()
        await studio.store.refuse { isSending($0) && first.take() }
        await studio.store.letGo()
        let ids = try await submitted
        await studio.engine.idle()
        #expect(await studio.states(ids) == [.queued, .queued, .queued])
        #expect(await studio.service.sent.isEmpty)
        await studio.engine.shutDown()
    }

    @Test func `what is not recorded is told, and tried once more when it is asked for`() async throws {
        let studio = Studio()
        try await studio.start()
        #expect(await studio.engine.unrecorded() == nil)
        await studio.store.refuse(hasResult)
        let id = try #require(try await studio.submit(1).first)
        #expect(await studio.engine.settled(id)?.state == .done)
        #expect(await studio.engine.unrecorded() == MemoryStore.failure.sentence)
        await studio.store.refuse(nil)
        #expect(await studio.engine.unrecorded() == nil)
        #expect(await studio.store.durable(id)?.state == .done)
        // The file that waited for the row is there too.
        #expect(await studio.store.files.count == 1)
        await studio.engine.shutDown()
    }

    @Test func `a result that the journal refuses is written later, once, before anything else`() async throws {
        let studio = Studio()
        try await studio.start()
        await studio.store.refuse(hasResult)
        let id = try #require(try await studio.submit(1).first)
        #expect(await studio.engine.settled(id)?.state == .done)
        #expect(await studio.store.results.isEmpty)
        await studio.store.refuse(nil)
        await studio.engine.resume()
        await studio.engine.idle()
        #expect(await studio.store.results.count == 1)
        #expect(await studio.store.durable(id)?.state == .done)
        let next = try #require(try await studio.submit(1).first)
        #expect(await studio.engine.settled(next)?.state == .done)
        await studio.engine.shutDown()
        #expect(await studio.store.results.count == 2)
        #expect(await lastSnapshot(of: studio.engine)?.ledger.session.images == 2)
    }

    @Test func `a refused result is tried once more at the end`() async throws {
        let studio = Studio()
        try await studio.start()
        await studio.store.refuse(hasResult)
        let id = try #require(try await studio.submit(1).first)
        _ = await studio.engine.settled(id)
        await studio.store.refuse(nil)
        await studio.engine.shutDown()
        #expect(await studio.store.results.count == 1)
    }
}

@Suite(.timeLimit(.minutes(5))) struct EngineSendingTests {
    @Test func `no more than three are sent at once, and the next starts when one ends`() async throws {
        let studio = Studio()
        await studio.service.script([], otherwise: .held)
        try await studio.start()
        let ids = try await studio.submit(5)
        await studio.service.arrived(3)
        #expect(await studio.states(ids) == [.sending, .sending, .sending, .queued, .queued])
        let first = try #require(await studio.service.sent.first)
        await studio.service.release(first)
        await studio.service.arrived(4)
        #expect(await studio.service.mostAtOnce == 3)
        #expect(await studio.engine.settled(ids[0])?.state == .done)
        await studio.engine.shutDown()
        #expect(await studio.states(ids) == [.done, .uncertain, .uncertain, .uncertain, .queued])
    }

    @Test func `cancelled jobs are free, abandoned or gone by where they were`() async throws {
        let studio = Studio(parallelism: 1)
        await studio.service.script([.held, .outcome(.lost(unreachableFault))], otherwise: .held)
        try await studio.start()
        let ids = try await studio.submit(4)
        await studio.service.arrived(1)
        await studio.engine.cancel(ids[3])
        #expect(await studio.engine.settled(ids[3])?.state == .cancelled)
        await studio.engine.cancel(ids[0])
        #expect(await studio.engine.settled(ids[0])?.state == .abandoned)
        // Its place goes to the next although the service never answers.
        await studio.service.arrived(3)
        #expect(await studio.engine.job(ids[1])?.state == .uncertain)
        await studio.engine.cancel(ids[1])
        #expect(await studio.engine.settled(ids[1])?.state == .abandoned)
        await studio.service.arrived(3)
        await studio.engine.shutDown()
        #expect(await studio.service.sent.count == 3)
        let last = await lastSnapshot(of: studio.engine)
        #expect(last?.recent.map(\.id) == [ids[3], ids[0], ids[1]])
    }

    @Test func `a late reply to an abandoned job is kept`() async throws {
        let studio = Studio()
        await studio.service.script([.held])
        try await studio.start()
        let ids = try await studio.submit(1)
        await studio.service.arrived(1)
        await studio.engine.cancel(ids[0])
        let task = try #require(await studio.service.sent.first)
        await studio.service.release(task)
        await studio.engine.idle()
        #expect(await studio.engine.job(ids[0])?.state == .done)
        #expect(await studio.store.results.count == 1)
        await studio.engine.shutDown()
        #expect(await lastSnapshot(of: studio.engine)?.finishedJobs == 1)
    }

    @Test func `a job cancelled while its attempt is written is not sent and costs nothing`() async throws {
        let studio = Studio()
        try await studio.start()
        await studio.store.hold(isSending)
        async let submitted = studio.submit(1)
        await studio.store.isHolding()
        var bits = RandomBits(SeededGenerator(seed: 1))
        _ = bits.nextUUID()
        let id = JobID(bits.nextUUID())
        await studio.engine.cancel(id)
        await studio.store.letGo()
        #expect(try await submitted == [id])
        await studio.engine.idle()
        #expect(await studio.engine.job(id)?.state == .cancelled)
        #expect(await studio.store.durable(id)?.state == .cancelled)
        #expect(await studio.service.sent.isEmpty)
        await studio.engine.shutDown()
    }

    @Test func `a task that was not accepted waits as told and goes under the same UUID`() async throws {
        let studio = Studio()
        let refusal = FakeImageService.Outcome.reply(
            errors: [Wire.error("rateLimitExceeded")], status: 429, retryAfter: 7)
        await studio.service.script([.outcome(refusal)])
        try await studio.start()
        let ids = try await studio.submit(1)
        await studio.clock.sleepers(atLeast: 1)
        await studio.engine.idle()
        #expect(await studio.states(ids) == [.queued])
        studio.clock.advance(milliseconds: 6999)
        await studio.engine.idle()
        #expect(await studio.service.sent.count == 1)
        studio.clock.advance(milliseconds: 1)
        #expect(await studio.engine.settled(ids[0])?.state == .done)
        let sent = await studio.service.sent.map(\.taskUUID)
        #expect(sent.count == 2 && Set(sent).count == 1)
        await studio.engine.shutDown()
    }

    @Test func `a gateway's page on 503 is waited out, one on 502 leaves the fate open`() async throws {
        let studio = Studio()
        let busy = FakeImageService.Outcome([.page("<p>busy", status: 503, retryAfter: 1)])
        let bad = FakeImageService.Outcome([.page("<p>bad", status: 502, retryAfter: 1)])
        await studio.service.script([.outcome(busy), .outcome(bad)])
        try await studio.start()
        let ids = try await studio.submit(1)
        await studio.clock.sleepers(atLeast: 1)
        studio.clock.advance(milliseconds: 1000)
        let job = await studio.settled(ids[0])
        #expect(job?.state == .uncertain)
        #expect(job?.failure == .unreadable(httpStatus: 502, excerpt: "<p>bad"))
        #expect(await studio.service.sent.count == 2)
        await studio.engine.shutDown()
    }

    @Test func `a refused key burns no more jobs than were in flight, and nobody waits for ever`() async throws {
        let studio = Studio()
        await studio.service.script([], otherwise: .outcome(FakeImageService.refusal("invalidApiKey", httpStatus: 401)))
        try await studio.start()
        let ids = try await studio.submit(40)
        var ended: [JobState?] = []
        for id in ids { ended.append(await studio.engine.settled(id)?.state) }
        #expect(ended.count { $0 == .failed } <= 3)
        #expect(ended.count { $0 == .queued } >= 37)
        #expect(await studio.service.sent.count <= 3)
        await studio.engine.shutDown()
    }

    @Test func `an uncertain job is sent again under its UUID by a key press only`() async throws {
        let studio = Studio()
        await studio.service.script([.outcome(.lost(unreachableFault))])
        try await studio.start()
        let ids = try await studio.submit(1)
        #expect(await studio.settled(ids[0])?.state == .uncertain)
        await studio.engine.resume()
        await studio.engine.idle()
        #expect(await studio.service.sent.count == 1)
        #expect(try await studio.engine.sendAgain(ids[0]))
        #expect(try await !studio.engine.sendAgain(ids[0]))
        #expect(await studio.engine.settled(ids[0])?.state == .done)
        let sent = await studio.service.sent.map(\.taskUUID)
        #expect(sent.count == 2 && Set(sent).count == 1)
        await studio.engine.shutDown()
    }

    @Test func `images that come as bytes are stored`() async throws {
        let studio = Studio()
        await studio.service.script([], otherwise: .held)
        try await studio.start()
        let ids = try await studio.submit(1, asked: 2, outputType: .base64Data)
        await studio.service.arrived(1)
        let task = try #require(await studio.service.sent.first)
        await studio.service.release(task.taskUUID, with: bytes(for: task))
        _ = await studio.engine.settled(ids[0])
        await studio.engine.idle()
        let results = try #require(await studio.engine.job(ids[0])?.results)
        #expect(results.map(\.media) == results.map { .stored(path: "images/\($0.id).jpg") })
        #expect(await studio.store.files.count == 2)
        #expect(await studio.store.results.map(\.media) == results.map(\.media))
        await studio.engine.shutDown()
    }

    @Test func `a file that cannot be stored leaves its result`() async throws {
        let studio = Studio()
        await studio.store.refuseMedia(true)
        await studio.service.script([], otherwise: .held)
        try await studio.start()
        let ids = try await studio.submit(1, outputType: .base64Data)
        await studio.service.arrived(1)
        let task = try #require(await studio.service.sent.first)
        await studio.service.release(task.taskUUID, with: bytes(for: task))
        _ = await studio.engine.settled(ids[0])
        await studio.engine.idle()
        let job = await studio.engine.job(ids[0])
        #expect(job?.state == .done && job?.results.map(\.media) == [.failed(reason: MemoryStore.failure.sentence)])
        await studio.engine.shutDown()
    }

    @Test func `bytes are kept even when the journal refuses their result`() async throws {
        let studio = Studio()
        await studio.store.refuse(hasResult)
        await studio.service.script([], otherwise: .held)
        try await studio.start()
        let ids = try await studio.submit(1, outputType: .base64Data)
        await studio.service.arrived(1)
        let task = try #require(await studio.service.sent.first)
        await studio.service.release(task.taskUUID, with: bytes(for: task))
        _ = await studio.engine.settled(ids[0])
        await studio.engine.idle()
        #expect(await studio.store.files.count == 1)
        #expect(await !studio.store.spooled.isEmpty)
        await studio.store.refuse(nil)
        await studio.engine.shutDown()
        #expect(await studio.store.results.map(\.media).count == 1)
    }

    private func bytes(for task: ImageInference) -> FakeImageService.Outcome {
        .reply(
            (0..<task.request.parameters.numberResults).map {
                Wire.image(nil, of: task.taskUUID, bytes: Data([UInt8($0)]))
            })
    }
}
