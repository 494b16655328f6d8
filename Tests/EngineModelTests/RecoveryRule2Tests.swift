import EngineModel
import Foundation
import RunwareAPI
import Testing

/// Product §5 rule 2: attempts and verdicts, in the queue and in what is read of an answer to a question.
@Suite struct RecoveryRule2Tests {
    private var bench = QueueBench()
    private let poll = CollectQuestion(uuid(1), .getResponse)
    private let archive = CollectQuestion(uuid(1), .getTaskDetails)

    @Test mutating func `while no complete verdict on a UUID is known, only that UUID is used`() {
        bench.begin([makeJob("a", asked: 4, delivery: .async)])
        let readings: [ReplyReading] = [
            .notAccepted(retryAfterSeconds: 1, errors: []), .notAccepted(retryAfterSeconds: nil, errors: []), accepted,
            progress([image("x", of: uuid(1))], [], isRunning: true),
            progress([], [fault("taskFailed", uuid(1))], isRunning: true),
            .unknown(.service([fault("conflictTaskUUID", uuid(1))])), .incomplete(items: [], .lost(broken)),
        ]
        for (step, reading) in readings.enumerated() {
            bench.answer(1, reading, at: Int64(step) * 20_000)
            bench.tick(at: Int64(step) * 20_000 + 19_000)
        }
        #expect(bench.job("a")?.attempts.map(\.taskUUID) == [uuid(1)])
        #expect(Set(bench.sent.map(\.taskUUID)) == [uuid(1)])
    }

    @Test func `an error item inside a collect answer is a verdict item`() {
        var item = ReplyItem()
        item.taskUUID = uuid(1).text
        item.status = "error"
        item.error = fault("timeoutProvider", uuid(1), told: "error")
        let reading = ReplyReading(ServiceReply(items: [item]), to: poll)
        #expect(reading == progress([], [fault("timeoutProvider", uuid(1), told: "error")]))
    }

    @Test func `response errors of getTaskDetails are the verdict, and what was delivered beside them`() {
        var item = ReplyItem()
        item.taskType = ReplyItem.detailsType
        item.taskUUID = uuid(1).text
        item.details = ServiceReply(items: [image("x", of: uuid(1))], errors: [fault("timeoutProvider")])
        let reading = ReplyReading(ServiceReply(items: [item]), to: archive)
        #expect(reading == .complete(items: [image("x", of: uuid(1))], errors: [fault("timeoutProvider")]))
        item.details = ServiceReply()
        #expect(ReplyReading(ServiceReply(items: [item]), to: archive) == .silence)
        var running = ReplyItem()
        running.taskUUID = uuid(1).text
        running.status = "processing"
        item.details = ServiceReply(items: [running])
        #expect(ReplyReading(ServiceReply(items: [item]), to: archive) == .silence)
    }

    @Test mutating func `an error to a poll while the task goes on`() {
        bench.begin([makeJob("a", delivery: .async)])
        bench.answer(1, accepted)
        for error in [
            fault("internalServerError", uuid(1), status: 500), fault("rateLimitExceeded", uuid(1), status: 429),
            fault("invalidApiKey", nil, status: 401), fault("invalidTaskUUID", uuid(1), taskType: "getResponse"),
            fault("internalServerError", uuid(1), told: "error", taskType: "getResponse"),
        ] {
            let reading = ReplyReading(ServiceReply(errors: [error]), to: poll)
            #expect(reading == .silence)
            bench.collect([poll: reading], at: bench.now + 1000)
            #expect(bench.job("a")?.state == .accepted && bench.job("a")?.attempts.first?.hasVerdict == false)
        }
        bench.collect([poll: progress([image("x", of: uuid(1))])], at: bench.now + 1000)
        #expect(bench.job("a")?.state == .done && bench.sent.count == 1)
    }

    @Test func `an error to a question is no verdict when it is told to the task`() {
        let attempt = Attempt(taskUUID: uuid(1), asked: 1, startedAt: time(0))
        for kind in [poll, archive].map(\.kind.rawValue) {
            let error = fault("internalServerError", uuid(1), told: "error", taskType: kind)
            let frame = Answer(.send, over: .frame, bytes: Data())
            #expect(ReplyReading(frame, saying: ServiceReply(errors: [error]), to: attempt) == nil)
        }
    }

    @Test mutating func `a conflict that carries our UUID is no verdict`() {
        let conflict = fault("conflictTaskUUID", uuid(1), status: 400, told: "error", taskType: "imageInference")
        #expect(ReplyReading(ServiceReply(errors: [conflict]), to: poll) == .silence)
        let attempt = Attempt(taskUUID: uuid(1), asked: 1, startedAt: time(0))
        let reading = ReplyReading(
            ServiceReply(errors: [conflict]), httpStatus: 400, retryAfterSeconds: nil, to: attempt)
        #expect(reading == .unknown(.service([conflict])))
        bench.begin([makeJob("a", delivery: .async)])
        bench.answer(1, reading)
        #expect(bench.job("a")?.state == .uncertain && bench.asked.map(\.taskUUID).contains(uuid(1)))
        #expect(bench.sent.count == 1)
    }

