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

    @Test mutating func `what was on its way at a kill is uncertain and collected, not sent`() {
        let states: [JobState] = [.sending, .accepted, .running]
        bench.adopt(states.enumerated().map { makeSentJob("\($1)", $1, attempt: UInt64($0 + 1)) })
        #expect(bench.queue.jobs.map(\.state) == [.uncertain, .uncertain, .uncertain])
        #expect(Set(bench.asked.map(\.taskUUID)) == [uuid(1), uuid(2), uuid(3)] && bench.sent.isEmpty)
    }
}
