@testable import EngineModel
import RunwareAPI
import Testing

/// Product §5 rule 3: what is tried again after a complete verdict, and what is not.
@Suite struct RecoveryRule3Tests {
    private var bench = QueueBench()
    private let archive = CollectQuestion(uuid(1), .getTaskDetails)

    private func failed(_ code: String, _ task: UInt64) -> ReplyReading {
        .complete(items: [], errors: [fault(code, uuid(task))])
    }

    @Test(arguments: ["taskFailed", "timeoutProvider", "internalServerError", "providerUnavailable"])
    mutating func `after a failing verdict of a transient category comes a new attempt with a new UUID`(code: String) {
        bench.begin([makeJob("a")])
        bench.answer(1, failed(code, 1))
        #expect(bench.job("a")?.state == .queued && bench.job("a")?.notBefore == time(1000))
        #expect(bench.job("a")?.failure == .service([fault(code, uuid(1))]))
        bench.tick(at: 999)
        #expect(bench.sent.count == 1)
        bench.tick(at: 1000)
        #expect(bench.sent.map(\.taskUUID) == [uuid(1), uuid(2)])
    }

    @Test mutating func `at most 3 retries by itself with exponential backoff, then failed`() {
        bench.begin([makeJob("a")])
        var waits: [Int64] = []
        for task: UInt64 in 1...3 {
            bench.answer(task, failed("taskFailed", task))
            let due = bench.job("a")?.notBefore?.milliseconds ?? 0
            waits.append(due - bench.now)
            bench.tick(at: due)
        }
        #expect(waits == [1000, 2000, 4000])
        bench.answer(4, failed("taskFailed", 4))
        #expect(bench.job("a")?.state == .failed && bench.sent.count == 4)
        bench.tick(at: 10_000_000)
        #expect(bench.sent.count == 4)
    }

    @Test func `the backoff has jitter of up to a second and an end`() {
        #expect(Retry.backoff(after: 0, jitter: 0.5) == 1500)
        #expect(Retry.backoff(after: 40, jitter: 0.999) == 30_999)
        #expect(Retry.backoff(after: -3, jitter: 7) == 2000)
    }

    @Test mutating func `rate limits are waited out ever longer and do not count`() {
        bench.begin([makeJob("a")])
        var waits: [Int64] = []
        for task: UInt64 in 1...7 {
            bench.answer(task, failed("rateLimitExceeded", task))
            let due = bench.job("a")?.notBefore?.milliseconds ?? 0
            waits.append(due - bench.now)
            bench.tick(at: due)
        }
        #expect(waits == [2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000])
        #expect(bench.job("a")?.retries == 0 && bench.job("a")?.state == .sending)
    }

    @Test(arguments: [
        ("invalidBFLContent", JobState.blocked), ("invalidWidth", .failed), ("insufficientCredits", .failed),
        ("invalidApiKey", .failed),
    ])
    mutating func `refused content, validation, credit and key are not retried`(code: String, state: JobState) {
        bench.begin([makeJob("a", asked: 2)])
        bench.answer(1, failed(code, 1))
        bench.tick(at: 10_000_000)
        #expect(bench.job("a")?.state == state && bench.sent.count == 1)
    }

    @Test mutating func `a retry of a partial job asks for the missing count`() {
        bench.begin([makeJob("a", asked: 4)])
        let errors = [fault("taskFailed", uuid(1)), fault("invalidBFLContent", uuid(1))]
        bench.answer(1, .complete(items: [image("x", of: uuid(1)), image("y", of: uuid(1))], errors: errors))
        bench.tick(at: 1000)
        // One was refused for good; one is missing.
        #expect(bench.sent.last?.request.parameters.numberResults == 1)
        bench.answer(3 + 1, .complete(items: [image("z", of: uuid(4))], errors: []))
        #expect(bench.job("a")?.state == .partial && bench.job("a")?.results.count == 3)
    }

    @Test mutating func `a held seed in a partial retry`() {
        bench.random.seeds = [41, 40, 43, 42, 70]
        bench.begin([makeJob("a", asked: 4, seed: 42)])
        let delivered = [image("x", of: uuid(1), seed: 42), image("y", of: uuid(1), seed: 43)]
        bench.answer(1, .complete(items: delivered, errors: [fault("taskFailed", uuid(1))]))
        bench.tick(at: 1000)
        let task = bench.sent.last
        // Seeds of two images from 41, 40 … 43 would touch a delivered one; 40 and 41 do not.
        #expect(task?.request.parameters.seed == 40 && task?.request.parameters.numberResults == 2)
        #expect(bench.job("a")?.currentAttempt?.seed == 40 && bench.job("a")?.currentAttempt?.asked == 2)
        #expect(bench.job("a")?.request.parameters.seed == 42)
    }

    @Test mutating func `a whole task that failed is retried with its own seed`() {
        bench.begin([makeJob("a", asked: 2, seed: 42)])
        bench.answer(1, failed("taskFailed", 1))
        bench.tick(at: 1000)
        #expect(bench.sent.last?.request == bench.sent.first?.request)
        #expect(bench.sent.last?.taskUUID != bench.sent.first?.taskUUID)
    }

