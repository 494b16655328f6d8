@testable import EngineModel
import RunwareAPI
import TestSupport
import Testing

/// Random walks through the queue: the promises of product §5 hold after every fact.
@Suite struct JobQueueWalkTests {
    @Test(arguments: 0..<10)
    func `no walk breaks a promise`(block: Int) {
        for walk in 0..<60 {
            var world = World(seed: UInt64(block * 60 + walk))
            for _ in 0..<200 {
                world.step()
                guard world.broken.isEmpty else { break }
            }
            #expect(world.broken.isEmpty, "walk \(block * 60 + walk): \(world.broken.joined(separator: "; "))")
        }
    }
}

/// A journal that may refuse, a service that may do anything, and a user: what a queue lives in.
private struct World {
    private(set) var broken: [String] = []

    private var random: SeededGenerator
    private var uuids = CountingUUIDs()
    private var queue: JobQueue
    private var now = time(0)
    private var submitted = 0
    /// Writes that have not been performed yet, in order.
    private var steps: [QueueAction] = []
    /// What the journal holds.
    private var journal: Set<TaskUUID> = []
    private var durableJobs: [JobID: Job] = [:]
    /// Jobs in the order that the journal knows.
    private var durableOrder: [JobID] = []
    private var refusedJobs: Set<JobID> = []
    private var finalJobs: Set<JobID> = []
    /// Tasks at the service.
    private var inFlight: [(job: JobID, task: ImageInference)] = []
    /// Images that the service made, by their names, and how often each was written.
    private var made: Set<String> = []
    private var written: [String: Int] = [:]
    /// Images that the service has made of a task, and how many it was asked for.
    private var gallery: [TaskUUID: [ReplyItem]] = [:]
    private var ordered: [TaskUUID: Int] = [:]
    /// Tasks that the service took, and what it said of their end for good.
    private var ended: [TaskUUID: [ServiceError]] = [:]
    /// Questions that are on their way.
    private var asking: [[CollectQuestion]] = []
    /// When both questions about a task were answered with a not-found.
    private var absences: [TaskUUID: [Timestamp]] = [:]
    /// Tasks that this process sent first, and those that a key press sent.
    private var ownTasks: [TaskUUID: Timestamp] = [:]
    private var pressed: Set<TaskUUID> = []
    /// Tasks that were uncertain since they were sent last.
    private var unknownFate: Set<TaskUUID> = []
    /// UUIDs that were sent, by job, in order.
    private var sent: [JobID: [TaskUUID]] = [:]
    private var everSent: [TaskUUID] = []
    private var states: [JobID: JobState] = [:]
    private var serial = 0
    private var facts = 0
    private var wasKeyPress = false

    init(seed: UInt64) {
        random = SeededGenerator(seed: seed)
        queue = JobQueue(parallelism: 1 + Int(seed % 4))
        var adopted: [Job] = []
        for (index, state) in JobState.allCases.enumerated() where Bool.random(using: &random) {
            let delivery: DeliveryMethod = Bool.random(using: &random) ? .sync : .async
            adopted.append(makeSentJob("old-\(state)", state, attempt: UInt64(10_000 + index), delivery: delivery))
        }
        durableOrder = adopted.map(\.id)
        for job in adopted where !job.state.isFinal {
            if job.state == .uncertain, let uuid = job.currentAttempt?.taskUUID { unknownFate.insert(uuid) }
            if job.currentAttempt?.hasVerdict == true, let uuid = job.currentAttempt?.taskUUID {
                unknownFate.remove(uuid)
            }
            states[job.id] = job.state.isInFlight ? .uncertain : job.state
            durableJobs[job.id] = job
            for attempt in job.attempts {
                journal.insert(attempt.taskUUID)
                guard job.state != .queued, job.state != .held else { continue }
                sent[job.id] = [attempt.taskUUID]
                everSent.append(attempt.taskUUID)
            }
        }
        take(queue.adopted(adopted, now: now))
    }

