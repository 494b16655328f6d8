@testable import EngineModel
import Foundation
import RunwareAPI
import Testing

/// Single rules of the queue, each with the way in which money or a picture would be lost without it.
@Suite struct JobQueueRuleTests {
    private var uuids = CountingUUIDs()
    private var queue = JobQueue()

    private mutating func begin(_ jobs: [Job]) -> [QueueAction] {
        _ = queue.serviceKnown(.here, now: time(0), random: &uuids)
        return queue.submitted(jobs, now: time(0), random: &uuids)
    }

    @Test mutating func `a send follows the write of its attempt`() {
        let actions = begin([makeJob("a")])
        let attempt = Attempt(taskUUID: uuid(1), asked: 1, startedAt: time(0))
        let task = ImageInference(taskUUID: uuid(1), request: makeJob("a").request)
        #expect(actions == [.write([.sending(JobID("a"), attempt)], then: [.send(JobID("a"), task)])])
    }

    @Test mutating func `parallelism is held to 1 to 8`() {
        #expect(JobQueue(parallelism: 0).parallelism == 1 && JobQueue(parallelism: 99).parallelism == 8)
        _ = begin((0..<10).map { makeJob("\($0)") })
        #expect(queue.jobs.count { $0.state == .sending } == 3)
        _ = queue.setParallelism(99, now: time(0), random: &uuids)
        #expect(queue.jobs.count { $0.state == .sending } == 8)
    }

    @Test mutating func `images without names do not collapse into one`() {
        _ = begin([makeJob("a", asked: 3)])
        let items = [image(nil, of: uuid(1), url: "u0"), image("", of: uuid(1), url: "u1"), image("x", of: uuid(1))]
        _ = queue.answered(uuid(1), .complete(items: items, errors: []), now: time(0), random: &uuids)
        let job = queue.job(JobID("a"))
        #expect(job?.state == .done)
        #expect(job?.results.map(\.url) == ["u0", "u1", "http://host/x"])
        #expect(Set(job?.results.map(\.imageUUID) ?? []).count == 3)
        #expect(job?.results.map(\.taskUUID) == [uuid(1), uuid(1), uuid(1)])
        #expect(job?.results.map(\.index) == [0, 1, 2])
    }

    @Test mutating func `bytes without names do not collapse into one`() {
        _ = begin([makeJob("a", asked: 2, outputType: .base64Data)])
        let items = [1, 2].map { number -> ReplyItem in
            var item = image(nil, of: uuid(1))
            item.output = .bytes(Data([UInt8(number)]))
            return item
        }
        let actions = queue.answered(uuid(1), .complete(items: items, errors: []), now: time(0), random: &uuids)
        #expect(queue.job(JobID("a"))?.results.map(\.media) == [.pending, .pending])
        guard case .write(_, let then)? = actions.first else {
            Issue.record("nothing is written")
            return
        }
        let kept = then.compactMap { if case .keep(_, let bytes) = $0 { bytes.output } else { nil } }
        #expect(kept == [.bytes(Data([1])), .bytes(Data([2]))])
    }

    private func bytes(_ content: String, seed: UInt64? = 7) -> ReplyItem {
        var item = image(nil, of: uuid(1), seed: seed)
        item.output = .bytes(Data(content.utf8))
        return item
    }

    @Test mutating func `bytes without names that come in frames of their own do not collapse into one`() {
        _ = begin([makeJob("a", asked: 3, outputType: .base64Data)])
        for item in [bytes("kite 1"), bytes("kite 2"), bytes("kite 2", seed: 8)] {
            _ = queue.answered(uuid(1), progress([item], isCumulative: false), now: time(0), random: &uuids)
        }
        #expect(queue.job(JobID("a"))?.state == .done)
        #expect(Set(queue.job(JobID("a"))?.results.map(\.imageUUID) ?? []).count == 3)
    }

