import EngineModel
import RunwareAPI
import Testing

/// Every state and every fact: where it leads and what is asked for. The job is one async task for two images.
@Suite struct JobQueueTableTests {
    enum Fact: String, CaseIterable, Sendable {
        case moved, cancelled, withdrawn, sendAgain, resumed, retried, collectNow, tick, later, otherService
        case notSent, refusedAtDoor, sendEnded, attemptRefusedByJournal
        case image, twoImages, refusal, transient, blocked, keyRefused, notAccepted, unknown, incomplete
        case acknowledged, someImages, allImages, pushedImage, quietOnce, quietTwice
        case absentOnce, absentTwice, silence, collectFailed
    }

    /// A queue of the job in this state, with attempt 1 where it had one.
    private func queue(in state: JobState) -> (queue: JobQueue, uuids: CountingUUIDs) {
        var uuids = CountingUUIDs()
        var queue = JobQueue()
        let job = makeJob("job", asked: 2, delivery: .async)
        let bad = [fault("invalidWidth", uuid(1))]
        if state != .queued, state != .held { _ = queue.serviceKnown(.here, now: time(0), random: &uuids) }
        _ = queue.submitted([job], now: time(0), random: &uuids)
        let one = [image("a", of: uuid(1))]
        let two = one + [image("b", of: uuid(1))]
        func reply(_ reading: ReplyReading) { _ = queue.answered(uuid(1), reading, now: time(0), random: &uuids) }
        switch state {
        case .queued, .sending: break
        case .held: _ = queue.serviceKnown(.there, now: time(0), random: &uuids)
        case .accepted: reply(accepted)
        case .running: reply(progress(one, isRunning: true))
        case .done: reply(.complete(items: two, errors: []))
        case .partial: reply(.complete(items: one, errors: bad))
        case .failed: reply(.complete(items: [], errors: bad))
        case .blocked: reply(.complete(items: [], errors: [fault("invalidBFLContent", uuid(1))]))
        case .uncertain: _ = queue.sendEnded(uuid(1), .lost(broken), now: time(0), random: &uuids)
        case .abandoned: _ = queue.cancelled(job.id, now: time(0))
        case .cancelled: _ = queue.cancelled(job.id, neverLeft: true, now: time(0))
        }
        return (queue, uuids)
    }

