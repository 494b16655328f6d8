package import EngineModel
import RunwareAPI

/// The one owner of the queue. Facts enter through its methods, change the `JobQueue` before the first suspension, and
/// the actions that come out are performed by one task: the durable write first, then what depends on it, then the
/// snapshot.
///
/// This file holds its life; the performing is in `Steps`, who the service is and what time it is in `Service`, what
/// goes to it and comes from it in `Traffic`, files of images in `Files`, what the user asks for in `Wishes`.
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
    var revision: UInt64 = 0

    let snapshotSink: AsyncStream<EngineSnapshot>.Continuation
    /// What the runner has not begun to perform.
    var steps: [Step] = []
    /// A word whenever there is something to perform.
    let stepWakes: AsyncStream<Void>
    let stepWake: AsyncStream<Void>.Continuation
    private var runner: Task<Void, Never>?
    /// Steps that are not performed yet, those included that the runner has taken up.
    var pendingSteps = 0
    var background: [UInt64: (task: Task<Void, Never>, kind: Work)] = [:]
    var nextBackground: UInt64 = 0
    var alarm: (time: Timestamp, task: Task<Void, Never>)?
    /// The tasks that listen to the service and to the store; they end with them.
    private var listeners: [Task<Void, Never>] = []
    var probing: Probe?
    var probes: UInt64 = 0
    /// Milliseconds until the service is asked again; doubles while nothing gets through to it.
    var patience = Engine.firstPatience
    var settledWaiters = Waiters<JobID>()
    var lifeWaiters = Waiters<LifeEvent>()

    /// Tasks whose request was handed to the service and whose outcome is not known yet.
    var launched: Set<TaskUUID> = []
    /// Files that are fetched, or wait for it.
    var fetching = FetchLine()
    /// Socket sessions of ended processes, to be taken up once the service is known.
    var inherited: [OwnerSession] = []
    /// Jobs that were queued before the service was asked for the first time.
    var unbound: [JobID] = []
    /// Jobs that the journal refused, with its reason.
    var refused: [JobID: String] = [:]
    /// Whether any job of this run is off the record; their ended ones that were shown, and those that were erased.
    var hasOffRecord = false
    var shownOffRecord: Set<JobID> = []
    var erased: Set<JobID> = []
    /// Entries that the journal refused and that tell of what has happened: they go before the next ones.
    var unwritten: [JournalEntry] = []
    /// Why it refused them.
    var refusal = ""
    /// What may happen only when those are durable.
    var unperformed: [QueueAction] = []

    static let firstPatience: Int64 = 1000
    static let longestPatience: Int64 = 30_000
    /// How long `shutDown` waits for tasks after the service was told to end, in milliseconds.
    private static let grace: Int64 = 1500

    enum Phase { case new, starting, running, stopping, stopped }

    /// What runs in the background: what `shutDown` cancels, and what it waits for.
    enum Work { case send, question, file }

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
        (stepWakes, stepWake) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
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
        let durations: (real: [Int64], simulated: [Int64])
        do throws(StoreFailure) {
            let today = clock.startOfDay(clock.now())
            let totals = try await library.totals(since: today)
            accounts.roll(to: today)
            accounts.ledger.day = totals.day
            accounts.ledger.allTime = totals.allTime
            durations = (
                try await journal.durations(last: 20, isSimulated: false),
                try await journal.durations(last: 20, isSimulated: true)
            )
            found = adopting ? try await journal.adopt() : Adoption()
        } catch {
            if phase == .starting { phase = .new }
            throw error
        }
        guard phase == .starting else { return }
        phase = .running
        queue.paceKnown(durations.real, isSimulated: false)
        queue.paceKnown(durations.simulated, isSimulated: true)
        listen()
        runner = Task { await self.run() }
        apply(queue.adopted(found.jobs, now: clock.now()))
        adoptedOffRecord(found.jobs)
        await readSpool(of: found)
        inherited = found.sessions
        probe()
    }

    private func listen() {
        let events = service.events
        let changes = journal.changes
        listeners = [
            Task { for await event in events { await self.heard(event) } },
            Task { for await _ in changes { await self.storeChanged() } },
        ]
    }

    /// Another copy wrote: sums and history may be other than they were, and jobs may be gone.
    private func storeChanged() async {
        guard phase == .running else { return }
        enqueue(.readSums)
        enqueue(.publish)
        await learnErased()
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
            eraseAtEnd()
            await drain()
            stepWake.finish()
            await runner?.value
            phase = .stopped
        case .stopping:
            await wait(for: .stopped)
            return
        case .stopped: return
        }
        stepWake.finish()
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

    func wakeIfIdle() {
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

    /// Waits until everything that was enqueued before has been performed.
    func drain() async {
        guard runner != nil, phase != .stopped else { return }
        await withCheckedContinuation { enqueue(.barrier($0)) }
    }

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
}
