package import EngineModel
import RunwareAPI

/// The one owner of the queue. Facts enter through its methods, change the `JobQueue` before the first suspension, and
/// the actions that come out are performed strictly in order by one task: the durable write first, then what depends
/// on it, then the snapshot.
///
/// This file holds its life and the performing; what goes to the service and comes from it is in `Traffic`, files of
/// images in `Files`, what the user asks for in `Wishes`.
package actor Engine {
    /// Everything the engine shows of itself; only the newest is kept for a slow reader. One consumer.
    package nonisolated let snapshots: AsyncStream<EngineSnapshot>

    let service: any ImageService
    let journal: any JobJournal
    let library: any HistoryLibrary
    let media: any MediaStore
    let spool: any AnswerSpool
    let clock: any EngineClock
    var random: RandomBits

    var phase = Phase.new
    var queue: JobQueue
    var status = ServiceStatus()
    /// What the transport says of itself, beside what the service says.
    var transportNotice: String?
    /// What the service said last of the account's credit.
    var balance: Balance?
    /// When it was asked last, and how many jobs had ended then.
    var balanceAsked: (at: Timestamp, finishedJobs: UInt64)?
    /// Whether the first question who the service is has come back.
    var isAnswered = false
    var accounts = Accounts()
    var purse: Purse
    private var revision: UInt64 = 0

    private let snapshotSink: AsyncStream<EngineSnapshot>.Continuation
    private let steps: AsyncStream<Step>
    private let stepSink: AsyncStream<Step>.Continuation
    private var runner: Task<Void, Never>?
    private var pendingSteps = 0
    private var background: [UInt64: (task: Task<Void, Never>, kind: Work)] = [:]
    private var nextBackground: UInt64 = 0
    private var alarm: (time: Timestamp, task: Task<Void, Never>)?
    /// The tasks that listen to the service and to the store; they end with them.
    private var listeners: [Task<Void, Never>] = []
    var probing: Probe?
    private var probes: UInt64 = 0
    /// Milliseconds until the service is asked again; doubles while nothing gets through to it.
    var patience = Engine.firstPatience
    var settledWaiters = Waiters<JobID>()
    var lifeWaiters = Waiters<LifeEvent>()

    /// Tasks whose request was handed to the service and whose outcome is not known yet.
    var launched: Set<TaskUUID> = []
    /// Files that are fetched, or wait for it.
    var fetching = FetchLine()
    /// Socket sessions of ended processes, to be taken up once the service is known.
    private var inherited: [OwnerSession] = []
    /// Jobs that were queued before the service was asked for the first time.
    var unbound: [JobID] = []
    /// Jobs that the journal refused, with its reason.
    var refused: [JobID: String] = [:]
    /// Entries that the journal refused and that tell of what has happened: they go before the next ones.
    private var unwritten: [JournalEntry] = []
    /// What may happen only when those are durable.
    private var unperformed: [QueueAction] = []

    static let firstPatience: Int64 = 1000
    private static let longestPatience: Int64 = 30_000
    /// How long `shutDown` waits for tasks after the service was told to end, in milliseconds.
    private static let grace: Int64 = 1500

    enum Phase { case new, starting, running, stopping, stopped }

    /// What runs in the background: what `shutDown` cancels, and what it waits for.
    enum Work { case send, question, file }

    /// What the runner performs, in order.
    private enum Step: Sendable {
        case action(QueueAction)
        case publish
        /// Read the sums again; between two writes, so that no result is counted twice.
        case readSums
        case barrier(CheckedContinuation<Void, Never>)
    }

    enum LifeEvent: Hashable { case idle, quiet, stopped, answered, filesSettled }

    /// The question who the service is, asked or waiting to be asked.
    struct Probe {
        let number: UInt64
        var isAsking: Bool
        let task: Task<Void, Never>
    }

    package init(
        service: any ImageService, journal: any JobJournal, library: any HistoryLibrary, media: any MediaStore,
        spool: any AnswerSpool, clock: any EngineClock = SystemEngineClock(), random: RandomBits = RandomBits(),
        parallelism: Int = 3, patience: Duration? = nil, caps: Caps = Caps()
    ) {
        self.service = service
        self.journal = journal
        self.library = library
        self.media = media
        self.spool = spool
        self.clock = clock
        self.random = random
        self.purse = Purse(caps)
        self.queue = JobQueue(parallelism: parallelism)
        if let patience { queue.patience = patience.components.seconds * 1000 }
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
        let found: Adoption
        let durations: [Int64]
        do throws(StoreFailure) {
            let today = clock.startOfDay(clock.now())
            let totals = try await library.totals(since: today)
            accounts.roll(to: today)
            accounts.ledger.day = totals.day
            accounts.ledger.allTime = totals.allTime
            durations = try await journal.durations(last: 20)
            found = adopting ? try await journal.adopt() : Adoption()
        } catch {
            if phase == .starting { phase = .new }
            throw error
        }
        guard phase == .starting else { return }
        phase = .running
        queue.paceKnown(durations)
        listen()
        runner = Task { await self.run() }
        apply(queue.adopted(found.jobs, now: clock.now()))
        await readSpool(of: found)
        inherited = found.sessions
        probe()
    }

    private func listen() {
        let events = service.events
        let changes = journal.changes
        listeners = [
            Task { for await event in events { await self.heard(event) } },
            Task { for await _ in changes { self.storeChanged() } },
        ]
    }

    /// Another copy wrote: sums and history may be other than they were.
    private func storeChanged() {
        guard phase == .running else { return }
        enqueue(.readSums)
        enqueue(.publish)
    }

    private func readSums() async {
        if let totals = try? await library.totals(since: clock.startOfDay(clock.now())) {
            accounts.ledger.day = totals.day
            accounts.ledger.allTime = totals.allTime
        }
        accounts.historyChanged()
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
            for (task, kind) in background.values where kind != .file { task.cancel() }
            fetching.stop()
            for listener in listeners { listener.cancel() }
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
        if filesAreSettled { lifeWaiters.wake(.filesSettled) }
        if !isBusy { lifeWaiters.wake(.idle) }
    }

    /// Returns when no file is being fetched or waits to be tried again.
    package func filesSettled() async {
        // A file is fetched once its row is durable: what was answered just now may still be on its way there.
        await drain()
        while phase == .running, !filesAreSettled { await wait(for: .filesSettled) }
        await drain()
    }

    var filesAreSettled: Bool { fetching.isEmpty && !background.values.contains { $0.kind == .file } }

    func wait(for event: LifeEvent) async {
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

    // MARK: Performing

    func apply(_ actions: [QueueAction]) {
        for action in actions { enqueue(.action(action)) }
        enqueue(.publish)
        // A fact about one job may end the wait for others: a refused key stops the whole queue.
        let now = clock.now()
        for id in settledWaiters.keys where queue.isSettled(id, now: now) { settledWaiters.wake(id) }
    }

    private func enqueue(_ step: Step) {
        if case .terminated = stepSink.yield(step) {
            if case .barrier(let waiter) = step { waiter.resume() }
        } else {
            pendingSteps += 1
        }
    }

    /// Waits until everything that was enqueued before has been performed.
    func drain() async {
        guard runner != nil, phase != .stopped else { return }
        await withCheckedContinuation { enqueue(.barrier($0)) }
    }

    private func run() async {
        for await step in steps {
            switch step {
            case .action(let action): await perform(action)
            case .publish: publish()
            case .readSums: await readSums()
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
                let waiting = unperformed
                unperformed = []
                for action in waiting + then { await perform(action) }
            } else {
                // What was paid for is kept, what would cost is not sent.
                for action in then {
                    switch action {
                    case .keep: await perform(action)
                    case .fetch, .forget: unperformed.append(action)
                    default: break
                    }
                }
            }
        case .send(let id, let task): send(id, task)
        case .collect(let questions): collect(questions)
        case .keep(let id, let bytes): keep(id, bytes)
        case .fetch(let id, let url, let format): fetch(id, url, format)
        case .forget(let tasks): await spool.discard(tasks)
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
                case .changed, .result, .media, .session: unwritten.append(entry)
                }
            }
            apply(queue.writeFailed(standing, reason: error.sentence))
            return false
        }
        unwritten = []
        accounts.roll(to: clock.startOfDay(clock.now()))
        accounts.count(all) { id in queue.job(id)?.service.isSimulated ?? false }
        askBalance()
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

    func flush() -> [QueueAction] {
        unwritten.isEmpty ? [] : [.write([], then: [])]
    }

    /// Starts a task that `idle` counts; `shutDown` cancels sends and questions and waits for all.
    func inBackground(_ kind: Work, _ work: @escaping @Sendable (Engine) async -> Void) {
        let number = nextBackground
        nextBackground += 1
        let task = Task {
            await work(self)
            self.ended(number)
        }
        background[number] = (task, kind)
    }

    private func ended(_ number: UInt64) {
        background[number] = nil
        wakeIfIdle()
    }

    // MARK: Time and the service

    func setAlarm(_ time: Timestamp) {
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
        apply(queue.tick(now: clock.now(), random: &random))
        fetchDue()
        askBalance()
    }

    func nextPatience() -> Int64 {
        defer { patience = min(patience * 2, Self.longestPatience) }
        return patience
    }

    /// Asks the service who it is, after a wait in milliseconds.
    func probe(after wait: Int64 = 0) {
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
            apply(queue.serviceKnown(identity, resolving: unresolved, now: clock.now(), random: &random))
            askBalance()
            let sessions = inherited.filter { $0.service == identity }.map(\.session)
            inherited = []
            if let session = sessions.first { inBackground(.question) { await $0.service.resume(session: session) } }
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
        apply(queue.tick(now: clock.now(), random: &random))
        probe(after: nextPatience())
    }

    // MARK: Telling

    private func publish() {
        revision += 1
        accounts.roll(to: clock.startOfDay(clock.now()))
        var snapshot = EngineSnapshot()
        snapshot.revision = revision
        snapshot.service = status
        let notices = [status.notice, transportNotice].compactMap(\.self)
        snapshot.service.notice = notices.isEmpty ? nil : notices.joined(separator: "; ")
        snapshot.balance = balance
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
