import EngineModel
import RunwareAPI
import Testing

/// Every state that a job reaches in this program's own facts, and every fact: where it leads and what is asked for.
/// (`accepted` and `running` begin with async tasks; here they only occur in jobs of another run.)
@Suite struct JobQueueTableTests {
    enum Fact: String, CaseIterable, Sendable {
        case cancelled, withdrawn, sendAgain, resumed, notSent, lost, image, twoImages, refusal, blocked, keyRefused
        case notAccepted, unknown, incomplete, attemptRefusedByJournal, otherService, tick
    }

    /// A queue of one job for two images, in this state, with attempt 1 where it had one.
    private func queue(in state: JobState) -> (queue: JobQueue, uuids: CountingUUIDs) {
        var uuids = CountingUUIDs()
        var queue = JobQueue()
        let job = makeJob("job", asked: 2)
        let bad = [fault("taskFailed", uuid(1))]
        if state != .queued, state != .held { _ = queue.serviceKnown(.here, now: time(0), uuids: &uuids) }
        _ = queue.submitted([job], now: time(0), uuids: &uuids)
        let one = [image("a", of: uuid(1))]
        let two = one + [image("b", of: uuid(1))]
        switch state {
        case .queued, .sending, .accepted, .running: break
        case .held: _ = queue.serviceKnown(.there, now: time(0), uuids: &uuids)
        case .done: _ = queue.replied(uuid(1), .complete(items: two, errors: []), now: time(0), uuids: &uuids)
        case .partial: _ = queue.replied(uuid(1), .complete(items: one, errors: bad), now: time(0), uuids: &uuids)
        case .failed: _ = queue.replied(uuid(1), .complete(items: [], errors: bad), now: time(0), uuids: &uuids)
        case .blocked:
            let errors = [fault("invalidBFLContent", uuid(1))]
            _ = queue.replied(uuid(1), .complete(items: [], errors: errors), now: time(0), uuids: &uuids)
        case .uncertain: _ = queue.lost(uuid(1), .lost(broken), now: time(0))
        case .abandoned: _ = queue.cancelled(job.id, now: time(0))
        case .cancelled: _ = queue.cancelled(job.id, neverLeft: true, now: time(0))
        }
        return (queue, uuids)
    }

    private func apply(_ fact: Fact, to queue: inout JobQueue, _ uuids: inout CountingUUIDs) -> [QueueAction] {
        let id = JobID("job")
        let now = time(1000)
        func reply(_ reading: ReplyReading) -> [QueueAction] {
            queue.replied(uuid(1), reading, now: now, uuids: &uuids)
        }
        switch fact {
        case .cancelled: return queue.cancelled(id, now: now)
        case .withdrawn: return queue.cancelled(id, neverLeft: true, now: now)
        case .sendAgain: return queue.sendAgain(id, now: now)
        case .resumed: return queue.resumed(now: now, uuids: &uuids)
        case .notSent: return queue.notSent(uuid(1), broken, now: now)
        case .lost: return queue.lost(uuid(1), .lost(broken), now: now)
        case .image: return reply(.complete(items: [image("a", of: uuid(1))], errors: []))
        case .twoImages:
            return reply(.complete(items: [image("a", of: uuid(1)), image("b", of: uuid(1))], errors: []))
        case .refusal: return reply(.complete(items: [], errors: [fault("taskFailed", uuid(1))]))
        case .blocked: return reply(.complete(items: [], errors: [fault("invalidBFLContent", uuid(1))]))
        case .keyRefused: return reply(.complete(items: [], errors: [fault("invalidApiKey")]))
        case .notAccepted: return reply(.notAccepted(retryAfterSeconds: 5, errors: []))
        case .unknown: return reply(.unknown(.lost(broken)))
        case .incomplete: return reply(.incomplete(items: [image("a", of: uuid(1))], .lost(broken)))
        case .attemptRefusedByJournal:
            let attempt = Attempt(taskUUID: uuid(1), asked: 2, startedAt: time(0))
            return queue.writeFailed([.sending(id, attempt)], reason: "disk full")
        case .otherService: return queue.serviceKnown(.there, now: now, uuids: &uuids)
        case .tick: return queue.tick(now: now, uuids: &uuids)
        }
    }

