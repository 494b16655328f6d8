@testable import EngineModel
import RunwareAPI
import Testing

/// Product §5 rule 4: how the fate of a sent task is found out, when it is sent again by itself, and when not.
@Suite struct RecoveryRule4Tests {
    private var bench = QueueBench()
    private let both = [CollectQuestion(uuid(1), .getResponse), CollectQuestion(uuid(1), .getTaskDetails)]

    private mutating func lose(_ delivery: DeliveryMethod) {
        bench.begin([makeJob("a", delivery: delivery)])
        bench.take(bench.queue.sendEnded(uuid(1), .lost(broken), now: time(0), random: &bench.random))
    }

    private mutating func absent(at later: Int64, _ questions: [CollectQuestion]? = nil) {
        let asked = questions ?? both
        bench.collect(asked, Dictionary(uniqueKeysWithValues: asked.map { ($0, .absent) }), at: later)
    }

    @Test
    mutating func `an async task is asked about with getResponse, a lost one of either delivery with getTaskDetails`() {
        lose(.async)
        #expect(bench.asked == both)
        bench = QueueBench()
        lose(.sync)
        #expect(bench.asked == [both[1]])
        bench = QueueBench()
        bench.begin([makeJob("a", delivery: .async)])
        bench.answer(1, accepted)
        bench.tick(at: 5000)
        #expect(bench.asked == [both[0]])
    }

    @Test mutating func `if no byte of the request was written the job goes back to queued`() {
        bench.begin([makeJob("a", delivery: .async)])
        bench.take(bench.queue.notSent(uuid(1), broken, now: time(0)))
        #expect(bench.job("a")?.state == .queued && bench.job("a")?.failure == .notSent(broken))
        #expect(bench.asked.isEmpty && bench.queue.pause == .unreachable(broken))
        bench.take(bench.queue.serviceKnown(.here, now: time(5), random: &bench.random))
        #expect(bench.sent.map(\.taskUUID) == [uuid(1), uuid(1)])
    }

    @Test mutating func `an async task is sent again only after both answered not-found twice, 10 s apart`() {
        lose(.async)
        absent(at: 1000)
        absent(at: 2000)
        absent(at: 10_999)
        #expect(bench.sent.count == 1)
        absent(at: 11_000)
        #expect(bench.sent.map(\.taskUUID) == [uuid(1), uuid(1)])
        #expect(bench.job("a")?.state == .sending && bench.job("a")?.attempts.count == 1)
    }

    @Test mutating func `one not-found proves nothing`() {
        lose(.async)
        absent(at: 1000)
        for step: Int64 in 1...50 {
            bench.collect(both, [both[0]: .silence, both[1]: .absent], at: 1000 + step * 10_000)
        }
        #expect(bench.sent.count == 1 && bench.job("a")?.state == .uncertain)
    }

    @Test mutating func `an empty answer or a failed poll is not nothing found`() {
        lose(.async)
        for step: Int64 in 1...20 {
            bench.collect(both, [both[0]: .silence, both[1]: .silence], at: step * 20_000)
            bench.collect(both, [:], at: step * 20_000 + 10_000)
            bench.collect(both, [both[0]: .absent], at: step * 20_000 + 15_000)
        }
        #expect(bench.sent.count == 1 && bench.job("a")?.state == .uncertain)
    }

    @Test mutating func `a sign of life between two not-founds takes the first one back`() {
        lose(.async)
        absent(at: 1000)
        bench.collect(both, [both[0]: progress(isRunning: true), both[1]: .absent], at: 5000)
        #expect(bench.job("a")?.state == .accepted)
        absent(at: 12_000)
        #expect(bench.sent.count == 1)
    }

    @Test mutating func `only within 10 minutes`() {
        lose(.async)
        absent(at: 590_001)
        absent(at: 600_001)
        #expect(bench.sent.count == 1 && bench.job("a")?.state == .uncertain)
    }

    @Test mutating func `only by the process that first sent it`() {
        bench.adopt([makeSentJob("a", .sending, attempt: 1, delivery: .async)], at: 1000)
        absent(at: 2000)
        absent(at: 13_000)
        #expect(bench.sent.isEmpty && bench.job("a")?.state == .uncertain)
        #expect(bench.queue.isSettled(JobID("a"), now: time(13_000)))
    }

    @Test mutating func `a task that an adopter sent by a key press is not sent again by itself either`() {
        bench.adopt([makeSentJob("a", .sending, attempt: 1, delivery: .async)], at: 1000)
        bench.take(bench.queue.sendAgain(JobID("a"), now: time(1000)))
        bench.take(bench.queue.sendEnded(uuid(1), .lost(broken), now: time(2000), random: &bench.random))
        absent(at: 3000)
        absent(at: 14_000)
        #expect(bench.sent.count == 1)
    }

    @Test mutating func `a sync attempt is never sent again by itself`() {
        lose(.sync)
        for step: Int64 in 1...10 { absent(at: step * 20_000, [both[1]]) }
        #expect(bench.sent.count == 1 && bench.job("a")?.state == .uncertain)
    }

