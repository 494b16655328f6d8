import EngineModel
import RunwareAPI
import Testing

/// Product §5 rules 1, 5 and 7, as far as the queue shows them.
@Suite struct RecoveryRule5Tests {
    private var bench = QueueBench()

    /// The request itself is durable before it enters the queue.
    @Test mutating func `the UUID is durable before the first byte leaves`() {
        _ = bench.queue.serviceKnown(.here, now: time(0), random: &bench.random)
        let actions = bench.queue.submitted([makeJob("a", asked: 2)], now: time(0), random: &bench.random)
        let job = makeJob("a", asked: 2)
        let attempt = Attempt(taskUUID: uuid(1), asked: 2, startedAt: time(0))
        let task = ImageInference(taskUUID: uuid(1), request: job.request)
        #expect(actions == [.write([.sending(job.id, attempt)], then: [.send(job.id, task)])])
    }

    @Test mutating func `one request message carries exactly one task`() {
        bench.begin((0..<3).map { makeJob("\($0)") })
        #expect(bench.sent.map(\.taskUUID) == [uuid(1), uuid(2), uuid(3)])
    }

    @Test mutating func `a job is sent only to its service, else held with the reason`() {
        bench.begin([makeJob("a", service: .there)])
        #expect(bench.sent.isEmpty)
        bench.take(bench.queue.serviceKnown(.here, now: time(1), random: &bench.random))
        #expect(bench.job("a")?.state == .held && bench.job("a")?.failure == .otherService(key: "there"))
        bench.take(bench.queue.serviceKnown(.there, now: time(2), random: &bench.random))
        #expect(bench.job("a")?.state == .sending && bench.sent.count == 1)
    }

    @Test mutating func `a task of another service is neither asked about here nor sent again here`() {
        bench.adopt([makeSentJob("a", .uncertain, attempt: 1, delivery: .async)])
        let before = bench.asked.count
        bench.take(bench.queue.serviceKnown(.there, now: time(1), random: &bench.random))
        bench.take(bench.queue.sendAgain(JobID("a"), now: time(2)))
        bench.take(bench.queue.collectNow(now: time(3)))
        bench.tick(at: 100_000)
        #expect(bench.sent.isEmpty && bench.asked.count == before)
        #expect(bench.queue.isSettled(JobID("a"), now: time(3)))
    }

    @Test mutating func `with another key of the same base URL a job may be collected by a key press, and is not sent`()
    {
        let address = ServiceAddress.runware
        let (mine, other) = (
            ServiceIdentity.remote(address, keyFingerprint: "aaaa"),
            ServiceIdentity.remote(address, keyFingerprint: "bbbb")
        )
        var job = makeSentJob("a", .uncertain, attempt: 1, delivery: .async)
        job.service = mine
        var unsent = makeJob("unsent")
        unsent.service = mine
        bench.take(bench.queue.adopted([job, unsent], now: time(0)))
        bench.take(bench.queue.serviceKnown(other, now: time(0), random: &bench.random))
        bench.tick(at: 10_000)
        #expect(bench.asked.isEmpty && bench.queue.isSettled(job.id, now: time(10_000)))
        bench.take(bench.queue.collectNow(now: time(10_001)))
        #expect(Set(bench.asked.map(\.taskUUID)) == [uuid(1)] && !bench.queue.isSettled(job.id, now: time(10_001)))
        bench.take(bench.queue.sendAgain(job.id, now: time(10_002)))
        bench.take(bench.queue.resumed(now: time(10_002), random: &bench.random))
        #expect(bench.sent.isEmpty && bench.job("unsent")?.state == .held)
        // Elsewhere it is not asked about, whatever was pressed before.
        let count = bench.asked.count
        bench.take(bench.queue.collected(bench.asked, [:], now: time(10_003), random: &bench.random))
        let elsewhere = ServiceIdentity.local(storeID: "store")
        bench.take(bench.queue.serviceKnown(elsewhere, now: time(20_000), random: &bench.random))
        bench.take(bench.queue.collectNow(now: time(30_000)))
        #expect(bench.asked.count == count)
        bench.take(bench.queue.serviceKnown(other, now: time(40_000), random: &bench.random))
        bench.answer(1, .complete(items: [image("x", of: uuid(1))], errors: []), at: 40_001)
        #expect(bench.job("a")?.state == .done && bench.job("a")?.service == mine)
    }

    @Test mutating func `after a restart unsent jobs wait for a key press, a retry that waited too`() {
        var retry = makeSentJob("retry", .queued, attempt: 902)
        retry.attempts[0].hasVerdict = true
        retry.notBefore = time(5)
        bench.adopt([makeJob("a"), retry, makeSentJob("refused", .queued, attempt: 903)])
        bench.tick(at: 100_000)
        #expect(bench.sent.isEmpty && bench.queue.pause == .restored)
        bench.take(bench.queue.resumed(now: time(100_001), random: &bench.random))
        // A task whose verdict is open keeps its UUID; after a verdict there is another.
        #expect(bench.sent.map(\.taskUUID) == [uuid(1), uuid(2), uuid(903)])
    }