    private func apply(_ fact: Fact, to queue: inout JobQueue, _ uuids: inout CountingUUIDs) -> [QueueAction] {
        let id = JobID("job")
        let now = time(1000)
        let one = [image("a", of: uuid(1))]
        let both = [CollectQuestion(uuid(1), .getResponse), CollectQuestion(uuid(1), .getTaskDetails)]
        func reply(_ reading: ReplyReading) -> [QueueAction] {
            queue.answered(uuid(1), reading, now: now, random: &uuids)
        }
        func collect(_ reading: ReplyReading?, at later: Int64 = 1000) -> [QueueAction] {
            let readings = reading.map { [both[0]: $0, both[1]: $0] } ?? [:]
            return queue.collected(both, readings, now: time(later), random: &uuids)
        }
        switch fact {
        case .moved: return QueueMove.allCases.flatMap { queue.moved(id, $0) }
        case .cancelled: return queue.cancelled(id, now: now)
        case .withdrawn: return queue.cancelled(id, neverLeft: true, now: now)
        case .sendAgain: return queue.sendAgain(id, now: now)
        case .resumed: return queue.resumed(now: now, random: &uuids)
        case .retried: return queue.retried([id], now: now, random: &uuids)
        case .collectNow: return queue.collectNow(now: now)
        case .tick: return queue.tick(now: now, random: &uuids)
        case .later: return queue.tick(now: time(700_000), random: &uuids)
        case .otherService: return queue.serviceKnown(.there, now: now, random: &uuids)
        case .notSent: return queue.notSent(uuid(1), broken, now: now)
        case .refusedAtDoor: return queue.refusedAtDoor(uuid(1), [fault("invalidApiKey")], now: now, random: &uuids)
        case .sendEnded: return queue.sendEnded(uuid(1), .lost(broken), now: now, random: &uuids)
        case .attemptRefusedByJournal:
            let attempt = Attempt(taskUUID: uuid(1), asked: 2, startedAt: time(0))
            return queue.writeFailed([.sending(id, attempt)], reason: "disk full")
        case .image: return reply(.complete(items: one, errors: []))
        case .twoImages: return reply(.complete(items: one + [image("b", of: uuid(1))], errors: []))
        case .refusal: return reply(.complete(items: [], errors: [fault("invalidWidth", uuid(1))]))
        case .transient: return reply(.complete(items: [], errors: [fault("taskFailed", uuid(1))]))
        case .blocked: return reply(.complete(items: [], errors: [fault("invalidBFLContent", uuid(1))]))
        case .keyRefused: return reply(.complete(items: [], errors: [fault("invalidApiKey")]))
        case .notAccepted: return reply(.notAccepted(retryAfterSeconds: 5, errors: []))
        case .unknown: return reply(.unknown(.lost(broken)))
        case .incomplete: return reply(.incomplete(items: one, .lost(broken)))
        case .acknowledged: return reply(accepted)
        case .someImages: return collect(progress(one, isRunning: true))
        case .allImages: return collect(progress(one + [image("b", of: uuid(1))]))
        case .pushedImage: return reply(progress(one, isCumulative: false))
        case .quietOnce: return collect(progress(one))
        case .quietTwice: return collect(progress(one)) + collect(progress(one), at: 2000)
        case .absentOnce: return collect(.absent)
        case .absentTwice: return collect(.absent) + collect(.absent, at: 11_000)
        case .silence: return collect(.silence)
        case .collectFailed: return collect(nil)
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
                    case .ordered: "ordered"
                    case .session: "session"
                    }
                }
                return "[\(inner.joined(separator: " "))]{\(text(then))}"
            case .send: return "send"
            case .collect(let questions): return questions.map(\.kind.rawValue).joined(separator: "+") + "?"
            case .fetch: return "fetch"
            case .keep: return "keep"
            case .forget: return "forget"
            case .wake(let at): return "wake@\(at.milliseconds)"
            case .settled: return "settled"
            }
        }.joined(separator: " ")
    }

    /// Images that come after a job had ended without them were paid for: they are kept, and nothing more is asked.
    private static let late: [(JobState, Fact, JobState, String)] =
        [JobState.failed, .blocked].flatMap { state in
            [Fact.image, .incomplete, .someImages, .pushedImage, .quietOnce, .quietTwice].map {
                (state, $0, .partial, "[result partial]{fetch}")
            } + [.twoImages, .allImages].map { (state, $0, .done, "[result result done]{fetch fetch}") }
        } + [.twoImages, .allImages].map { (.partial, $0, .done, "[result done]{fetch}") }

    @Test(arguments: JobState.allCases, Fact.allCases)
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
        let actions = queue.adopted([makeSentJob("job", state)], now: time(0))
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

    /// State before, fact, state after, actions. What is not named changes nothing and asks for nothing.
    private static let rows: [(JobState, Fact, JobState, String)] =
        late + [
            (.queued, .cancelled, .cancelled, "[cancelled]{settled}"),
            (.queued, .withdrawn, .cancelled, "[cancelled]{settled}"),
            (.queued, .otherService, .held, "[held]{}"),
            (.held, .cancelled, .cancelled, "[cancelled]{settled}"),
            (.held, .withdrawn, .cancelled, "[cancelled]{settled}"),
            (.sending, .cancelled, .abandoned, "[abandoned]{settled}"),
            (.sending, .withdrawn, .cancelled, "[cancelled]{forget settled}"),
            (.sending, .notSent, .queued, "[queued]{settled}"),
            (.sending, .refusedAtDoor, .queued, "[queued]{settled}"),
            (.sending, .sendEnded, .uncertain, "[uncertain]{settled} getResponse+getTaskDetails?"),
            (.sending, .attemptRefusedByJournal, .queued, ""),
            (.sending, .image, .partial, "[result partial]{fetch forget settled}"),
            (.sending, .twoImages, .done, "[result result done]{fetch fetch forget settled}"),
            (.sending, .refusal, .failed, "[failed]{forget settled}"),
            (.sending, .transient, .queued, "[queued]{forget wake@2000} wake@2000"),
            (.sending, .blocked, .blocked, "[blocked]{forget settled}"),
            (.sending, .keyRefused, .failed, "[failed]{forget settled}"),
            (.sending, .notAccepted, .queued, "[queued]{wake@6000} wake@6000"),
            (.sending, .unknown, .uncertain, "[uncertain]{settled} getResponse+getTaskDetails?"),
            (.sending, .incomplete, .uncertain, "[result uncertain]{fetch settled} getResponse+getTaskDetails?"),
            (.sending, .acknowledged, .accepted, "[accepted]{} wake@2000"),
            (.sending, .someImages, .running, "[result running]{fetch} settled wake@2050"),
            (.sending, .allImages, .done, "[result result done]{fetch fetch forget settled}"),
            (.sending, .pushedImage, .running, "[result running]{fetch} wake@2000"),
            (.sending, .quietOnce, .running, "[result running]{fetch} settled wake@1700"),
            (.sending, .quietTwice, .partial, "[result running]{fetch} settled wake@1700 [partial]{forget settled}"),
            (.accepted, .cancelled, .abandoned, "[abandoned]{settled}"),
            (.accepted, .withdrawn, .abandoned, "[abandoned]{settled}"),
            (.accepted, .resumed, .accepted, "getResponse?"),
            (.accepted, .collectNow, .accepted, "getResponse?"),
            (.accepted, .tick, .accepted, "getResponse?"),
            (.accepted, .later, .uncertain, "[uncertain]{settled} getResponse+getTaskDetails?"),
            (.accepted, .image, .partial, "[result partial]{fetch forget settled}"),
            (.accepted, .twoImages, .done, "[result result done]{fetch fetch forget settled}"),
            (.accepted, .refusal, .failed, "[failed]{forget settled}"),
            (.accepted, .transient, .queued, "[queued]{forget wake@2000} wake@2000"),
            (.accepted, .blocked, .blocked, "[blocked]{forget settled}"),
            (.accepted, .keyRefused, .failed, "[failed]{forget settled}"),
            (.accepted, .notAccepted, .accepted, "getResponse?"),
            (.accepted, .unknown, .uncertain, "[uncertain]{settled} getResponse+getTaskDetails?"),
            (.accepted, .incomplete, .uncertain, "[result uncertain]{fetch settled} getResponse+getTaskDetails?"),
            (.accepted, .acknowledged, .accepted, "getResponse?"),
            (.accepted, .someImages, .running, "[result running]{fetch} settled wake@2050"),
            (.accepted, .allImages, .done, "[result result done]{fetch fetch forget settled}"),
            (.accepted, .pushedImage, .running, "[result running]{fetch} getResponse?"),
            (.accepted, .quietOnce, .running, "[result running]{fetch} settled wake@1700"),
            (.accepted, .quietTwice, .partial, "[result running]{fetch} settled wake@1700 [partial]{forget settled}"),
            (.accepted, .absentOnce, .accepted, "settled wake@2050"),
            (.accepted, .absentTwice, .accepted, "settled wake@2050 settled wake@12575"),
            (.accepted, .silence, .accepted, "settled wake@2050"),
            (.accepted, .collectFailed, .accepted, "settled wake@2050"),
            (.running, .cancelled, .abandoned, "[abandoned]{settled}"),
            (.running, .withdrawn, .abandoned, "[abandoned]{settled}"),
            (.running, .resumed, .running, "getResponse?"),
            (.running, .collectNow, .running, "getResponse?"),
            (.running, .tick, .running, "getResponse?"),
            (.running, .later, .uncertain, "[uncertain]{settled} getResponse+getTaskDetails?"),
            (.running, .image, .partial, "[partial]{forget settled}"),
            (.running, .twoImages, .done, "[result done]{fetch forget settled}"),
            (.running, .refusal, .partial, "[partial]{forget settled}"),
            (.running, .transient, .queued, "[queued]{forget wake@2000} wake@2000"),
            (.running, .blocked, .partial, "[partial]{forget settled}"),
            (.running, .keyRefused, .partial, "[partial]{forget settled}"),
            (.running, .notAccepted, .running, "getResponse?"),
            (.running, .unknown, .uncertain, "[uncertain]{settled} getResponse+getTaskDetails?"),
            (.running, .incomplete, .uncertain, "[uncertain]{settled} getResponse+getTaskDetails?"),
            (.running, .acknowledged, .running, "getResponse?"),
            (.running, .someImages, .running, "settled wake@2050"),
            (.running, .allImages, .done, "[result done]{fetch forget settled}"),
            (.running, .pushedImage, .running, "getResponse?"),
            (.running, .quietOnce, .running, "settled wake@1700"),
            (.running, .quietTwice, .partial, "settled wake@1700 [partial]{forget settled}"),
            (.running, .absentOnce, .running, "settled wake@2050"),
            (.running, .absentTwice, .running, "settled wake@2050 settled wake@12575"),
            (.running, .silence, .running, "settled wake@2050"),
            (.running, .collectFailed, .running, "settled wake@2050"),
            (.uncertain, .cancelled, .abandoned, "[abandoned]{settled}"),
            (.uncertain, .withdrawn, .abandoned, "[abandoned]{settled}"),
            (.uncertain, .sendAgain, .sending, "[sending]{send}"),
            (.uncertain, .image, .partial, "[result partial]{fetch forget settled}"),
            (.uncertain, .twoImages, .done, "[result result done]{fetch fetch forget settled}"),
            (.uncertain, .refusal, .failed, "[failed]{forget settled}"),
            (.uncertain, .transient, .queued, "[queued]{forget wake@2000} wake@2000"),
            (.uncertain, .blocked, .blocked, "[blocked]{forget settled}"),
            (.uncertain, .keyRefused, .failed, "[failed]{forget settled}"),
            (.uncertain, .unknown, .uncertain, "[uncertain]{settled}"),
            (.uncertain, .incomplete, .uncertain, "[result uncertain]{fetch settled}"),
            (.uncertain, .acknowledged, .accepted, "[accepted]{}"),
            (.uncertain, .someImages, .running, "[result running]{fetch} settled wake@2500"),
            (.uncertain, .allImages, .done, "[result result done]{fetch fetch forget settled}"),
            (.uncertain, .pushedImage, .running, "[result running]{fetch}"),
            (.uncertain, .quietOnce, .running, "[result running]{fetch} settled wake@2000"),
            (.uncertain, .quietTwice, .partial, "[result running]{fetch} settled wake@2000 [partial]{forget settled}"),
            (.uncertain, .absentOnce, .uncertain, "settled wake@2500"),
            (.uncertain, .absentTwice, .sending, "settled wake@2500 [sending]{send} settled"),
            (.uncertain, .silence, .uncertain, "settled wake@2500"),
            (.uncertain, .collectFailed, .uncertain, "settled wake@2500"),
            (.abandoned, .resumed, .abandoned, "getResponse+getTaskDetails?"),
            (.abandoned, .collectNow, .abandoned, "getResponse+getTaskDetails?"),
            (.abandoned, .tick, .abandoned, "getResponse+getTaskDetails?"),
            (.abandoned, .image, .partial, "[result partial]{fetch forget settled}"),
            (.abandoned, .twoImages, .done, "[result result done]{fetch fetch forget settled}"),
            (.abandoned, .refusal, .failed, "[failed]{forget settled}"),
            (.abandoned, .transient, .failed, "[failed]{forget settled}"),
            (.abandoned, .blocked, .blocked, "[blocked]{forget settled}"),
            (.abandoned, .keyRefused, .failed, "[failed]{forget settled}"),
            (.abandoned, .notAccepted, .abandoned, "getResponse+getTaskDetails?"),
            (.abandoned, .unknown, .abandoned, "getResponse+getTaskDetails?"),
            (.abandoned, .incomplete, .abandoned, "[result abandoned]{fetch} getResponse+getTaskDetails?"),
            (.abandoned, .acknowledged, .abandoned, "getResponse+getTaskDetails?"),
            (.abandoned, .someImages, .abandoned, "[result abandoned]{fetch} settled wake@2050"),
            (.abandoned, .allImages, .done, "[result result done]{fetch fetch forget settled}"),
            (.abandoned, .pushedImage, .abandoned, "[result abandoned]{fetch} getResponse+getTaskDetails?"),
            (.abandoned, .quietOnce, .abandoned, "[result abandoned]{fetch} settled wake@1700"),
            (
                .abandoned, .quietTwice, .partial,
                "[result abandoned]{fetch} settled wake@1700 [partial]{forget settled}"
            ),
            (.abandoned, .absentOnce, .abandoned, "settled wake@2050"),
            (.abandoned, .absentTwice, .abandoned, "settled wake@2050 settled wake@12575"),
            (.abandoned, .silence, .abandoned, "settled wake@2050"),
            (.abandoned, .collectFailed, .abandoned, "settled wake@2050"),
            (.partial, .retried, .sending, "[queued]{} [sending]{send}"),
            (.blocked, .retried, .sending, "[queued]{} [sending]{send}"),
            (.failed, .retried, .sending, "[queued]{} [sending]{send}"),
        ]
}