    mutating func step() {
        let was = queue.jobs.count { $0.state.isInFlight }
        facts += 1
        wasKeyPress = false
        switch Int.random(in: 0..<35, using: &random) {
        case 0, 1, 2: submit()
        case 3: cancel()
        case 4: sendAgain()
        case 5: take(queue.paused())
        case 6, 7: take(queue.resumed(now: now, random: &uuids))
        case 8: take(queue.setParallelism(Int.random(in: -1...9, using: &random), now: now, random: &uuids))
        case 9: take(queue.serviceKnown(Bool.random(using: &random) ? .here : .there, now: now, random: &uuids))
        case 10: take(queue.serviceKnown(.here, now: now, random: &uuids))
        case 11: queue.unreachable(ConnectionFault(.refused, detail: "x"))
        case 12:
            now = now.adding(milliseconds: Int64.random(in: 0...4000, using: &random))
            take(queue.tick(now: now, random: &uuids))
        case 13, 14, 15: answer()
        case 16: if let task = inFlight.randomElement(using: &random) { queue.bytesWritten(task.task.taskUUID) }
        case 17: strayReply()
        case 18, 19, 20, 21, 22: collected()
        case 23: take(queue.collectNow(now: now))
        case 24: retry()
        case 25: if Int.random(in: 0..<8, using: &random) == 0 { crash() }
        case 26:
            now = now.adding(milliseconds: Int64.random(in: 0...30_000, using: &random))
            take(queue.tick(now: now, random: &uuids))
        case 27, 28, 29: move()
        default: performNext()
        }
        check(wasInFlight: was)
        if facts.isMultiple(of: 20) { checkWhole() }
    }

    private mutating func take(_ actions: [QueueAction]) {
        for action in actions {
            if case .collect(let questions) = action { asking.append(questions) } else { steps.append(action) }
        }
    }

    private mutating func retry() {
        let ended = queue.recent.filter { [.failed, .blocked, .partial].contains($0.state) }
        guard let job = ended.randomElement(using: &random) else { return }
        finalJobs.remove(job.id)
        take(queue.retried([job.id], now: now, random: &uuids))
    }

    /// The process is killed, and another takes over what is durable.
    private mutating func crash() {
        let left = durableOrder.compactMap { durableJobs[$0] }.filter { !$0.state.isFinal }
        for id in states.keys where durableJobs[id] == nil || durableJobs[id]?.state.isFinal == true {
            finalJobs.insert(id)
        }
        (steps, asking, inFlight, absences, ownTasks) = ([], [], [], [:], [:])
        // What was in a write that did not come to pass is told again, or was abandoned.
        made = Set(made.filter { written[$0] != nil })
        queue = JobQueue(parallelism: queue.parallelism)
        for job in left { states[job.id] = job.state.isInFlight ? .uncertain : job.state }
        take(queue.adopted(left, now: now))
    }

    /// A message of questions is answered, by the truth or by one of its neighbours.
    private mutating func collected() {
        guard !asking.isEmpty else { return }
        let questions = asking.remove(at: Int.random(in: 0..<asking.count, using: &random))
        now = now.adding(milliseconds: Int64.random(in: 0...12_000, using: &random))
        var readings: [CollectQuestion: ReplyReading] = [:]
        let isLost = Int.random(in: 0..<6, using: &random) == 0
        for question in questions where !isLost { readings[question] = said(of: question) }
        for uuid in Set(questions.map(\.taskUUID)) {
            let asked = questions.filter { $0.taskUUID == uuid }
            let isAbsent = asked.contains { $0.kind == .getTaskDetails } && asked.allSatisfy { readings[$0] == .absent }
            if isAbsent { absences[uuid, default: []].append(now) }
            let isKnown = asked.contains { if case .progress? = readings[$0] { true } else { false } }
            if isKnown { absences[uuid] = [] }
        }
        take(queue.collected(questions, readings, now: now, random: &uuids))
    }

    private mutating func said(of question: CollectQuestion) -> ReplyReading {
        let uuid = question.taskUUID
        let roll = Int.random(in: 0..<8, using: &random)
        if roll == 0 { return .silence }
        guard let asked = ordered[uuid] else { return roll < 7 ? .absent : .silence }
        let have = gallery[uuid]?.count ?? 0
        if ended[uuid] == nil, have < asked, roll < 5 {
            for _ in 0..<Int.random(in: 0...(asked - have), using: &random) { make(uuid) }
        }
        let items = gallery[uuid] ?? []
        let open = asked - items.count - (ended[uuid]?.count ?? 0)
        if open > 0, ended[uuid] == nil, roll == 5 {
            ended[uuid] = (0..<open).map { _ in fault("taskFailed", uuid, told: "error") }
        }
        let errors = ended[uuid] ?? []
        let isOver = items.count + errors.count >= asked
        for item in items { if let name = item.imageUUID { made.insert(name) } }
        if question.kind == .getTaskDetails {
            return isOver ? .complete(items: items, errors: errors) : (roll < 3 ? .absent : .silence)
        }
        return progress(items, errors, isRunning: !isOver)
    }