    @Test mutating func `after a restart the retry of a job that was on its way waits for a key press too`() {
        bench.adopt([makeSentJob("a", .sending, attempt: 1, asked: 2)])
        bench.answer(1, .complete(items: [image("x", of: uuid(1))], errors: [fault("taskFailed", uuid(1))]), at: 1000)
        bench.tick(at: 100_000)
        #expect(bench.job("a")?.state == .queued && bench.sent.isEmpty && bench.queue.pause == .restored)
        #expect(bench.queue.isSettled(JobID("a"), now: time(100_000)))
        var snapshot = EngineSnapshot()
        snapshot.jobs = bench.queue.jobs
        #expect(snapshot.queuedEstimate == Money(microDollars: 40_000))
        bench.take(bench.queue.resumed(now: time(100_001), random: &bench.random))
        #expect(bench.sent.count == 1 && bench.queue.pause == nil)
    }

    @Test mutating func `a key press that lets unsent jobs go does not mean what may have to be sent again later`() {
        bench.adopt([makeSentJob("sent", .sending, attempt: 1), makeJob("unsent")])
        bench.take(bench.queue.resumed(now: time(1), random: &bench.random))
        #expect(bench.sent.count == 1)
        bench.answer(1, .complete(items: [], errors: [fault("taskFailed", uuid(1))]), at: 1000)
        bench.tick(at: 100_000)
        #expect(bench.job("sent")?.state == .queued && bench.sent.count == 1 && bench.queue.pause == .restored)
    }

    @Test mutating func `a job that a key press sent again is retried like one of this run`() {
        bench.adopt([makeSentJob("a", .sending)])
        bench.take(bench.queue.sendAgain(JobID("a"), now: time(1)))
        bench.answer(900, .complete(items: [], errors: [fault("taskFailed", uuid(900))]), at: 1000)
        bench.tick(at: 100_000)
        #expect(bench.sent.map(\.taskUUID) == [uuid(900), uuid(1)])
    }

    @Test mutating func `what was let go of is collected after a restart, for 7 days and by key press afterwards`() {
        bench.adopt([makeSentJob("a", .abandoned, attempt: 1, delivery: .async)])
        #expect(bench.asked.map(\.taskUUID) == [uuid(1), uuid(1)] && bench.queue.jobs.isEmpty)
        bench.collect(
            [CollectQuestion(uuid(1), .getTaskDetails): .complete(items: [image("x", of: uuid(1))], errors: [])],
            at: 1000)
        #expect(bench.job("a")?.state == .done && bench.written.map(\.imageUUID) == ["x"] && bench.sent.isEmpty)
        var late = QueueBench()
        late.adopt([makeSentJob("a", .abandoned, attempt: 1, delivery: .async)], at: JobQueue.collectedFor)
        #expect(late.asked.isEmpty)
        late.take(late.queue.collectNow(now: time(JobQueue.collectedFor)))
        #expect(Set(late.asked.map(\.taskUUID)) == [uuid(1)])
    }

    @Test mutating func `what was let go of is not retried after a restart`() {
        bench.adopt([makeSentJob("a", .abandoned, attempt: 1)])
        bench.answer(1, .complete(items: [], errors: [fault("taskFailed", uuid(1))]), at: 1000)
        bench.tick(at: 100_000)
        #expect(bench.job("a")?.state == .failed && bench.sent.isEmpty && bench.queue.pause == nil)
    }

    @Test mutating func `an image that was refused is not asked for again after a restart`() {
        var job = makeSentJob("a", .queued, attempt: 1, asked: 3)
        job.attempts[0].hasVerdict = true
        job.attempts[0].errors = [fault("invalidBFLContent", uuid(1)), fault("taskFailed", uuid(1))]
        bench.adopt([job])
        bench.take(bench.queue.resumed(now: time(1), random: &bench.random))
        #expect(bench.sent.map(\.request.parameters.numberResults) == [2])
    }

    @Test mutating func `an error that was kept word for word counts once, though it was durable as well`() {
        var job = makeSentJob("a", .running, attempt: 1, asked: 2, delivery: .async)
        job.attempts[0].errors = [fault("taskFailed", uuid(1))]
        bench.adopt([job])
        bench.answer(1, progress([], [fault("taskFailed", uuid(1))], isCumulative: false), at: 1)
        #expect(bench.job("a")?.attempts.first?.hasVerdict == false)
        #expect(bench.job("a")?.attempts.first?.errors.count == 1)
    }

    @Test mutating func `an image of an ended job that was kept and not made durable is taken after a restart`() {
        var job = makeSentJob("a", .failed, attempt: 1)
        job.attempts[0].hasVerdict = true
        bench.adopt([job])
        #expect(bench.queue.jobs.isEmpty && bench.asked.isEmpty && bench.written.isEmpty)
        bench.answer(1, .complete(items: [image("x", of: uuid(1))], errors: []), at: 1)
        #expect(bench.job("a")?.state == .done && bench.written.map(\.imageUUID) == ["x"])
    }

    @Test mutating func `what was on its way at a kill is uncertain and collected, not sent`() {
        let states: [JobState] = [.sending, .accepted, .running]
        bench.adopt(states.enumerated().map { makeSentJob("\($1)", $1, attempt: UInt64($0 + 1)) })
        #expect(bench.queue.jobs.map(\.state) == [.uncertain, .uncertain, .uncertain])
        #expect(Set(bench.asked.map(\.taskUUID)) == [uuid(1), uuid(2), uuid(3)] && bench.sent.isEmpty)
    }
}