    @Test(arguments: ["taskFailedOrNotFound", "taskNotFound", "taskExpired"])
    mutating func `a not-found that carries our UUID is no verdict`(code: String) {
        let error = fault(code, uuid(1), status: 404, told: "error", taskType: "imageInference")
        let attempt = Attempt(taskUUID: uuid(1), asked: 1, startedAt: time(0))
        #expect(
            ReplyReading(ServiceReply(errors: [error]), httpStatus: 404, retryAfterSeconds: nil, to: attempt)
                == .unknown(.service([error])))
        bench.begin([makeJob("a", delivery: .async)])
        bench.answer(1, accepted)
        for _ in 0..<6 {
            let said = ReplyReading(ServiceReply(errors: [error]), to: poll)
            #expect(said == .absent)
            bench.collect([poll: said], at: bench.now + 5000)
        }
        #expect(bench.job("a")?.attempts.first?.hasVerdict == false)
        #expect(bench.job("a")?.state == .accepted && bench.sent.count == 1)
    }

    @Test func `data without our task is not an explicit not-found`() {
        #expect(ReplyReading(ServiceReply(), to: poll) == .silence)
        #expect(ReplyReading(nil, to: poll) == .silence)
        let other = fault("taskNotFound", uuid(2), taskType: "getResponse")
        #expect(ReplyReading(ServiceReply(errors: [other]), to: poll) == .silence)
    }

    @Test func `one not-found beside two questions answers the one that it names, or none`() {
        let named = ServiceReply(errors: [fault("taskNotFound", uuid(1), taskType: "getResponse")])
        #expect(ReplyReading(named, to: poll, beside: [archive]) == .absent)
        #expect(ReplyReading(named, to: archive, beside: [poll]) == .silence)
        let nameless = ServiceReply(errors: [fault("taskNotFound", uuid(1))])
        #expect(ReplyReading(nameless, to: poll, beside: [archive]) == .silence)
        #expect(ReplyReading(nameless, to: archive, beside: [poll]) == .silence)
    }

    @Test mutating func `a timeout item for a sync task that then succeeds`() {
        bench.begin([makeJob("a")])
        let attempt = Attempt(taskUUID: uuid(1), asked: 1, startedAt: time(0))
        let reply = ServiceReply(errors: [fault("timeoutProvider", uuid(1), told: "error")])
        bench.answer(1, ReplyReading(reply, httpStatus: 200, retryAfterSeconds: nil, to: attempt))
        #expect(bench.job("a")?.state == .uncertain && bench.asked == [archive])
        bench.collect([archive: .absent], at: 1000)
        bench.collect([archive: .complete(items: [image("x", of: uuid(1))], errors: [])], at: 20_000)
        #expect(bench.job("a")?.state == .done && bench.job("a")?.results.count == 1)
        #expect(bench.sent.count == 1)
    }

    @Test mutating func `a timeout of a sync task is a verdict once getTaskDetails shows it`() {
        bench.begin([makeJob("a")])
        bench.answer(1, .unknown(.service([fault("timeoutProvider", uuid(1))])))
        bench.collect([archive: .complete(items: [], errors: [fault("timeoutProvider")])], at: 1000)
        #expect(bench.job("a")?.state == .queued && bench.job("a")?.attempts.first?.hasVerdict == true)
    }

    @Test mutating func `the verdict is complete when results and error items are the number asked`() {
        bench.begin([makeJob("a", asked: 3)])
        let refusal = fault("invalidBFLContent", uuid(1))
        bench.answer(1, progress([image("x", of: uuid(1))], isCumulative: false))
        bench.answer(1, progress([], [refusal], isCumulative: false))
        #expect(bench.job("a")?.state == .running && bench.job("a")?.attempts.first?.hasVerdict == false)
        bench.answer(1, progress([image("y", of: uuid(1))], isCumulative: false))
        #expect(bench.job("a")?.state == .partial && bench.job("a")?.results.count == 2)
        #expect(bench.job("a")?.failure == .service([refusal]))
    }

    @Test mutating func `a poll without a running item, seen twice, completes the verdict, once does not`() {
        bench.begin([makeJob("a", asked: 3, delivery: .async)])
        bench.answer(1, accepted)
        let two = [image("x", of: uuid(1)), image("y", of: uuid(1))]
        bench.collect([poll: progress(two)], at: 1000)
        #expect(bench.job("a")?.state == .running)
        bench.collect([poll: progress(two, isRunning: true)], at: 2000)
        bench.collect([poll: progress(two)], at: 3000)
        #expect(bench.job("a")?.state == .running)
        bench.collect([poll: progress(two)], at: 4000)
        #expect(bench.job("a")?.state == .partial)
        #expect(bench.job("a")?.failure == .shortDelivery(delivered: 2, asked: 3))
    }

    @Test mutating func `cumulative polls make one result of each image`() {
        bench.begin([makeJob("a", asked: 3, delivery: .async)])
        bench.answer(1, accepted)
        let all = ["x", "y", "z"].map { image($0, of: uuid(1)) }
        for count in [1, 1, 2, 2, 3] {
            bench.collect([poll: progress(Array(all.prefix(count)), isRunning: count < 3)], at: bench.now + 700)
        }
        #expect(bench.written.map(\.imageUUID) == ["x", "y", "z"] && bench.job("a")?.state == .done)
    }

    @Test mutating func `errors of cumulative polls are not added up`() {
        bench.begin([makeJob("a", asked: 3, delivery: .async)])
        bench.answer(1, accepted)
        let error = fault("taskFailed", uuid(1), told: "error")
        for _ in 0..<5 { bench.collect([poll: progress([], [error], isRunning: true)], at: bench.now + 700) }
        #expect(bench.job("a")?.state == .accepted && bench.job("a")?.attempts.first?.errors == [error])
    }

    @Test func `a refusal in a frame ends a task of which nothing came, and one image of a task that delivers`() {
        let attempt = Attempt(taskUUID: uuid(1), asked: 4, startedAt: time(0))
        let frame = Answer(.send, over: .frame, bytes: Data())
        let limit = fault("rateLimitExceeded", uuid(1))
        let reply = ServiceReply(errors: [limit])
        #expect(
            ReplyReading(frame, saying: reply, to: attempt, delivered: 0) == .complete(items: [], errors: [limit]))
        #expect(
            ReplyReading(frame, saying: reply, to: attempt, delivered: 1)
                == progress([], [limit], isCumulative: false))
    }

    @Test func `an error without any UUID on a socket is no verdict`() {
        let attempt = Attempt(taskUUID: uuid(1), asked: 1, startedAt: time(0))
        let frame = Answer(.send, over: .frame, bytes: Data())
        let reply = ServiceReply(errors: [fault("internalServerError"), fault("invalidApiKey")])
        let reading = ReplyReading(frame, saying: reply, to: attempt)
        #expect(reading == .unknown(.service(reply.errors)))
    }

    private func read(_ status: Int, _ errors: [ServiceError]) -> ReplyReading? {
        let answer = Answer(.send, over: .reply(httpStatus: status, retryAfterSeconds: 7), bytes: Data())
        let attempt = Attempt(taskUUID: uuid(1), asked: 1, startedAt: time(0))
        return ReplyReading(answer, saying: ServiceReply(errors: errors), to: attempt)
    }

    @Test(arguments: [400, 401, 402, 403])
    func `over HTTP a refusal whose body is a service's envelope is a verdict even without a UUID`(status: Int) {
        let error = fault("invalidWidth")
        #expect(read(status, [error]) == .complete(items: [], errors: [error]))
        let page = Answer(.send, over: .reply(httpStatus: status, retryAfterSeconds: nil), bytes: Data("<html>".utf8))
        let attempt = Attempt(taskUUID: uuid(1), asked: 1, startedAt: time(0))
        let reading = ReplyReading(page, saying: nil, to: attempt)
        #expect(reading == .unknown(.unreadable(httpStatus: status, excerpt: "<html>")))
    }

    @Test(arguments: [429, 503])
    func `429 and 503 without our UUID are not accepted, with it they are verdicts like any other`(status: Int) {
        let (nameless, named) = (fault("rateLimitExceeded"), fault("rateLimitExceeded", uuid(1)))
        #expect(read(status, [nameless]) == .notAccepted(retryAfterSeconds: 7, errors: [nameless]))
        #expect(read(status, [named]) == .complete(items: [], errors: [named]))
    }

    @Test(arguments: [502, 504])
    mutating func `502, 504, a dropped line and silence are no verdicts: the job is uncertain and collected`(
        status: Int
    ) {
        for task in [nil, uuid(1)] {
            let error = fault("internalServerError", task)
            #expect(read(status, [error]) == .unknown(.service([error])))
        }
        let gateway = JobFailure.unreadable(httpStatus: status, excerpt: "a page")
        for failure in [
            gateway, .lost(ConnectionFault(.closed, detail: "x")), .lost(ConnectionFault(.timedOut, detail: "x")),
        ] {
            bench = QueueBench()
            bench.begin([makeJob("a", delivery: .async)])
            bench.take(bench.queue.sendEnded(uuid(1), failure, now: time(1), random: &bench.random))
            #expect(bench.job("a")?.state == .uncertain && bench.job("a")?.failure == failure)
            #expect(bench.asked == [poll, archive] && bench.sent.count == 1)
        }
    }

    @Test mutating func `429 without our UUID is repeated under the same UUID after Retry-After, then after a backoff`()
    {
        bench.begin([makeJob("a")])
        bench.answer(1, .notAccepted(retryAfterSeconds: 7, errors: []))
        bench.tick(at: 6999)
        #expect(bench.sent.count == 1)
        bench.tick(at: 7000)
        #expect(bench.sent.map(\.taskUUID) == [uuid(1), uuid(1)])
        var waits: [Int64] = []
        for _ in 0..<6 {
            bench.answer(1, .notAccepted(retryAfterSeconds: nil, errors: []), at: bench.now)
            let due = bench.job("a")?.notBefore?.milliseconds ?? 0
            waits.append(due - bench.now)
            bench.tick(at: due)
        }
        #expect(waits == [4000, 8000, 16_000, 30_000, 30_000, 30_000])
        #expect(Set(bench.sent.map(\.taskUUID)) == [uuid(1)] && bench.job("a")?.retries == 0)
    }

    @Test mutating func `a task that was taken counts its refusals anew`() {
        bench.begin([makeJob("a", delivery: .async)])
        for _ in 0..<3 {
            bench.answer(1, .notAccepted(retryAfterSeconds: nil, errors: []), at: bench.now)
            bench.tick(at: bench.job("a")?.notBefore?.milliseconds ?? 0)
        }
        #expect(bench.job("a")?.refusals == 3)
        bench.answer(1, accepted)
        #expect(bench.job("a")?.refusals == 0)
    }

    @Test mutating func `a refused login sends nothing, jobs stay queued and the queue pauses with the reason`() {
        bench.begin([makeJob("a"), makeJob("b")])
        bench.take(bench.queue.refusedAtDoor(uuid(1), [fault("invalidApiKey")], now: time(0), random: &bench.random))
        #expect(bench.job("a")?.state == .queued && bench.job("a")?.failure == .service([fault("invalidApiKey")]))
        #expect(bench.queue.pause == .keyRefused)
        bench.tick(at: 60_000)
        #expect(bench.sent.count == 2)
        #expect(bench.queue.isSettled(JobID("a"), now: time(60_000)))
    }

    @Test mutating func `a login that is refused for the rate is waited out under the same UUID, and pauses nothing`() {
        bench.begin([makeJob("a")])
        let refusal = [fault("rateLimitExceeded")]
        bench.take(bench.queue.refusedAtDoor(uuid(1), refusal, now: time(0), random: &bench.random))
        #expect(bench.job("a")?.state == .queued && bench.job("a")?.failure == .service(refusal))
        #expect(bench.queue.pause == nil && bench.job("a")?.notBefore == time(2000))
        bench.tick(at: 2000)
        bench.take(bench.queue.refusedAtDoor(uuid(1), refusal, now: time(2000), random: &bench.random))
        #expect(bench.job("a")?.notBefore == time(6000))
        bench.tick(at: 6000)
        #expect(bench.sent.map(\.taskUUID) == [uuid(1), uuid(1), uuid(1)] && bench.job("a")?.retries == 0)
    }

    @Test mutating func `a second sending that is refused at the door for the rate leaves the fate open`() {
        bench.adopt([makeSentJob("a", .sending, attempt: 1)])
        bench.take(bench.queue.sendAgain(JobID("a"), now: time(0)))
        let refusal = [fault("rateLimitExceeded")]
        bench.take(bench.queue.refusedAtDoor(uuid(1), refusal, now: time(0), random: &bench.random))
        #expect(bench.job("a")?.state == .uncertain && bench.queue.pause == nil)
    }

    @Test
    mutating func `an accepted task that the service has no word for is uncertain after a while and frees its place`() {
        bench = QueueBench(parallelism: 1)
        bench.begin([makeJob("a", delivery: .async), makeJob("b", delivery: .async)])
        bench.answer(1, accepted)
        while bench.now < 119_000 {
            bench.collect([poll: .silence], at: bench.now + 7000)
            #expect(bench.job("a")?.state == .accepted)
        }
        #expect(!bench.queue.isSettled(JobID("a"), now: time(bench.now)))
        bench.collect([poll: .silence], at: 121_000)
        #expect(bench.job("a")?.state == .uncertain && bench.job("b")?.state == .sending)
        #expect(bench.queue.isSettled(JobID("a"), now: time(121_000)))
        // It is asked on, and an answer settles it.
        bench.collect([poll: progress([image("x", of: uuid(1))])], at: 130_000)
        #expect(bench.job("a")?.state == .done)
    }
}