    private mutating func make(_ uuid: TaskUUID) {
        serial += 1
        gallery[uuid, default: []].append(image("image-\(serial)", of: uuid))
    }

    private mutating func submit() {
        let count = Int.random(in: 1...3, using: &random)
        let jobs = (0..<count).map { _ in
            submitted += 1
            return makeJob(
                "job-\(submitted)", asked: Int.random(in: 1...3, using: &random),
                service: Int.random(in: 0..<6, using: &random) == 0 ? .there : .here,
                delivery: Bool.random(using: &random) ? .sync : .async)
        }
        for job in jobs { durableJobs[job.id] = job }
        durableOrder += jobs.map(\.id)
        take(queue.submitted(jobs, now: now, random: &uuids))
    }

    /// A move changes the order of those that wait, and nothing else.
    private mutating func move() {
        guard let job = queue.jobs.randomElement(using: &random),
            let move = QueueMove.allCases.randomElement(using: &random)
        else { return }
        let before = queue.jobs
        take(queue.moved(job.id, move))
        for (old, new) in zip(before, queue.jobs) where old.isUnsent != new.isUnsent || (!old.isUnsent && old != new) {
            broken.append("\(old.id) was moved, although it does not wait")
        }
        if Set(before) != Set(queue.jobs) { broken.append("a move changed more than the order") }
        let places = [before, queue.jobs].map { jobs in
            jobs.filter(\.isUnsent).firstIndex { $0.id == job.id } ?? 0
        }
        let isLast = places[0] == before.count(where: \.isUnsent) - 1
        let wanted =
            switch move {
            case .up: max(places[0] - 1, 0)
            case .down: job.isUnsent && !isLast ? places[0] + 1 : places[0]
            case .toFront: 0
            }
        if places[1] != wanted { broken.append("\(job.id) went \(move) from \(places[0]) to \(places[1])") }
    }

    private mutating func cancel() {
        guard let job = queue.jobs.randomElement(using: &random) else { return }
        let launched = inFlight.contains { $0.job == job.id }
        take(queue.cancelled(job.id, neverLeft: !launched, now: now))
    }

    private mutating func sendAgain() {
        guard let job = queue.jobs.filter({ $0.state == .uncertain }).randomElement(using: &random) else { return }
        wasKeyPress = true
        if let uuid = job.currentAttempt?.taskUUID { pressed.insert(uuid) }
        take(queue.sendAgain(job.id, now: now))
    }

    /// Performs the next write as the engine does, or lets it fail.
    private mutating func performNext() {
        guard !steps.isEmpty else { return }
        guard case .write(let entries, let then) = steps.removeFirst() else { return }
        let standing = entries.filter { entry in
            if let id = entry.jobID, refusedJobs.contains(id) { return false }
            guard case .sending(let id, let attempt) = entry else { return true }
            return queue.job(id)?.state == .sending && queue.job(id)?.currentAttempt?.taskUUID == attempt.taskUUID
        }
        guard !standing.isEmpty else { return }
        // Results are repeated by the engine until they are durable, so here they always are.
        let canFail = standing.contains { entry in
            switch entry {
            case .submitted, .sending: true
            case .changed, .result, .media, .ordered, .session: false
            }
        }
        if canFail, Int.random(in: 0..<8, using: &random) == 0 {
            for case .submitted(let job) in standing { refusedJobs.insert(job.id) }
            let actions = queue.writeFailed(standing, reason: "disk full")
            if !actions.isEmpty { broken.append("a refused write asks for more") }
            return
        }
        for entry in standing {
            switch entry {
            case .submitted(let job): durableJobs[job.id] = job
            case .sending(let id, let attempt):
                journal.insert(attempt.taskUUID)
                durableJobs[id]?.state = .sending
                if durableJobs[id]?.attempt(attempt.taskUUID) == nil { durableJobs[id]?.attempts.append(attempt) }
            case .result(let id, let result):
                written[result.imageUUID, default: 0] += 1
                durableJobs[id]?.results.append(result)
            case .changed(let job):
                let results = durableJobs[job.id]?.results ?? []
                durableJobs[job.id] = job
                durableJobs[job.id]?.results = results
            case .ordered(let ids):
                let places = ids.compactMap { id in durableOrder.firstIndex { $0 == id } }.sorted()
                if places.count < ids.count { broken.append("an order of jobs that the journal does not know") }
                for (id, place) in zip(ids, places) { durableOrder[place] = id }
            case .media, .session: break
            }
        }
        for case .send(let id, let task) in then { send(id, task) }
    }