    @Test mutating func `nothing is sent again while the user paused the queue`() {
        lose(.async)
        bench.take(bench.queue.paused())
        absent(at: 1000)
        absent(at: 12_000)
        #expect(bench.sent.count == 1)
    }

    @Test mutating func `a conflict to a second sending means that the first was accepted`() {
        lose(.async)
        absent(at: 1000)
        absent(at: 12_000)
        bench.answer(1, .unknown(.service([fault("conflictTaskUUID", uuid(1))])))
        #expect(bench.job("a")?.state == .uncertain)
        bench.collect(both, [both[0]: progress([image("x", of: uuid(1))])], at: 13_000)
        #expect(bench.job("a")?.state == .done && bench.sent.count == 2 && bench.written.count == 1)
    }

    @Test mutating func `an uncertain job is collected at every start for 7 days and by key press afterwards`() {
        let week: Int64 = 7 * 86_400_000
        bench.adopt([makeSentJob("a", .uncertain, attempt: 1)], at: week - 1)
        #expect(bench.asked == [both[1]])
        bench = QueueBench()
        bench.adopt([makeSentJob("a", .uncertain, attempt: 1)], at: week)
        bench.tick(at: week + 100_000)
        #expect(bench.asked.isEmpty && bench.queue.isSettled(JobID("a"), now: time(week)))
        bench.take(bench.queue.collectNow(now: time(week + 200_000)))
        #expect(bench.asked == [both[1]])
    }

    @Test mutating func `only a key press that says may be billed again sends an uncertain job, under the same UUID`() {
        lose(.sync)
        bench.take(bench.queue.resumed(now: time(1), random: &bench.random))
        bench.take(bench.queue.retried([JobID("a")], now: time(1), random: &bench.random))
        bench.tick(at: 500_000)
        #expect(bench.sent.count == 1)
        bench.take(bench.queue.sendAgain(JobID("a"), now: time(2)))
        #expect(bench.sent.map(\.taskUUID) == [uuid(1), uuid(1)])
    }

    @Test mutating func `questions come ever more rarely, end after 10 minutes, and begin again by key press`() {
        lose(.async)
        var times: [Int64] = []
        while let due = bench.queue.collecting[uuid(1)]?.due.milliseconds, due < 2_000_000, times.count < 200 {
            let before = bench.asked.count
            if times.isEmpty {
                times.append(0)
            } else {
                bench.tick(at: due)
                guard bench.asked.count > before else { break }
                times.append(due)
            }
            bench.collect(both, [both[0]: .silence, both[1]: .silence], at: due)
        }
        let gaps = zip(times.dropFirst(), times).map { $0 - $1 }
        #expect(gaps.first == 1500 && gaps.last == 10_000 && gaps == gaps.sorted())
        #expect((times.last ?? 0) < 600_000 && times.count > 50)
        let before = bench.asked.count
        bench.take(bench.queue.collectNow(now: time(3_000_000)))
        #expect(bench.asked.count == before + 2)
    }

    @Test mutating func `whoever waits for a lost job is let go after two not-founds, three failures, or two minutes`()
    {
        for way in 0..<3 {
            bench = QueueBench()
            lose(.sync)
            let id = JobID("a")
            switch way {
            case 0:
                absent(at: 1000, [both[1]])
                #expect(!bench.queue.isSettled(id, now: time(1000)))
                absent(at: 11_000, [both[1]])
            case 1:
                for later: Int64 in [1000, 2000] { bench.collect([both[1]], [:], at: later) }
                #expect(!bench.queue.isSettled(id, now: time(2000)))
                bench.collect([both[1]], [:], at: 3000)
            default:
                bench.collect([both[1]], [both[1]: .silence], at: 119_999)
                #expect(!bench.queue.isSettled(id, now: time(119_999)))
                bench.collect([both[1]], [both[1]: .silence], at: 120_000)
            }
            #expect(bench.queue.isSettled(id, now: time(bench.now)))
        }
    }

    @Test mutating func `questions about several tasks travel in one message`() {
        bench = QueueBench(parallelism: 8)
        bench.begin((0..<8).map { makeJob("\($0)", delivery: .async) })
        for task: UInt64 in 1...8 { bench.answer(task, accepted) }
        let actions = bench.queue.tick(now: time(60_000), random: &bench.random)
        #expect(questions(actions).count == 8 && actions.count { if case .collect = $0 { true } else { false } } == 1)
    }

    @Test mutating func `an acknowledgement after an image does not end the waiting`() {
        bench.begin([makeJob("a", asked: 2)])
        bench.answer(1, progress([image("x", of: uuid(1))], isCumulative: false))
        let actions = bench.queue.answered(uuid(1), accepted, now: time(5), random: &bench.random)
        let hasWake = actions.contains { if case .wake = $0 { true } else { false } }
        #expect(hasWake && bench.queue.collecting[uuid(1)] != nil)
    }
}