    @Test mutating func `bytes without names that polls tell again and again are one result each`() {
        _ = begin([makeJob("a", asked: 4, outputType: .base64Data, delivery: .async)])
        let images = [bytes("kite 1"), bytes("kite 2"), bytes("kite 2")]
        for count in [1, 2, 3, 3] {
            let poll = progress(Array(images.prefix(count)), isRunning: true)
            _ = queue.answered(uuid(1), poll, now: time(0), random: &uuids)
        }
        #expect(queue.job(JobID("a"))?.results.count == 3)
        // In another order they are the same.
        _ = queue.answered(uuid(1), progress(images.reversed(), isRunning: true), now: time(0), random: &uuids)
        #expect(queue.job(JobID("a"))?.results.count == 3)
    }

    @Test func `an image without a name is found again by what it is, in the run and in the next`() {
        let images = [bytes("kite 1"), bytes("kite 2"), bytes("kite 2"), image(nil, of: uuid(1), url: "http://host/x")]
        var job = makeJob("a", asked: 4)
        var dice = CountingUUIDs()
        _ = job.take(images, of: uuid(1), now: time(0), random: &dice)
        let found = job.results.map { ServiceReply(items: images).item(named: $0.imageUUID, of: uuid(1)) }
        #expect(found == images)
        // What is durable must not depend on the run.
        #expect(job.results.map(\.imageUUID).first == "\(uuid(1))#762b0fb7dc0ec730")
    }

    @Test func `contents that differ in one bit anywhere have different names`() {
        let content = [UInt8](repeating: 0x5A, count: 37)
        var names: Set<String> = []
        for bit in 0..<(content.count * 8) {
            for other in [nil, 63, 127, 255] as [Int?] {
                var bytes = content
                bytes[bit / 8] ^= 1 << (bit % 8)
                if let other, other != bit { bytes[other / 8] ^= 1 << (other % 8) }
                var item = image(nil, of: uuid(1))
                item.output = .bytes(Data(bytes))
                var job = makeJob("a")
                var dice = CountingUUIDs()
                _ = job.take([item], of: uuid(1), now: time(0), random: &dice)
                names.insert(job.results[0].imageUUID)
            }
        }
        // Of 296 single bits and 3 × 296 pairs, the bits beside themselves and the pairs of the three are seen twice.
        #expect(names.count == 4 * 296 - 3 - 3)
    }

    @Test mutating func `the same image twice is one result`() {
        _ = begin([makeJob("a", asked: 2)])
        let items = [image("x", of: uuid(1)), image("x", of: uuid(1)), image("y", of: uuid(1))]
        _ = queue.answered(uuid(1), .complete(items: items, errors: []), now: time(0), random: &uuids)
        #expect(queue.job(JobID("a"))?.results.map(\.imageUUID) == ["x", "y"])
    }

    @Test mutating func `an image that cannot be read is a result whose file failed`() {
        _ = begin([makeJob("a")])
        var item = image("x", of: uuid(1))
        item.output = nil
        item.unusable = ["imageBase64Data"]
        _ = queue.answered(uuid(1), .complete(items: [item], errors: []), now: time(0), random: &uuids)
        let result = queue.job(JobID("a"))?.results.first
        #expect(result?.media == .failed(reason: "the answer held no readable image (imageBase64Data)"))
        #expect(result?.seed == 7 && result?.cost == Money(microDollars: 40_000))
    }

    @Test mutating func `more images than asked are all kept`() {
        _ = begin([makeJob("a")])
        let items = (0..<3).map { image("\($0)", of: uuid(1)) }
        _ = queue.answered(uuid(1), .complete(items: items, errors: []), now: time(0), random: &uuids)
        #expect(queue.job(JobID("a"))?.results.count == 3 && queue.job(JobID("a"))?.state == .done)
    }

    @Test mutating func `a task that was not accepted keeps its UUID`() {
        _ = begin([makeJob("a")])
        _ = queue.answered(
            uuid(1), .notAccepted(retryAfterSeconds: 5, errors: []), now: time(0), random: &uuids)
        #expect(queue.job(JobID("a"))?.notBefore == time(5000))
        #expect(queue.tick(now: time(4999), random: &uuids) == [.wake(at: time(5000))])
        #expect(sends(queue.tick(now: time(5000), random: &uuids)).map(\.taskUUID) == [uuid(1)])
    }