    private mutating func send(_ id: JobID, _ task: ImageInference) {
        guard let job = queue.job(id), job.state == .sending else { return }
        if !journal.contains(task.taskUUID) { broken.append("\(id) is sent before its attempt is durable") }
        if durableJobs[id] == nil { broken.append("\(id) is sent before it is durable") }
        if job.service != queue.service, job.attempts.isEmpty { broken.append("\(id) is sent elsewhere") }
        if let last = sent[id]?.last, last != task.taskUUID,
            job.attempts.first(where: { $0.taskUUID == last })?.hasVerdict != true
        {
            broken.append("\(id) is sent under a second UUID while the first has no verdict")
        }
        checkRepeat(of: task.taskUUID, job)
        checkOrder(of: job)
        sent[id, default: []].append(task.taskUUID)
        everSent.append(task.taskUUID)
        inFlight.append((id, task))
    }

    /// A task of unknown fate is sent again by a key press, or by itself under the conditions of rule 4.
    private mutating func checkRepeat(of uuid: TaskUUID, _ job: Job) {
        defer { if ownTasks[uuid] == nil, !everSent.contains(uuid) { ownTasks[uuid] = now } }
        guard unknownFate.remove(uuid) != nil, pressed.remove(uuid) == nil else { return }
        if job.request.parameters.deliveryMethod != .async { broken.append("\(job.id): a sync task is sent again") }
        guard let first = ownTasks[uuid] else {
            broken.append("\(job.id): an adopted task is sent again by itself")
            return
        }
        if now.since(first) > 620_000 { broken.append("\(job.id) is sent again after more than 10 minutes") }
        let seen = absences[uuid] ?? []
        if let early = seen.first, let late = seen.last, late.since(early) >= 10_000 { return }
        broken.append("\(job.id) is sent again without two not-founds")
    }

    /// What is asked for, less what failed for certain, is never more than the job wants.
    private mutating func checkOrder(of job: Job) {
        let wanted = job.attempts.reduce(0) { sum, attempt in
            let came = job.results.count { $0.taskUUID == attempt.taskUUID }
            return sum + (attempt.hasVerdict ? came : attempt.asked)
        }
        if wanted > max(job.asked, job.results.count) { broken.append("\(job.id) asks for \(wanted) of \(job.asked)") }
        if job.retries > 3 { broken.append("\(job.id) is retried \(job.retries) times") }
    }

    /// The service, or the line, does one of the things that it can do.
    private mutating func answer() {
        guard !inFlight.isEmpty else { return }
        let place = Int.random(in: 0..<inFlight.count, using: &random)
        let (id, task) = inFlight.remove(at: place)
        if Int.random(in: 0..<8, using: &random) == 0 {
            // Nothing left, so as far as this sending goes it never happened.
            sent[id]?.removeLast()
            take(queue.notSent(task.taskUUID, ConnectionFault(.refused, detail: "x"), now: now))
        } else {
            take(queue.answered(task.taskUUID, reading(of: task), now: now, random: &uuids))
            take(queue.sendEnded(task.taskUUID, nil, now: now, random: &uuids))
        }
    }

    /// An answer to a task that is known but not under way: late, repeated, or for a job that has ended.
    private mutating func strayReply() {
        guard let uuid = everSent.randomElement(using: &random),
            !inFlight.contains(where: { $0.task.taskUUID == uuid }),
            let job = (queue.jobs + queue.abandoned).first(where: { $0.attempts.contains { $0.taskUUID == uuid } }),
            job.state == .uncertain || job.state == .abandoned, ordered[uuid] == nil
        else { return }
        let task = ImageInference(taskUUID: uuid, request: job.request)
        take(queue.answered(uuid, reading(of: task), now: now, random: &uuids))
    }

