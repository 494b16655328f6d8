import EngineModel
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
    private var durableJobs: Set<JobID> = []
    private var refusedJobs: Set<JobID> = []
    private var finalJobs: Set<JobID> = []
    /// Tasks at the service.
    private var inFlight: [(job: JobID, task: ImageInference)] = []
    /// Images that the service made, by their names, and how often each was written.
    private var made: Set<String> = []
    private var written: [String: Int] = [:]
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
            adopted.append(makeSentJob("old-\(state)", state, attempt: UInt64(10_000 + index)))
        }
        for job in adopted where !job.state.isFinal {
            states[job.id] = job.state
            durableJobs.insert(job.id)
            for attempt in job.attempts {
                journal.insert(attempt.taskUUID)
                guard job.state != .queued, job.state != .held else { continue }
                sent[job.id] = [attempt.taskUUID]
                everSent.append(attempt.taskUUID)
            }
        }
        take(queue.adopted(adopted))
    }

    mutating func step() {
        let was = queue.jobs.count { $0.state.isInFlight }
        facts += 1
        wasKeyPress = false
        switch Int.random(in: 0..<22, using: &random) {
        case 0, 1, 2: submit()
        case 3: cancel()
        case 4: sendAgain()
        case 5: take(queue.paused())
        case 6, 7: take(queue.resumed(now: now, uuids: &uuids))
        case 8: take(queue.setParallelism(Int.random(in: -1...9, using: &random), now: now, uuids: &uuids))
        case 9: take(queue.serviceKnown(Bool.random(using: &random) ? .here : .there, now: now, uuids: &uuids))
        case 10: take(queue.serviceKnown(.here, now: now, uuids: &uuids))
        case 11: queue.unreachable(ConnectionFault(.refused, detail: "x"))
        case 12:
            now = now.adding(milliseconds: Int64.random(in: 0...4000, using: &random))
            take(queue.tick(now: now, uuids: &uuids))
        case 13, 14, 15: answer()
        case 16: if let task = inFlight.randomElement(using: &random) { queue.bytesWritten(task.task.taskUUID) }
        case 17: strayReply()
        default: performNext()
        }
        check(wasInFlight: was)
        if facts.isMultiple(of: 20) { checkWhole() }
    }

    private mutating func take(_ actions: [QueueAction]) { steps += actions }

    private mutating func submit() {
        let count = Int.random(in: 1...3, using: &random)
        let jobs = (0..<count).map { _ in
            submitted += 1
            return makeJob(
                "job-\(submitted)", asked: Int.random(in: 1...3, using: &random),
                service: Int.random(in: 0..<6, using: &random) == 0 ? .there : .here)
        }
        take(queue.submitted(jobs, now: now, uuids: &uuids))
    }

    private mutating func cancel() {
        guard let job = queue.jobs.randomElement(using: &random) else { return }
        let launched = inFlight.contains { $0.job == job.id }
        take(queue.cancelled(job.id, neverLeft: !launched, now: now))
    }

    private mutating func sendAgain() {
        guard let job = queue.jobs.filter({ $0.state == .uncertain }).randomElement(using: &random) else { return }
        wasKeyPress = true
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
            case .changed, .result, .media: false
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
            case .submitted(let job): durableJobs.insert(job.id)
            case .sending(_, let attempt): journal.insert(attempt.taskUUID)
            case .result(_, let result): written[result.imageUUID, default: 0] += 1
            case .changed, .media: break
            }
        }
        for case .send(let id, let task) in then { send(id, task) }
    }

    private mutating func send(_ id: JobID, _ task: ImageInference) {
        guard let job = queue.job(id), job.state == .sending else { return }
        if !journal.contains(task.taskUUID) { broken.append("\(id) is sent before its attempt is durable") }
        if !durableJobs.contains(id) { broken.append("\(id) is sent before it is durable") }
        if job.service != queue.service, job.attempts.isEmpty { broken.append("\(id) is sent elsewhere") }
        if let last = sent[id]?.last, last != task.taskUUID,
            job.attempts.first(where: { $0.taskUUID == last })?.hasVerdict != true
        {
            broken.append("\(id) is sent under a second UUID while the first has no verdict")
        }
        sent[id, default: []].append(task.taskUUID)
        everSent.append(task.taskUUID)
        inFlight.append((id, task))
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
            take(queue.replied(task.taskUUID, reading(of: task), now: now, uuids: &uuids))
        }
    }

    /// An answer to a task that is known but not under way: late, repeated, or for a job that has ended.
    private mutating func strayReply() {
        guard let uuid = everSent.randomElement(using: &random),
            !inFlight.contains(where: { $0.task.taskUUID == uuid }),
            let job = (queue.jobs + queue.abandoned).first(where: { $0.attempts.contains { $0.taskUUID == uuid } }),
            job.state == .uncertain || job.state == .abandoned
        else { return }
        let task = ImageInference(taskUUID: uuid, request: job.request)
        take(queue.replied(uuid, reading(of: task), now: now, uuids: &uuids))
    }

    private mutating func reading(of task: ImageInference) -> ReplyReading {
        let asked = task.request.parameters.numberResults
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
        if flying > max(queue.parallelism, was + (wasKeyPress ? 1 : 0)) {
            broken.append("\(flying) in flight of \(queue.parallelism)")
        }
        // One fact ends few jobs, and what has ended does not change.
        for job in queue.jobs + queue.recent.suffix(4) + queue.abandoned {
            if let old = states[job.id], old != job.state, !old.successors.contains(job.state) {
                // One fact may take a job through a state in between: its slot was given away again at once.
                let between = old.successors.filter { $0.successors.contains(job.state) && !$0.isFinal }
                let isPause = old == .queued || old == .held || old == .sending
                let isTakeover = [.accepted, .running].contains(old) && job.state == .uncertain
                if between.isEmpty || !(isPause || isTakeover) {
                    broken.append("\(job.id): \(old) became \(job.state)")
                }
            }
            states[job.id] = job.state
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
            let missing = made.filter { written[$0] != 1 }
            if !missing.isEmpty { broken.append("images not written exactly once: \(missing.sorted())") }
        } else if written.values.contains(where: { $0 > 1 }) {
            broken.append("an image is written twice")
        }
    }
}