    /// Actions as short text: entries of a write in brackets, what follows it in braces.
    private func text(_ actions: [QueueAction]) -> String {
        actions.map { action in
            switch action {
            case .write(let entries, let then):
                let inner = entries.map { entry in
                    switch entry {
                    case .submitted: "submitted"
                    case .sending: "sending"
                    case .changed(let job): job.state.rawValue
                    case .result: "result"
                    case .media: "media"
                    }
                }
                return "[\(inner.joined(separator: " "))]{\(text(then))}"
            case .send: return "send"
            case .keep: return "keep"
            case .wake(let at): return "wake@\(at.milliseconds)"
            case .settled: return "settled"
            }
        }.joined(separator: " ")
    }

    /// State before, fact, state after, actions. What is not named changes nothing and asks for nothing.
    private static let rows: [(JobState, Fact, JobState, String)] = [
        (.queued, .cancelled, .cancelled, "[cancelled]{settled}"),
        (.queued, .withdrawn, .cancelled, "[cancelled]{settled}"),
        (.queued, .otherService, .held, "[held]{}"),
        (.held, .cancelled, .cancelled, "[cancelled]{settled}"),
        (.held, .withdrawn, .cancelled, "[cancelled]{settled}"),
        (.sending, .cancelled, .abandoned, "[abandoned]{settled}"),
        (.sending, .withdrawn, .cancelled, "[cancelled]{settled}"),
        (.sending, .notSent, .queued, "[queued]{settled}"),
        (.sending, .lost, .uncertain, "[uncertain]{settled}"),
        (.sending, .image, .partial, "[result partial]{settled}"),
        (.sending, .twoImages, .done, "[result result done]{settled}"),
        (.sending, .refusal, .failed, "[failed]{settled}"),
        (.sending, .blocked, .blocked, "[blocked]{settled}"),
        (.sending, .keyRefused, .failed, "[failed]{settled}"),
        (.sending, .notAccepted, .queued, "[queued]{wake@6000} wake@6000"),
        (.sending, .unknown, .uncertain, "[uncertain]{settled}"),
        (.sending, .incomplete, .uncertain, "[result uncertain]{settled}"),
        (.sending, .attemptRefusedByJournal, .queued, ""),
        (.uncertain, .cancelled, .abandoned, "[abandoned]{settled}"),
        (.uncertain, .withdrawn, .abandoned, "[abandoned]{settled}"),
        (.uncertain, .sendAgain, .sending, "[sending]{send}"),
        (.uncertain, .image, .partial, "[result partial]{settled}"),
        (.uncertain, .twoImages, .done, "[result result done]{settled}"),
        (.uncertain, .refusal, .failed, "[failed]{settled}"),
        (.uncertain, .blocked, .blocked, "[blocked]{settled}"),
        (.uncertain, .keyRefused, .failed, "[failed]{settled}"),
        (.uncertain, .incomplete, .uncertain, "[result uncertain]{settled}"),
        (.abandoned, .image, .partial, "[result partial]{settled}"),
        (.abandoned, .twoImages, .done, "[result result done]{settled}"),
        (.abandoned, .refusal, .failed, "[failed]{settled}"),
        (.abandoned, .blocked, .blocked, "[blocked]{settled}"),
        (.abandoned, .keyRefused, .failed, "[failed]{settled}"),
        (.abandoned, .incomplete, .abandoned, "[result abandoned]{}"),
    ]

    @Test(arguments: JobState.allCases.filter { $0 != .accepted && $0 != .running }, Fact.allCases)
    func `each fact leads from each state where the table says`(state: JobState, fact: Fact) {
        var (queue, uuids) = queue(in: state)
        #expect(queue.job(JobID("job"))?.state == state)
        let actions = apply(fact, to: &queue, &uuids)
        let row = Self.rows.first { $0.0 == state && $0.1 == fact }
        #expect(queue.job(JobID("job"))?.state == row?.2 ?? state)
        // Whatever a queue that stands still asks for beyond its job is nothing.
        #expect(text(actions) == row?.3 ?? "")
    }

    @Test(arguments: JobState.allCases)
    func `a job of an earlier run is taken over by its state`(state: JobState) {
        var queue = JobQueue()
        let actions = queue.adopted([makeSentJob("job", state)])
        let job = queue.jobs.first
        switch state {
        case .queued:
            #expect(job?.state == .queued && queue.pause == .restored && actions.isEmpty)
        case .held: #expect(job?.state == .held && queue.pause == nil && actions.isEmpty)
        case .sending, .accepted, .running:
            #expect(job?.state == .uncertain && job?.failure == .interrupted && queue.pause == nil)
            #expect(text(actions) == "[uncertain]{}")
        case .uncertain: #expect(job?.state == .uncertain && actions.isEmpty)
        case .done, .partial, .blocked, .failed, .cancelled, .abandoned: #expect(job == nil && actions.isEmpty)
        }
    }
}