    private mutating func reading(of task: ImageInference) -> ReplyReading {
        let asked = task.request.parameters.numberResults
        if ordered[task.taskUUID] != nil { return .unknown(.service([fault("conflictTaskUUID", task.taskUUID)])) }
        if task.request.parameters.deliveryMethod == .async, Int.random(in: 0..<3, using: &random) > 0 {
            ordered[task.taskUUID] = asked
            return Int.random(in: 0..<5, using: &random) == 0
                ? .unknown(.lost(ConnectionFault(.closed, detail: "x"))) : accepted
        }
        func images(_ count: Int) -> [ReplyItem] {
            (0..<count).map { _ in
                serial += 1
                made.insert("image-\(serial)")
                return image("image-\(serial)", of: task.taskUUID)
            }
        }
        switch Int.random(in: 0..<10, using: &random) {
        case 0, 1, 2: return .complete(items: images(asked), errors: [])
        case 3: return .complete(items: images(asked + 1), errors: [])
        case 4: return .complete(items: images(asked - 1), errors: [fault("invalidBFLContent", task.taskUUID)])
        case 5: return .complete(items: [], errors: [fault("invalidApiKey")])
        case 6: return .notAccepted(retryAfterSeconds: Int.random(in: 0...3, using: &random), errors: [])
        case 7: return .incomplete(items: images(1), .service([fault("timeoutProvider", task.taskUUID)]))
        case 8: return .complete(items: images(1) + images(1).map { $0 }, errors: [])
        default: return .unknown(.lost(ConnectionFault(.closed, detail: "x")))
        }
    }

    private mutating func check(wasInFlight was: Int) {
        let flying = queue.jobs.count { $0.state.isInFlight }
        // Lowering the number stops nothing that flies, and a key press for an uncertain job is obeyed.
        // What the service turns out to work on flies whatever the number is, but nothing new joins it.
        let begun = queue.jobs.count { job in
            job.state == .sending && [.queued, .failed, .blocked, .partial].contains(states[job.id] ?? .queued)
        }
        if begun > 0, flying > queue.parallelism { broken.append("\(flying) in flight of \(queue.parallelism)") }
        checkSendingOrder()
        // One fact ends few jobs, and what has ended does not change.
        for job in queue.jobs + queue.recent.suffix(4) + queue.abandoned {
            if let old = states[job.id], old != job.state, !old.successors.contains(job.state) {
                // One fact may take a job through a state in between: its slot was given away again at once.
                let between = old.successors.filter { $0.successors.contains(job.state) && !$0.isFinal }
                let isPause = [.queued, .held, .sending, .failed, .blocked, .partial].contains(old)
                let isTakeover = [.accepted, .running].contains(old) && job.state == .uncertain
                if between.isEmpty || !(isPause || isTakeover) {
                    broken.append("\(job.id): \(old) became \(job.state)")
                }
            }
            if job.state == .uncertain, let uuid = job.currentAttempt?.taskUUID { unknownFate.insert(uuid) }
            if job.currentAttempt?.hasVerdict == true, let uuid = job.currentAttempt?.taskUUID {
                unknownFate.remove(uuid)
            }
            states[job.id] = job.state
        }
    }

    /// Who begins to be sent stood before all others that may be sent now.
    private mutating func checkSendingOrder() {
        let began = queue.jobs.lastIndex { $0.state == .sending && states[$0.id] ?? .queued == .queued }
        guard let began, !wasKeyPress else { return }
        let passed = queue.jobs[..<began].first { job in
            job.state == .queued && job.service == queue.service && !queue.unreleased.contains(job.id)
                && job.notBefore.map { $0 <= now } ?? true
        }
        // What came back into the queue by the very fact that sent the other had no turn yet.
        if let passed, states[passed.id] ?? .queued == .queued {
            broken.append("\(queue.jobs[began].id) is sent before \(passed.id)")
        }
    }

    private mutating func checkWhole() {
        let known = queue.jobs + queue.recent + queue.abandoned
        if Set(known.map(\.id)).count != known.count { broken.append("a job is there twice") }
        for id in states.keys where !refusedJobs.contains(id) && queue.job(id) == nil && !finalJobs.contains(id) {
            broken.append("\(id) vanished")
        }
        for job in queue.recent where job.state.isFinal { finalJobs.insert(job.id) }
        if steps.isEmpty {
            let unfinished = Set(queue.jobs.map(\.id))
            if queue.jobs.map(\.id) != durableOrder.filter(unfinished.contains) {
                broken.append("the journal knows another order")
            }
            let missing = made.filter { written[$0] != 1 }
            if !missing.isEmpty { broken.append("images not written exactly once: \(missing.sorted())") }
        } else if written.values.contains(where: { $0 > 1 }) {
            broken.append("an image is written twice")
        }
    }
}