    @Test(arguments: [(nil, 2), (0, 1), (-5, 1), (7, 7), (100_000, 300)] as [(Int?, Int64)])
    mutating func `a wait is between one second and five minutes`(asked: Int?, seconds: Int64) {
        _ = begin([makeJob("a")])
        _ = queue.answered(
            uuid(1), .notAccepted(retryAfterSeconds: asked, errors: []), now: time(0), random: &uuids)
        #expect(queue.job(JobID("a"))?.notBefore == time(seconds * 1000))
    }

    @Test mutating func `cancelling what is in flight frees its place`() {
        _ = queue.setParallelism(1, now: time(0), random: &uuids)
        _ = begin([makeJob("a"), makeJob("b")])
        let first = queue.cancelled(JobID("a"), now: time(0))
        #expect(sends(first).isEmpty)
        #expect(sends(queue.tick(now: time(0), random: &uuids)).map(\.taskUUID) == [uuid(2)])
    }

    // MARK: Sending again what is of unknown fate

    private mutating func adoptUncertain() {
        _ = queue.adopted([makeSentJob("a", .sending)], now: time(0))
        _ = queue.serviceKnown(.here, now: time(0), random: &uuids)
        let task = sends(queue.sendAgain(JobID("a"), now: time(0))).first?.taskUUID
        #expect(task == uuid(900))
    }

    @Test mutating func `a refused write of a second sending leaves the fate open`() {
        adoptUncertain()
        let attempt = Attempt(taskUUID: uuid(900), asked: 1, startedAt: time(0))
        _ = queue.writeFailed([.sending(JobID("a"), attempt)], reason: "disk full")
        #expect(queue.job(JobID("a"))?.state == .uncertain)
        #expect(sends(queue.resumed(now: time(0), random: &uuids)).isEmpty)
        #expect(queue.job(JobID("a"))?.attempts.map(\.taskUUID) == [uuid(900)])
    }

    @Test mutating func `a second sending that does not leave leaves the fate open`() {
        adoptUncertain()
        _ = queue.notSent(uuid(900), broken, now: time(0))
        #expect(queue.job(JobID("a"))?.state == .uncertain && queue.job(JobID("a"))?.failure == .interrupted)
        #expect(queue.pause == .unreachable(broken))
    }

    @Test mutating func `a second sending refused at the door says nothing of the first`() {
        for reading in [
            ReplyReading.complete(items: [], errors: [fault("invalidApiKey")]),
            .complete(items: [], errors: [fault("rateLimitExceeded", uuid(900))]),
            .notAccepted(retryAfterSeconds: 1, errors: [fault("rateLimitExceeded")]),
        ] {
            queue = JobQueue()
            adoptUncertain()
            _ = queue.answered(uuid(900), reading, now: time(0), random: &uuids)
            #expect(queue.job(JobID("a"))?.state == .uncertain)
            #expect(queue.job(JobID("a"))?.attempts.first?.hasVerdict == false)
        }
    }

    @Test mutating func `a second sending that is answered is settled`() {
        adoptUncertain()
        let items = [image("x", of: uuid(900))]
        _ = queue.answered(uuid(900), .complete(items: items, errors: []), now: time(0), random: &uuids)
        #expect(queue.job(JobID("a"))?.state == .done)
    }

    @Test mutating func `an abandoned second sending may be billed even if it never left`() {
        adoptUncertain()
        _ = queue.cancelled(JobID("a"), neverLeft: true, now: time(0))
        #expect(queue.job(JobID("a"))?.state == .abandoned)
    }

    // MARK: Stopping

