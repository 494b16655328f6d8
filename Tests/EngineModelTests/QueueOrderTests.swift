import EngineModel
import RunwareAPI
import Testing

/// Moving jobs, and the batches whose end is told.
@Suite struct QueueOrderTests {
    private func queue(_ names: String..., parallelism: Int = 1) -> (queue: JobQueue, uuids: CountingUUIDs) {
        var uuids = CountingUUIDs()
        var queue = JobQueue(parallelism: parallelism)
        _ = queue.serviceKnown(.here, now: time(0), random: &uuids)
        _ = queue.submitted(names.map { makeJob($0) }, now: time(0), random: &uuids)
        return (queue, uuids)
    }

    private func names(_ queue: JobQueue) -> String { queue.jobs.map(\.id.text).joined() }

    @Test(arguments: [
        ("c", QueueMove.up, "acbd", ["c", "b"]), ("c", .down, "abdc", ["d", "c"]),
        ("d", .toFront, "adbc", ["d", "b", "c"]),
        // At that end already, or on its way: nothing moves.
        ("b", .up, "abcd", []), ("d", .down, "abcd", []), ("b", .toFront, "abcd", []), ("a", .down, "abcd", []),
        ("x", .up, "abcd", []),
    ])
    func `a job that waits is moved among those that wait`(
        name: String, move: QueueMove, after: String, written: [String]
    ) {
        var (queue, _) = queue("a", "b", "c", "d")
        let actions = queue.moved(JobID(name), move)
        #expect(names(queue) == after)
        #expect(actions == (written.isEmpty ? [] : [.write([.ordered(written.map { JobID($0) })], then: [])]))
    }

    @Test func `what was moved to the front is sent next, and what was retried last`() {
        var (queue, uuids) = queue("a", "b", "c")
        _ = queue.moved(JobID("c"), .toFront)
        let refusal = ReplyReading.complete(items: [], errors: [fault("invalidWidth", uuid(1))])
        let first = queue.answered(uuid(1), refusal, now: time(1), random: &uuids)
        #expect(sends(first).count == 1)
        #expect(queue.jobs.first { $0.state == .sending }?.id == JobID("c"))
        let again = queue.retried([JobID("a"), JobID("b"), JobID("a")], now: time(2), random: &uuids)
        #expect(names(queue) == "cba")
        guard case .write(let entries, _)? = again.first else {
            Issue.record("nothing is written")
            return
        }
        #expect(entries.last == .ordered(["c", "b", "a"].map { JobID($0) }))
        #expect(entries.count == 2)
    }

    @Test func `a held job moves like a queued one and passes those that are on their way`() {
        var (queue, uuids) = queue("a", "b", "c")
        _ = queue.serviceKnown(.there, now: time(1), random: &uuids)
        #expect(queue.jobs.map(\.state) == [.sending, .held, .held])
        _ = queue.moved(JobID("c"), .toFront)
        #expect(names(queue) == "acb")
    }

    @Test func `a batch has ended when its last job has, whatever became of it`() {
        var watch = BatchWatch()
        var (queue, uuids) = (JobQueue(parallelism: 8), CountingUUIDs())
        _ = queue.serviceKnown(.here, now: time(0), random: &uuids)
        let batch = BatchID("batch")
        let jobs = (1...4).map { number in
            let job = makeJob("\(number)")
            return Job(
                id: job.id, request: job.request, origin: JobOrigin(batch: batch), submittedAt: time(0), service: .here)
        }
        _ = queue.submitted(jobs, now: time(0), random: &uuids)
        func see(_ actions: [QueueAction]) {
            for case .write(let entries, _) in actions { for entry in entries { watch.saw(entry) } }
            watch.look(at: queue)
        }
        see(
            queue.answered(
                uuid(1), .complete(items: [image("a", of: uuid(1))], errors: []), now: time(1), random: &uuids))
        see(
            queue.answered(
                uuid(2), .complete(items: [], errors: [fault("invalidWidth", uuid(2))]), now: time(1), random: &uuids))
        see(queue.cancelled(JobID("3"), now: time(1)))
        #expect(watch.finished == 0)
        see(queue.sendEnded(uuid(4), .lost(broken), now: time(1), random: &uuids))
        #expect(watch.finished == 1)
        #expect(watch.last?.words == "1 done, 1 failed, 1 uncertain, 1 cancelled")
        // Its fate becomes known, another is tried again: the batch has told of its end.
        see(
            queue.answered(
                uuid(4), .complete(items: [image("b", of: uuid(4))], errors: []), now: time(2), random: &uuids))
        see(queue.retried([JobID("2")], now: time(3), random: &uuids))
        see(
            queue.answered(
                uuid(5), .complete(items: [image("c", of: uuid(5))], errors: []), now: time(4), random: &uuids))
        #expect(watch.finished == 1)
    }

    @Test func `a batch that the user let go of whole is no news`() {
        var watch = BatchWatch()
        var (queue, _) = queue("a")
        var uuids = CountingUUIDs()
        uuids.last = 50
        let origin = JobOrigin(batch: BatchID("batch"))
        let job = Job(
            id: JobID("b"), request: makeJob("b").request, origin: origin, submittedAt: time(0), service: .here)
        _ = queue.submitted([job], now: time(0), random: &uuids)
        for case .write(let entries, _) in queue.cancelled(JobID("b"), now: time(1)) {
            for entry in entries { watch.saw(entry) }
        }
        watch.look(at: queue)
        #expect(watch.finished == 0)
    }

    @Test func `off the record only the link is taken, no file is fetched`() {
        var (queue, uuids) = (JobQueue(), CountingUUIDs())
        _ = queue.serviceKnown(.here, now: time(0), random: &uuids)
        let job = Job(
            id: JobID("a"), request: makeJob("a").request, origin: JobOrigin(isOffRecord: true), submittedAt: time(0),
            service: .here)
        _ = queue.submitted([job], now: time(0), random: &uuids)
        let actions = queue.answered(
            uuid(1), .complete(items: [image("a", of: uuid(1))], errors: []), now: time(1), random: &uuids)
        guard case .write(_, let then)? = actions.first else {
            Issue.record("nothing is written")
            return
        }
        #expect(!then.contains { if case .fetch = $0 { true } else { false } })
        #expect(queue.recent.last?.results.map(\.media) == [.linked])
    }
}