    @Test mutating func `a partial batch whose rest finishes after a transient error`() {
        bench.begin([makeJob("a", asked: 3)])
        let timeout = fault("timeoutProvider", uuid(1))
        bench.answer(1, .incomplete(items: [image("x", of: uuid(1))], .service([timeout])))
        #expect(bench.job("a")?.state == .uncertain)
        bench.tick(at: 60_000)
        #expect(bench.sent.count == 1)
        let all = ["x", "y", "z"].map { image($0, of: uuid(1)) }
        bench.collect([archive: .complete(items: all, errors: [])], at: 61_000)
        #expect(bench.job("a")?.state == .done && bench.written.map(\.imageUUID) == ["x", "y", "z"])
        bench.tick(at: 10_000_000)
        #expect(bench.sent.count == 1)
    }

    @Test mutating func `an error of one image while others run retries nothing`() {
        bench.begin([makeJob("a", asked: 3, delivery: .async)])
        bench.answer(1, accepted)
        let poll = CollectQuestion(uuid(1), .getResponse)
        let error = fault("taskFailed", uuid(1), told: "error")
        bench.collect([poll: progress([image("x", of: uuid(1))], [error], isRunning: true)], at: 1000)
        bench.tick(at: 9000)
        #expect(bench.job("a")?.state == .running && bench.sent.count == 1)
        let rest = [image("x", of: uuid(1)), image("y", of: uuid(1))]
        bench.collect([poll: progress(rest, [error])], at: 10_000)
        #expect(bench.job("a")?.state == .queued && bench.job("a")?.results.count == 2)
        bench.tick(at: 20_000)
        #expect(bench.sent.last?.request.parameters.numberResults == 1)
    }

    @Test mutating func `with N tasks only the failed task is retried`() {
        bench.begin([makeJob("a", seed: 1), makeJob("b", seed: 2)])
        bench.answer(1, .complete(items: [image("x", of: uuid(1))], errors: []))
        bench.answer(2, failed("taskFailed", 2))
        bench.tick(at: 5000)
        #expect(bench.sent.map(\.request.parameters.seed) == [1, 2, 2])
    }

    @Test mutating func `a retry that the user wants asks for what is missing, and begins to count anew`() {
        bench.begin([makeJob("a", asked: 3)])
        let errors = [fault("invalidBFLContent", uuid(1)), fault("invalidBFLContent", uuid(1))]
        bench.answer(1, .complete(items: [image("x", of: uuid(1))], errors: errors))
        #expect(bench.job("a")?.state == .partial)
        bench.take(bench.queue.retried([JobID("a")], now: time(5), random: &bench.random))
        #expect(bench.sent.last?.request.parameters.numberResults == 2)
        #expect(bench.sent.last?.taskUUID != uuid(1) && bench.job("a")?.retries == 0)
    }

    @Test mutating func `an abandoned job is not retried, and its final state is what became of it`() {
        bench.begin([makeJob("a", asked: 3), makeJob("b"), makeJob("c", asked: 2)])
        for name in ["a", "b", "c"] { bench.take(bench.queue.cancelled(JobID(name), now: time(1))) }
        bench.answer(1, progress([image("x", of: uuid(1))], isCumulative: false))
        bench.answer(1, progress([], [fault("taskFailed", uuid(1))], isCumulative: false))
        #expect(bench.job("a")?.state == .abandoned)
        bench.answer(1, progress([], [fault("taskFailed", uuid(1))], isCumulative: false))
        bench.answer(2, failed("taskFailed", 2))
        #expect(bench.job("a")?.state == .partial && bench.job("b")?.state == .failed)
        let poll = CollectQuestion(uuid(3), .getResponse)
        for later: Int64 in [1000, 2000] { bench.collect([poll: progress([image("y", of: uuid(3))])], at: later) }
        #expect(bench.job("c")?.state == .partial)
        bench.tick(at: 10_000_000)
        #expect(bench.sent.count == 3 && bench.written.count == 2)
    }

    @Test mutating func `an answer on its way about an attempt that is decided says nothing of the next attempt`() {
        bench.begin([makeJob("a", asked: 2)])
        let first = ReplyReading.complete(items: [image("x", of: uuid(1))], errors: [fault("taskFailed", uuid(1))])
        bench.answer(1, first)
        bench.tick(at: 1000)
        let second = bench.job("a")?.currentAttempt?.taskUUID
        #expect(bench.job("a")?.state == .sending && second != uuid(1))
        bench.collect([archive: first], at: 2000)
        bench.answer(1, .unknown(.lost(broken)))
        #expect(bench.job("a")?.state == .sending && bench.job("a")?.currentAttempt?.hasVerdict == false)
        bench.tick(at: 60_000)
        #expect(bench.sent.count == 2)
    }

    @Test mutating func `what came late is not asked for again`() {
        bench.begin([makeJob("a", asked: 2)])
        bench.answer(1, .complete(items: [image("x", of: uuid(1))], errors: [fault("taskFailed", uuid(1))]))
        bench.answer(1, progress([image("x", of: uuid(1)), image("y", of: uuid(1))]), at: 500)
        #expect(bench.job("a")?.state == .done && bench.written.map(\.imageUUID) == ["x", "y"])
        bench.tick(at: 60_000)
        #expect(bench.sent.count == 1)
    }
}