    @Test(arguments: [
        ([fault("invalidApiKey")], PauseReason.keyRefused), ([fault("insufficientCredits")], .creditTooLow),
        ([fault("taskFailed"), fault("invalidApiKey")], .keyRefused),
    ])
    mutating func `a useless key or account stops the queue`(errors: [ServiceError], pause: PauseReason) {
        _ = begin((0..<40).map { makeJob("\($0)") })
        let actions = queue.answered(uuid(1), .complete(items: [], errors: errors), now: time(0), random: &uuids)
        #expect(sends(actions).isEmpty && queue.pause == pause)
        #expect(queue.jobs.count { $0.state == .queued } == 37)
        #expect(queue.isSettled(JobID("20"), now: time(0)))
    }

    @Test mutating func `a refused key is not forgotten when a silent service answers`() {
        _ = begin((0..<4).map { makeJob("\($0)") })
        _ = queue.notSent(uuid(1), broken, now: time(0))
        _ = queue.answered(
            uuid(2), .complete(items: [], errors: [fault("invalidApiKey")]), now: time(0), random: &uuids)
        #expect(sends(queue.serviceKnown(.here, now: time(0), random: &uuids)).isEmpty)
        #expect(queue.pause == .keyRefused)
    }

    @Test mutating func `jobs of an earlier run wait while new ones go on`() {
        _ = queue.adopted([makeJob("old")], now: time(0))
        #expect(queue.pause == .restored)
        let actions = begin([makeJob("new")])
        #expect(sends(actions).count == 1)
        #expect(queue.job(JobID("old"))?.state == .queued && queue.isSettled(JobID("old"), now: time(0)))
        #expect(sends(queue.resumed(now: time(0), random: &uuids)).count == 1 && queue.pause == nil)
    }

    @Test mutating func `held jobs of an earlier run do not send themselves`() {
        var old = makeJob("old", state: .held)
        old.failure = .otherService(key: "here")
        _ = queue.adopted([old], now: time(0))
        #expect(sends(queue.serviceKnown(.here, now: time(0), random: &uuids)).isEmpty)
        #expect(queue.job(JobID("old"))?.state == .queued && queue.pause == .restored)
    }

    @Test mutating func `nothing waits for a key when the old jobs belong elsewhere or are gone`() {
        _ = queue.adopted([makeJob("old", service: .there)], now: time(0))
        _ = queue.serviceKnown(.here, now: time(0), random: &uuids)
        #expect(queue.pause == nil && queue.job(JobID("old"))?.state == .held)
        _ = queue.adopted([makeJob("other")], now: time(0))
        #expect(queue.pause == .restored)
        _ = queue.cancelled(JobID("other"), now: time(0))
        #expect(queue.pause == nil)
    }

    @Test mutating func `a job that could not be written leaves nothing behind`() {
        _ = begin([makeJob("a")])
        _ = queue.cancelled(JobID("a"), neverLeft: true, now: time(0))
        #expect(queue.writeFailed([.submitted(makeJob("a"))], reason: "disk full").isEmpty)
        #expect(queue.job(JobID("a")) == nil && queue.pause == .storeFailed("disk full"))
        #expect(sends(queue.submitted([makeJob("b")], now: time(0), random: &uuids)).isEmpty)
    }

    @Test mutating func `a result's file is found wherever its job is`() {
        _ = begin([makeJob("a", asked: 2)])
        _ = queue.answered(
            uuid(1), .incomplete(items: [image("x", of: uuid(1))], .lost(broken)), now: time(0), random: &uuids)
        let id = queue.jobs.first?.results.first?.id ?? ResultID("none")
        _ = queue.mediaChanged(id, .stored(path: "p"))
        #expect(queue.jobs.first?.results.first?.media == .stored(path: "p"))
    }

    @Test mutating func `abandoned jobs are among those that ended`() {
        _ = begin([makeJob("a"), makeJob("b")])
        _ = queue.cancelled(JobID("a"), now: time(1))
        _ = queue.cancelled(JobID("b"), neverLeft: true, now: time(2))
        #expect(queue.ended(last: 5).map(\.state) == [.abandoned, .cancelled])
        #expect(queue.ended(last: 1).map(\.state) == [.cancelled])
    }
}
