@testable import EngineCore
import EngineModel
import Foundation
import RunwareAPI
import TestSupport
import Testing

/// Product §5 rules 1, 6 and 7 and "expected states after a kill", in an engine among fakes.
@Suite(.timeLimit(.minutes(5))) struct RecoveryEngineTests {
    private var here: ServiceIdentity { ServiceIdentity(key: "http://127.0.0.1:1/v1#fake", isSimulated: false) }

    @Test func `the raw answer is spooled under its taskUUID before it is parsed`() async throws {
        let studio = Studio()
        let engine = studio.engine
        await studio.store.beforeKeep { _ in
            let states = await engine.queue.jobs.map(\.state)
            #expect(states == [.sending])
        }
        try await studio.start()
        let id = try #require(try await studio.submit(1, asked: 2, outputType: .base64Data).first)
        _ = await studio.settled(id)
        #expect(await studio.engine.job(id)?.state == .done)
        await studio.engine.shutDown()
    }

    @Test func `adopters read the spool`() async throws {
        let first = Studio()
        try await first.start()
        await first.store.refuse(hasResult)
        let id = try #require(try await first.submit(1).first)
        _ = await first.engine.settled(id)
        await first.engine.idle()
        let store = await first.store.afterKill()
        #expect(await store.results.isEmpty)
        #expect(await store.durable(id)?.state == .sending)
        let second = Studio(store: store, seed: 2)
        try await second.start()
        #expect(await second.engine.job(id)?.state == .done)
        #expect(await store.results.count == 1)
        #expect(await second.service.sent.isEmpty)
        #expect(await second.service.asked.isEmpty)
        await second.engine.shutDown()
        await first.engine.shutDown()
    }

    @Test func `what is durable is not spooled any longer, bytes only when their file is there`() async throws {
        let studio = Studio()
        try await studio.start()
        let id = try #require(try await studio.submit(1).first)
        _ = await studio.settled(id)
        await studio.engine.idle()
        #expect(await studio.store.spooled.isEmpty)
        await studio.store.refuse { $0.contains { if case .media = $0 { true } else { false } } }
        await studio.service.script([], otherwise: .held)
        _ = try await studio.submit(1, outputType: .base64Data)
        await studio.service.arrived(2)
        let task = try #require(await studio.service.sent.last)
        let item = Wire.image(nil, of: task.taskUUID, bytes: Wire.jpeg("a"))
        await studio.service.release(task.taskUUID, with: .reply([item]))
        await studio.engine.idle()
        #expect(await studio.store.spooled.map(\.task) == [task.taskUUID])
        await studio.engine.shutDown()
    }

    @Test func `a file whose bytes are only in the spool is written by the adopter, also without a name`() async throws
    {
        let first = Studio()
        await first.store.refuse { $0.contains { if case .media = $0 { true } else { false } } }
        await first.store.refuseMedia(true)
        await first.service.script([], otherwise: .held)
        try await first.start()
        _ = try await first.submit(1, asked: 2, outputType: .base64Data)
        await first.service.arrived(1)
        let task = try #require(await first.service.sent.first)
        let items = ["a", "b"].map { Wire.image(nil, of: task.taskUUID, bytes: Wire.jpeg($0)) }
        await first.service.release(task.taskUUID, with: .reply(items))
        await first.engine.idle()
        let store = await first.store.afterKill()
        #expect(await store.results.map(\.media) == [.pending, .pending])
        let second = Studio(store: store, seed: 2)
        try await second.start()
        await second.engine.idle()
        #expect(
            await store.files.values.sorted { $0.lexicographicallyPrecedes($1) } == [Wire.jpeg("a"), Wire.jpeg("b")])
        let stored = await store.results.map { if case .stored = $0.media { true } else { false } }
        #expect(stored == [true, true])
        await second.engine.shutDown()
        await first.engine.shutDown()
    }

    @Test func `a result's row is durable before its download`() async throws {
        let studio = Studio()
        let store = studio.store
        await studio.service.beforeFetch { _ in
            let media = await store.results.map(\.media)
            #expect(media == [.pending])
        }
        try await studio.start()
        await store.refuse(hasResult)
        let id = try #require(try await studio.submit(1).first)
        _ = await studio.engine.settled(id)
        await studio.engine.idle()
        #expect(await studio.service.fetched.isEmpty)
        await store.refuse(nil)
        await studio.engine.resume()
        await studio.engine.idle()
        #expect(await studio.service.fetched.count == 1)
        #expect(await store.spooled.isEmpty)
        await studio.engine.shutDown()
    }

    @Test(arguments: [404, 422, 502])
    func `download state is kept and retried alone`(status: Int) async throws {
        let studio = Studio()
        await studio.service.fetching([.refused(httpStatus: status)])
        try await studio.start()
        let id = try #require(try await studio.submit(1).first)
        _ = await studio.engine.settled(id)
        await studio.engine.idle()
        #expect(await studio.engine.job(id)?.results.map(\.media) == [.pending])
        await studio.passingTime { await studio.engine.filesSettled() }
        #expect(await studio.service.fetched.count == 2)
        #expect(await studio.service.sent.count == 1)
        await studio.service.fetching([], otherwise: .refused(httpStatus: status))
        let other = try #require(try await studio.submit(1).first)
        _ = await studio.engine.settled(other)
        await studio.passingTime { await studio.engine.filesSettled() }
        #expect(await studio.service.fetched.count == 7)
        let result = try #require(await studio.engine.job(other)?.results.first)
        guard case .failed(let reason) = result.media else {
            Issue.record("\(result.media)")
            return
        }
        #expect(reason.contains("\(status)"))
        await studio.service.fetching([])
        await studio.engine.fetchAgain(result.id, url: result.url ?? "", format: .jpg)
        await studio.engine.filesSettled()
        #expect(await studio.engine.job(other)?.results.first?.media == .stored(path: "images/\(result.id).jpg"))
        await studio.engine.shutDown()
    }

    @Test func `what a link leads to is stored only when it is an image`() async throws {
        let studio = Studio()
        await studio.service.fetching([.bytes(Data("<html>".utf8))])
        try await studio.start()
        let id = try #require(try await studio.submit(1).first)
        _ = await studio.engine.settled(id)
        await studio.engine.idle()
        #expect(await studio.store.files.isEmpty)
        await studio.passingTime { await studio.engine.filesSettled() }
        #expect(await studio.store.files.count == 1)
        await studio.engine.shutDown()
    }

    @Test func `after a kill before the first byte a job is queued and waits for a key press`() async throws {
        let first = Studio(.unreachable(.fake, unreachableFault))
        try await first.start()
        let ids = try await first.submit(1)
        let second = Studio(store: await first.store.afterKill(), seed: 2)
        try await second.start()
        await second.engine.idle()
        #expect(await second.engine.job(ids[0])?.state == .queued)
        #expect(await second.service.sent.isEmpty)
        await second.engine.shutDown()
        await first.engine.shutDown()
    }

    @Test func `after a kill with bytes written a job is uncertain until collected`() async throws {
        let first = Studio()
        await first.service.script([], otherwise: .held)
        try await first.start()
        let ids = try await first.submit(1, asked: 2, delivery: .async)
        await first.service.arrived(1)
        let task = try #require(await first.service.sent.first?.taskUUID)
        let second = Studio(store: await first.store.afterKill(), seed: 2)
        await second.service.collecting([{ _ in .silence }]) { _ in
            .said(["x", "y"].map { Wire.image($0, of: task, status: "success") })
        }
        try await second.start()
        #expect(await second.engine.job(ids[0])?.state == .uncertain)
        let job = await second.settled(ids[0])
        #expect(job?.state == .done && job?.results.map(\.imageUUID) == ["x", "y"])
        #expect(await second.service.sent.isEmpty)
        await second.engine.shutDown()
        await first.engine.shutDown()
    }

    @Test func `after a kill after the verdict a job is the verdict`() async throws {
        let first = Studio()
        await first.service.script([], otherwise: .outcome(FakeImageService.refusal("invalidWidth", httpStatus: 400)))
        try await first.start()
        let ids = try await first.submit(1)
        _ = await first.engine.settled(ids[0])
        await first.engine.idle()
        let store = await first.store.afterKill()
        #expect(await store.durable(ids[0])?.state == .failed)
        let second = Studio(store: store, seed: 2)
        try await second.start()
        #expect(await second.service.sent.isEmpty)
        #expect(await second.service.asked.isEmpty)
        await second.engine.shutDown()
        await first.engine.shutDown()
    }

    @Test func `late results of a job that was let go of are collected after a restart, spool and service`()
        async throws
    {
        for isSpooled in [true, false] {
            let first = Studio()
            await first.service.script([], otherwise: .held)
            try await first.start()
            let ids = try await first.submit(1, delivery: .async)
            await first.service.arrived(1)
            let task = try #require(await first.service.sent.first?.taskUUID)
            await first.engine.cancel(ids[0])
            await first.engine.drain()
            let store = await first.store.afterKill()
            #expect(await store.durable(ids[0])?.state == .abandoned)
            let item = Wire.image("x", of: task, status: "success")
            if isSpooled { try await store.keep(.reply([item]), for: [task]) }
            let second = Studio(store: store, seed: 2)
            await second.service.collecting { _ in isSpooled ? .silence : .said([item]) }
            try await second.start()
            #expect(await second.engine.job(ids[0])?.state == .done)
            #expect(await second.engine.job(ids[0])?.results.map(\.imageUUID) == ["x"])
            #expect(await second.service.sent.isEmpty)
            #expect(await second.service.asked.isEmpty == isSpooled)
            #expect(await store.spooled.isEmpty)
            await second.engine.shutDown()
            await first.engine.shutDown()
        }
    }

    @Test func `what was kept of an ended job is let go of at the next start, once all of it is durable`() async throws
    {
        let first = Studio()
        await first.service.script([], otherwise: .held)
        try await first.start()
        _ = try await first.submit(2)
        await first.service.arrived(2)
        let tasks = await first.service.sent.map(\.taskUUID)
        let images = tasks.map { Wire.image("of \($0)", of: $0) }
        await first.service.release(tasks[0], with: .reply([images[0]]))
        let refusal = Wire.error("invalidWidth", of: tasks[1])
        await first.service.release(tasks[1], with: .reply(errors: [refusal], status: 400))
        await first.engine.idle()
        let store = await first.store.afterKill()
        #expect(await store.spooled.isEmpty)
        #expect(await store.results.count == 1)
        // As a crash between the verdict and letting go leaves it, and one between keeping a late image and its row.
        try await store.keep(.reply([images[0]]), for: [tasks[0]])
        try await store.keep(.frame([images[1]]), for: [tasks[1]])
        let unknown = TaskUUID(randomBits: 9, 9)
        try await store.keep(.reply([images[0]]), for: [unknown])
        let second = Studio(store: store, seed: 2)
        try await second.start()
        await second.engine.idle()
        #expect(await store.spooled.map(\.task) == [unknown])
        #expect(await store.results.count == 2)
        #expect(await second.service.sent.isEmpty)
        await second.engine.shutDown()
        await first.engine.shutDown()
    }

    @Test func `collecting first resumes the session of the process that is gone`() async throws {
        let first = Studio()
        try await first.start()
        first.service.tell(.session("s-1"))
        await first.service.script([], otherwise: .held)
        let ids = try await first.submit(1)
        await first.service.arrived(1)
        let task = try #require(await first.service.sent.first?.taskUUID)
        while await first.store.sessions.isEmpty { await Task.yield() }
        let store = await first.store.afterKill()
        let second = Studio(store: store, seed: 2)
        try await second.start()
        #expect(await second.service.resumed == ["s-1"])
        await second.engine.heard(.unasked(.frame([Wire.image("x", of: task)])))
        let job = await second.settled(ids[0])
        #expect(job?.state == .done && job?.results.map(\.imageUUID) == ["x"])
        await second.engine.shutDown()
        await first.engine.shutDown()
    }

    @Test func `an image that is pushed after the verdict on its task is kept, and its answer is let go of`()
        async throws
    {
        let studio = Studio()
        await studio.service.script([], otherwise: .outcome(FakeImageService.refusal("invalidWidth", httpStatus: 400)))
        try await studio.start()
        let ids = try await studio.submit(1)
        _ = await studio.engine.settled(ids[0])
        let task = try #require(await studio.service.sent.first?.taskUUID)
        await studio.store.refuse(hasResult)
        await studio.engine.heard(.unasked(.frame([Wire.image("x", of: task)])))
        await studio.engine.idle()
        #expect(await studio.store.spooled.map(\.task) == [task])
        await studio.store.refuse(nil)
        await studio.engine.resume()
        await studio.engine.idle()
        #expect(await studio.store.results.map(\.imageUUID) == ["x"])
        #expect(await studio.engine.job(ids[0])?.state == .done)
        #expect(await studio.store.spooled.isEmpty)
        await studio.engine.shutDown()
    }

    @Test func `after a restart the retry of an adopted job waits for a key press`() async throws {
        let first = Studio()
        await first.service.script([], otherwise: .held)
        try await first.start()
        let ids = try await first.submit(1)
        await first.service.arrived(1)
        let task = try #require(await first.service.sent.first?.taskUUID)
        let store = await first.store.afterKill()
        try await store.keep(.reply(errors: [Wire.error("taskFailed", of: task)], status: 500), for: [task])
        let second = Studio(store: store, seed: 2)
        try await second.start()
        #expect(await second.engine.job(ids[0])?.state == .queued)
        #expect(await second.engine.queue.pause == .restored)
        second.clock.advance(milliseconds: 100_000)
        await second.engine.idle()
        #expect(await second.service.sent.isEmpty)
        await second.engine.resume()
        #expect(await second.settled(ids[0])?.state == .done)
        #expect(await second.service.sent.count == 1)
        await second.engine.shutDown()
        await first.engine.shutDown()
    }

    @Test func `a refused image of a partial job is not asked for again by the next process`() async throws {
        let first = Studio()
        await first.service.script([], otherwise: .held)
        try await first.start()
        let ids = try await first.submit(1, asked: 3)
        await first.service.arrived(1)
        let task = try #require(await first.service.sent.first?.taskUUID)
        let errors = ["invalidBFLContent", "taskFailed"].map { Wire.error($0, of: task) }
        await first.service.release(task, with: .reply([Wire.image("x", of: task)], errors: errors))
        await first.engine.idle()
        #expect(await first.engine.job(ids[0])?.state == .queued)
        let second = Studio(store: await first.store.afterKill(), seed: 2)
        try await second.start()
        await second.engine.resume()
        await second.clock.sleepers(atLeast: 1)
        second.clock.advance(milliseconds: 100_000)
        await second.service.arrived(1)
        #expect(await second.service.sent.map(\.request.parameters.numberResults) == [1])
        await second.engine.shutDown()
        await first.engine.shutDown()
    }

    @Test func `collecting reads the log of sent tasks when a database was set aside, and finds each task once`()
        async throws
    {
        let studio = Studio()
        try await studio.start()
        let week = JobQueue.collectedFor
        studio.clock.advance(milliseconds: 2 * week)
        let now = studio.clock.now()
        let known = try #require(await studio.engine.queue.service?.key)
        func task(_ number: UInt64, _ service: String, age: Int64 = 1000) -> ForgottenTask {
            ForgottenTask(
                taskUUID: TaskUUID(randomBits: 7, number), service: service, sentAt: now.adding(milliseconds: -age))
        }
        // The salt went with the database: the same key has another fingerprint now.
        let salted = known.prefix { $0 != "#" } + "#another"
        let (made, unknown) = (task(1, String(salted)), task(2, known))
        let (foreign, old) = (task(3, "elsewhere"), task(4, known, age: week + 1))
        await studio.store.remember([made, unknown, foreign, old])
        let item = Wire.image("x", of: made.taskUUID, status: "success")
        await studio.service.collecting { questions in
            questions.contains { $0.taskUUID == made.taskUUID }
                ? .said([Wire.details(of: made.taskUUID, [item])]) : .notFound(questions)
        }
        #expect(try await studio.engine.collectForgotten() == 1)
        let asked = await studio.service.asked.joined().map(\.taskUUID)
        #expect(Set(asked) == [made.taskUUID, unknown.taskUUID])
        await studio.passingTime { await studio.engine.allSettled() }
        let job = try #require(await studio.store.jobs.first)
        #expect(job.state == .done && job.results.map(\.imageUUID) == ["x"])
        #expect(job.attempts.map(\.taskUUID) == [made.taskUUID])
        #expect(await studio.service.sent.isEmpty)
        #expect(try await studio.engine.collectForgotten() == 0)
        #expect(await studio.store.jobs.count == 1)
        await studio.engine.shutDown()
    }

    @Test func `a task that only the log knows and whose service is silent stays in the log`() async throws {
        let studio = Studio()
        try await studio.start()
        let known = try #require(await studio.engine.queue.service?.key)
        let task = ForgottenTask(taskUUID: TaskUUID(randomBits: 7, 1), service: known, sentAt: studio.clock.now())
        await studio.store.remember([task])
        #expect(try await studio.engine.collectForgotten() == 0)
        #expect(await studio.store.jobs.isEmpty)
        await studio.service.collecting { _ in .said([Wire.image("x", of: task.taskUUID, status: "success")]) }
        #expect(try await studio.engine.collectForgotten() == 1)
        #expect(await studio.settled(try #require(await studio.store.jobs.first).id)?.state == .done)
        await studio.engine.shutDown()
    }

    @Test func `of two copies that find a task again at once one has found it, and neither queue stops`() async throws {
        let first = Studio()
        let second = Studio(store: first.store, seed: 2)
        try await first.start()
        try await second.start()
        let known = try #require(await first.engine.queue.service?.key)
        let task = ForgottenTask(taskUUID: TaskUUID(randomBits: 7, 1), service: known, sentAt: first.clock.now())
        await first.store.remember([task])
        for studio in [first, second] {
            await studio.service.collecting { _ in .said([Wire.image("x", of: task.taskUUID, status: "success")]) }
        }
        await first.store.hold(isSubmitted)
        async let late = first.engine.collectForgotten()
        await first.store.isHolding()
        #expect(try await second.engine.collectForgotten() == 1)
        await first.store.letGo()
        #expect(try await late == 0)
        #expect(await first.store.jobs.count == 1)
        #expect(await first.engine.unfinished().isEmpty)
        for studio in [first, second] {
            let next = try await studio.submit(1)[0]
            #expect(await studio.settled(next)?.state == .done)
            await studio.engine.shutDown()
        }
    }

    @Test func `what cannot be written was not found`() async throws {
        let studio = Studio()
        try await studio.start()
        let known = try #require(await studio.engine.queue.service?.key)
        let task = ForgottenTask(taskUUID: TaskUUID(randomBits: 7, 1), service: known, sentAt: studio.clock.now())
        await studio.store.remember([task])
        await studio.service.collecting { _ in .said([Wire.image("x", of: task.taskUUID, status: "success")]) }
        await studio.store.refuse(isSubmitted)
        await #expect(throws: StoreFailure.self) { _ = try await studio.engine.collectForgotten() }
        #expect(await studio.engine.unfinished().isEmpty)
        await studio.store.refuse(nil)
        #expect(try await studio.engine.collectForgotten() == 1)
        await studio.engine.shutDown()
    }

    @Test func `a task that was off the record is found again off the record`() async throws {
        let studio = Studio()
        try await studio.start()
        let known = try #require(await studio.engine.queue.service?.key)
        let task = ForgottenTask(
            taskUUID: TaskUUID(randomBits: 7, 1), service: known, sentAt: studio.clock.now(), isOffRecord: true)
        await studio.store.remember([task])
        await studio.service.collecting { _ in .said([Wire.image("x", of: task.taskUUID, status: "success")]) }
        #expect(try await studio.engine.collectForgotten() == 1)
        let id = try #require(await studio.store.jobs.first).id
        #expect(await studio.settled(id)?.state == .done)
        #expect(try await studio.store.page(HistoryQuery(), before: nil, limit: 9).rows.isEmpty)
        await studio.engine.shown([id])
        await studio.engine.shutDown()
        #expect(await studio.store.erased == [id])
        #expect(await lastSnapshot(of: studio.engine)?.offRecord.map(\.id) == [id])
    }

    @Test func `a login that is refused for the rate is waited out`() async throws {
        let studio = Studio()
        await studio.service.script([
            .outcome(.refusedAtDoor([ServiceError(code: "rateLimitExceeded", message: "slow down")]))
        ])
        try await studio.start()
        let ids = try await studio.submit(1)
        #expect(await studio.settled(ids[0])?.state == .done)
        #expect(Set(await studio.service.sent.map(\.taskUUID)).count == 1)
        #expect(await studio.service.sent.count == 2)
        await studio.engine.shutDown()
    }

    @Test func `a late answer to a question is no verdict on the task`() async throws {
        let studio = Studio()
        await studio.service.script([], otherwise: .accepted)
        try await studio.start()
        let ids = try await studio.submit(1, delivery: .async)
        await studio.engine.idle()
        let task = try #require(await studio.service.sent.first?.taskUUID)
        await studio.engine.heard(
            .unasked(.frame(errors: [Wire.error("internalServerError", of: task)], to: .collect)))
        #expect(await studio.engine.job(ids[0])?.state == .accepted)
        await studio.engine.shutDown()
    }

    @Test func `an async task is accepted, asked about near its usual end, and done`() async throws {
        let studio = Studio()
        await studio.store.took([4000, 5000, 6000])
        // The local service is no measure for a real one.
        await studio.store.took([100, 100, 100, 100], isSimulated: true)
        await studio.service.script([], otherwise: .accepted)
        try await studio.start()
        let ids = try await studio.submit(1, delivery: .async)
        await studio.engine.idle()
        #expect(await studio.engine.job(ids[0])?.state == .accepted)
        await studio.clock.sleepers(atLeast: 1)
        #expect(studio.clock.deadlines.first == studio.clock.now().adding(milliseconds: 4650))
        let task = try #require(await studio.service.sent.first?.taskUUID)
        await studio.service.collecting { _ in .said([Wire.image("x", of: task, status: "success")]) }
        #expect(await studio.settled(ids[0])?.state == .done)
        #expect(await studio.service.asked == [[CollectQuestion(task, .getResponse)]])
        await studio.engine.shutDown()
    }

    @Test func `a change by another copy is shown, and no result is counted twice`() async throws {
        let studio = Studio()
        try await studio.start()
        let ids = try await studio.submit(3)
        studio.store.tellChange()
        for id in ids { _ = await studio.engine.settled(id) }
        studio.store.tellChange()
        await studio.engine.idle()
        await studio.engine.shutDown()
        #expect(await lastSnapshot(of: studio.engine)?.ledger.allTime.images == 3)
    }
}
