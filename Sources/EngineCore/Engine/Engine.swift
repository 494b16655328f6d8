package import EngineModel
import RunwareAPI

/// The one owner of the queue. Facts enter through its methods, change the `JobQueue` before the first suspension, and
/// the actions that come out are performed strictly in order by one task: the durable write first, then what depends
/// on it, then the snapshot.
package actor Engine {
    /// Everything the engine shows of itself; only the newest is kept for a slow reader. One consumer.
    package nonisolated let snapshots: AsyncStream<EngineSnapshot>

    private let service: any ImageService
    private let journal: any JobJournal
    private let library: any HistoryLibrary
    private let media: any MediaStore
    private let clock: any EngineClock
    private var random: RandomBits

    private var phase = Phase.new
    private var queue: JobQueue
    private var status = ServiceStatus()
    /// Whether the first question who the service is has come back.
    private var isAnswered = false
    private var accounts = Accounts()
    private var revision: UInt64 = 0

    private let snapshotSink: AsyncStream<EngineSnapshot>.Continuation
    private let steps: AsyncStream<Step>
    private let stepSink: AsyncStream<Step>.Continuation
    private var runner: Task<Void, Never>?
    private var pendingSteps = 0
    private var background: [UInt64: (task: Task<Void, Never>, isSend: Bool)] = [:]
    private var nextBackground: UInt64 = 0
    private var alarm: (time: Timestamp, task: Task<Void, Never>)?
    private var probing: Probe?
    private var probes: UInt64 = 0
    /// Milliseconds until the service is asked again; doubles while nothing gets through to it.
    private var patience = Engine.firstPatience
    private var settledWaiters = Waiters<JobID>()
    private var lifeWaiters = Waiters<LifeEvent>()

    /// Tasks whose request was handed to the service and whose outcome is not known yet.
    private var launched: Set<TaskUUID> = []
    /// Jobs that were queued before the service was asked for the first time.
    private var unbound: [JobID] = []
    /// Jobs that the journal refused, with its reason.
    private var refused: [JobID: String] = [:]
    /// Entries that the journal refused and that tell of what has happened: they go before the next ones.
    private var unwritten: [JournalEntry] = []

    private static let firstPatience: Int64 = 1000
    private static let longestPatience: Int64 = 30_000
    /// How long `shutDown` waits for tasks after the service was told to end, in milliseconds.
    private static let grace: Int64 = 1500

    private enum Phase { case new, starting, running, stopping, stopped }

    /// What the runner performs, in order.
    private enum Step: Sendable {
        case action(QueueAction)
        case publish
        case barrier(CheckedContinuation<Void, Never>)
    }

    private enum LifeEvent: Hashable { case idle, quiet, stopped, answered }

    /// The question who the service is, asked or waiting to be asked.
    private struct Probe {
        let number: UInt64
        var isAsking: Bool
        let task: Task<Void, Never>
    }

    package init(
        service: any ImageService, journal: any JobJournal, library: any HistoryLibrary, media: any MediaStore,
        clock: any EngineClock = SystemEngineClock(), random: RandomBits = RandomBits(), parallelism: Int = 3
    ) {
        self.service = service
        self.journal = journal
        self.library = library
        self.media = media
        self.clock = clock
        self.random = random
        self.queue = JobQueue(parallelism: parallelism)
        (snapshots, snapshotSink) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
        (steps, stepSink) = AsyncStream.makeStream()
    }

    // MARK: Life

    /// Takes over what an earlier run left, reads the sums, asks the service who it is, and begins to work. Only the
    /// first call has an effect; after a failure it may be tried again.
    ///
    /// - Parameter adopting: whether jobs of ended runs are taken over; a headless run leaves them to the studio.
    package func start(adopting: Bool = true) async throws(StoreFailure) {
        guard phase == .new else { return }
        phase = .starting
        let found: [Job]
        do throws(StoreFailure) {
            let today = clock.startOfDay(clock.now())
            let totals = try await library.totals(since: today)
            accounts.roll(to: today)
            accounts.ledger.day = totals.day
            accounts.ledger.allTime = totals.allTime
            found = adopting ? try await journal.adopt() : []
        } catch {
            if phase == .starting { phase = .new }
            throw error
        }
        guard phase == .starting else { return }
        phase = .running
        runner = Task { await self.run() }
        apply(queue.adopted(found))
        probe()
    }

    /// Stops sending and ends connections. What is on its way stays recorded as sent; what has become known is written
    /// first. Returns when a write under way has ended. May be called at any time and more than once.
    package func shutDown() async {
        switch phase {
        case .new, .starting:
            phase = .stopped
            await service.shutDown()
        case .running:
            phase = .stopping
            apply(queue.paused())
            probing?.task.cancel()
            probing = nil
            alarm?.task.cancel()
            for (task, isSend) in background.values where isSend { task.cancel() }
            await service.shutDown()
            await backgroundEnded()
            apply(flush())
            await drain()
            stepSink.finish()
            await runner?.value
            phase = .stopped
        case .stopping:
            await wait(for: .stopped)
            return
        case .stopped: return
        }
        stepSink.finish()
        snapshotSink.finish()
        settledWaiters.wakeAll()
        lifeWaiters.wakeAll()
    }

    /// Returns when no step waits and nothing is in flight; timers do not count.
    package func idle() async {
        while isBusy { await wait(for: .idle) }
    }

    private var isBusy: Bool {
        guard phase == .running || phase == .stopping else { return false }
        return pendingSteps > 0 || !background.isEmpty || probing?.isAsking ?? false
    }

    private func wakeIfIdle() {
        if background.isEmpty { lifeWaiters.wake(.quiet) }
        if !isBusy { lifeWaiters.wake(.idle) }
    }

    private func wait(for event: LifeEvent) async {
        await withCheckedContinuation { lifeWaiters.add($0, for: event) }
    }

    /// Waits for sends and files; a service that does not end its sends is not waited for longer than `grace`.
    private func backgroundEnded() async {
        guard !background.isEmpty else { return }
        let end = Task { [clock] in
            guard (try? await clock.sleep(until: clock.now().adding(milliseconds: Self.grace))) != nil else { return }
            self.lifeWaiters.wake(.quiet)
        }
        await wait(for: .quiet)
        end.cancel()
    }

    // MARK: What the user asks for

    /// Queues requests together. When it returns they are durable, or nothing was queued.
    package func submit(_ submissions: [Submission]) async throws(SubmitFailure) -> [JobID] {
        let faults = submissions.flatMap(\.request.faults)
        guard faults.isEmpty else { throw .illegal(faults) }
        guard phase == .running else {
            throw .notDurable(phase == .new || phase == .starting ? "Easel has not started yet" : "Easel is ending")
        }
        guard !submissions.isEmpty else { return [] }
        let batch = BatchID(random.nextUUID())
        let now = clock.now()
        let identity = queue.service ?? .unresolved(status.address)
        let jobs = submissions.map { submission in
            var origin = submission.origin
            origin.batch = batch
            return Job(
                id: JobID(random.nextUUID()), request: submission.request, origin: origin, submittedAt: now,
                service: identity)
        }
        if !isAnswered { unbound += jobs.map(\.id) }
        apply(queue.submitted(jobs, now: now, uuids: &random))
        await drain()
        let reasons = jobs.compactMap { refused[$0.id] }
        if let reason = reasons.first { throw .notDurable(reason) }
        return jobs.map(\.id)
    }

    /// Lets go of a job; product §5 says what that means for each state.
    package func cancel(_ id: JobID) {
        let neverLeft = queue.job(id)?.currentAttempt.map { !launched.contains($0.taskUUID) } ?? true
        let now = clock.now()
        let actions = queue.cancelled(id, neverLeft: neverLeft, now: now)
        apply(actions + queue.tick(now: now, uuids: &random))
    }

    /// Sends an uncertain job again: the key press that says "may be billed again".
    package func sendAgain(_ id: JobID) { apply(queue.sendAgain(id, now: clock.now())) }

    package func pause() { apply(queue.paused()) }

    /// Lets the queue go on, whatever had stopped it, and asks the service at once if it was silent.
    package func resume() {
        patience = Self.firstPatience
        apply(flush() + queue.resumed(now: clock.now(), uuids: &random))
        guard queue.service == nil else { return }
        if let waiting = probing, !waiting.isAsking {
            waiting.task.cancel()
            probing = nil
        }
        probe()
    }

    /// Sets how many tasks may be in flight, 1–8.
    package func setParallelism(_ count: Int) {
        apply(queue.setParallelism(count, now: clock.now(), uuids: &random))
    }

    /// The job as it stands; nil when it is not among the unfinished and the recent ones.
    package func job(_ id: JobID) -> Job? { queue.job(id) }

    /// The service that jobs are bound to now; waits for the first answer to "who are you".
    package func currentService() async -> ServiceStatus {
        while !isAnswered, phase == .running { await wait(for: .answered) }
        return status
    }

    /// Waits until a job has come to an end, or cannot go on by itself (uncertain, not sent), or the engine has ended.
    /// Returns it as it stands.
    package func settled(_ id: JobID) async -> Job? {
        while phase == .running || phase == .stopping, !queue.isSettled(id) {
            await withCheckedContinuation { settledWaiters.add($0, for: id) }
        }
        await drain()
        return queue.job(id)
    }

    // MARK: Performing

    private func apply(_ actions: [QueueAction]) {
        for action in actions { enqueue(.action(action)) }
        enqueue(.publish)
        // A fact about one job may end the wait for others: a refused key stops the whole queue.
        for id in settledWaiters.keys where queue.isSettled(id) { settledWaiters.wake(id) }
    }

    private func enqueue(_ step: Step) {
        if case .terminated = stepSink.yield(step) {
            if case .barrier(let waiter) = step { waiter.resume() }
        } else {
            pendingSteps += 1
        }
    }

    /// Waits until everything that was enqueued before has been performed.
    private func drain() async {
        guard runner != nil, phase != .stopped else { return }
        await withCheckedContinuation { enqueue(.barrier($0)) }
    }

    private func run() async {
        for await step in steps {
            switch step {
            case .action(let action): await perform(action)
            case .publish: publish()
            case .barrier(let waiter): waiter.resume()
            }
            pendingSteps -= 1
            wakeIfIdle()
        }
    }

    private func perform(_ action: QueueAction) async {
        switch action {
        case .write(let entries, let then):
            if await write(entries) {
                for action in then { await perform(action) }
            } else {
                // What was paid for is kept, what would cost is not sent.
                for action in then {
                    if case .keep = action { await perform(action) }
                }
            }
        case .send(let id, let task): send(id, task)
        case .keep(let id, let bytes): keep(id, bytes)
        case .wake(let time): setAlarm(time)
        case .settled(let id): settledWaiters.wake(id)
        }
    }

    /// Writes entries, after those that could not be written before. False when they are not durable.
    private func write(_ entries: [JournalEntry]) async -> Bool {
        let standing = entries.filter(stillStands)
        let isSending = standing.contains { if case .sending = $0 { true } else { false } }
        if isSending, case .storeFailed(let reason)? = queue.pause {
            apply(queue.writeFailed(standing, reason: reason))
            return false
        }
        let all = unwritten + standing
        guard !all.isEmpty else { return entries.isEmpty }
        do throws(StoreFailure) {
            try await journal.write(all)
        } catch {
            for entry in standing {
                switch entry {
                case .submitted(let job): refused[job.id] = error.sentence
                case .sending: break
                case .changed, .result, .media: unwritten.append(entry)
                }
            }
            apply(queue.writeFailed(standing, reason: error.sentence))
            return false
        }
        unwritten = []
        accounts.roll(to: clock.startOfDay(clock.now()))
        accounts.count(all) { id in queue.job(id)?.service.isSimulated ?? false }
        return true
    }

    /// Whether an entry still tells the truth when its turn to be written comes: the user may have let go of a job
    /// that was about to be sent, and of a job that was never written nothing else is.
    private func stillStands(_ entry: JournalEntry) -> Bool {
        if let id = entry.jobID, refused[id] != nil { return false }
        guard case .sending(let id, let attempt) = entry else { return true }
        let job = queue.job(id)
        return job?.state == .sending && job?.currentAttempt?.taskUUID == attempt.taskUUID
    }

    private func flush() -> [QueueAction] {
        unwritten.isEmpty ? [] : [.write([], then: [])]
    }

    private func send(_ id: JobID, _ task: ImageInference) {
        // The user may have let go of it while it became durable: then no byte leaves.
        guard queue.job(id)?.state == .sending else { return }
        guard phase == .running else {
            let fault = ConnectionFault(.closed, detail: "Easel is ending")
            apply(queue.notSent(task.taskUUID, fault, now: clock.now()))
            return
        }
        launched.insert(task.taskUUID)
        inBackground(isSend: true) { engine in
            let outcome = await engine.service.send(task) {
                Task { await engine.firstByte(task.taskUUID) }
            }
            await engine.took(outcome, of: id, task)
        }
    }

    private func firstByte(_ taskUUID: TaskUUID) { queue.bytesWritten(taskUUID) }

    private func took(_ outcome: SendOutcome, of id: JobID, _ task: ImageInference) {
        let uuid = task.taskUUID
        let now = clock.now()
        launched.remove(uuid)
        if case .notSent(let fault) = outcome {
            apply(queue.notSent(uuid, fault, now: now))
            probe(after: nextPatience())
            return
        }
        patience = Self.firstPatience
        let reading: ReplyReading
        switch outcome {
        case .reply(let reply, let status, let retryAfter):
            guard let attempt = queue.job(id)?.attempts.first(where: { $0.taskUUID == uuid }) else { return }
            reading = ReplyReading(reply, httpStatus: status, retryAfterSeconds: retryAfter, to: attempt)
        case .unreadable(let status, _, let retryAfter) where [429, 503].contains(status):
            reading = .notAccepted(retryAfterSeconds: retryAfter, errors: [])
        case .unreadable(let status, let excerpt, _):
            reading = .unknown(.unreadable(httpStatus: status, excerpt: excerpt))
        case .lost(let fault), .notSent(let fault):
            reading = .unknown(.lost(fault))
        }
        apply(queue.replied(uuid, reading, now: now, uuids: &random))
    }

    private func keep(_ id: ResultID, _ bytes: ReplyBytes) {
        guard case .bytes(let data) = bytes.output else { return }
        inBackground(isSend: false) { engine in
            let state: MediaState
            do throws(StoreFailure) {
                state = .stored(path: try await engine.media.store(data, for: id, format: bytes.format))
            } catch {
                state = .failed(reason: error.sentence)
            }
            await engine.kept(id, state)
        }
    }

    private func kept(_ id: ResultID, _ state: MediaState) { apply(queue.mediaChanged(id, state)) }

    /// Starts a task that `idle` counts; `shutDown` cancels sends and waits for all.
    private func inBackground(isSend: Bool, _ work: @escaping @Sendable (Engine) async -> Void) {
        let number = nextBackground
        nextBackground += 1
        let task = Task {
            await work(self)
            self.ended(number)
        }
        background[number] = (task, isSend)
    }

    private func ended(_ number: UInt64) {
        background[number] = nil
        wakeIfIdle()
    }

    // MARK: Time and the service

    private func setAlarm(_ time: Timestamp) {
        guard phase == .running else { return }
        if let alarm, alarm.time <= time { return }
        alarm?.task.cancel()
        alarm = (
            time,
            Task { [clock] in
                guard (try? await clock.sleep(until: time)) != nil else { return }
                self.rang(time)
            }
        )
    }

    private func rang(_ time: Timestamp) {
        if alarm?.time == time { alarm = nil }
        guard phase == .running else { return }
        apply(queue.tick(now: clock.now(), uuids: &random))
    }

    private func nextPatience() -> Int64 {
        defer { patience = min(patience * 2, Self.longestPatience) }
        return patience
    }

    /// Asks the service who it is, after a wait in milliseconds.
    private func probe(after wait: Int64 = 0) {
        guard probing == nil, phase == .running else { return }
        probes += 1
        let number = probes
        let task = Task { [clock, service] in
            if wait > 0 {
                let due = clock.now().adding(milliseconds: wait)
                guard (try? await clock.sleep(until: due)) != nil, self.isAsked(number) else { return }
            }
            self.probed(await service.identify(), number)
        }
        probing = Probe(number: number, isAsking: wait == 0, task: task)
    }

    /// Whether the question whose wait is over is still to be asked.
    private func isAsked(_ number: UInt64) -> Bool {
        guard probing?.number == number else { return false }
        probing?.isAsking = true
        return true
    }

    private func probed(_ answer: Identification, _ number: UInt64) {
        guard probing?.number == number else { return }
        probing = nil
        defer { wakeIfIdle() }
        switch answer {
        case .known(let status):
            learn(status)
            guard let identity = status.identity else {
                return silent(ConnectionFault(.other, detail: "the service did not say who it is"))
            }
            let unresolved = ServiceIdentity.unresolved(status.address)
            apply(queue.serviceKnown(identity, resolving: unresolved, now: clock.now(), uuids: &random))
        case .unreachable(let status, let fault):
            learn(status)
            silent(fault)
        }
        lifeWaiters.wake(.answered)
    }

    /// Takes what the service said of itself; jobs that were queued before the first answer are bound to its address.
    private func learn(_ status: ServiceStatus) {
        self.status = status
        isAnswered = true
        let waiting = unbound
        unbound = []
        if !waiting.isEmpty { apply(queue.bound(waiting, to: .unresolved(status.address))) }
    }

    private func silent(_ fault: ConnectionFault) {
        queue.unreachable(fault)
        apply([])
        probe(after: nextPatience())
    }

    // MARK: Telling

    private func publish() {
        revision += 1
        accounts.roll(to: clock.startOfDay(clock.now()))
        var snapshot = EngineSnapshot()
        snapshot.revision = revision
        snapshot.service = status
        snapshot.jobs = queue.jobs
        snapshot.recent = queue.ended(last: EngineSnapshot.recentLimit)
        snapshot.ledger = accounts.ledger
        snapshot.parallelism = queue.parallelism
        snapshot.pause = queue.pause
        snapshot.historyRevision = accounts.historyRevision
        snapshot.finishedJobs = accounts.finishedJobs
        snapshotSink.yield(snapshot)
    }
}
