package import EngineCore
import EngineModel
import Foundation
import RunwareAPI
package import StudioCore
import StudioViews
package import TerminalLoop
package import TerminalUI

/// The studio at work. Everything that happens becomes an action, passes `reduce`, and leaves as effects and a frame.
@UI
package final class Program: LoopClient {
    /// Why the loop ended.
    package enum End: Hashable, Sendable {
        /// The user left.
        case left
        /// SIGTERM or SIGINT from outside.
        case terminated
        /// The line is gone.
        case hungUp
    }

    package private(set) var state: StudioState
    package internal(set) var end: End?
    var isFinished = false

    let terminal: any Terminal
    private let theme: Theme
    let editor: (any ExternalEditor)?
    let engine: Engine
    let library: any HistoryLibrary
    let files: UserFiles
    let outside: Outside
    let clock: any EngineClock
    let monotonic: () -> Duration
    let whenEnded: () -> Void

    var pacing = Pacing()
    /// Whether the user's editor has the terminal.
    var isEditing = false
    /// Whether the studio was to end meanwhile; the editor's text comes first.
    var leavesAfterEditing = false
    var draftTimer: DraftTimer
    /// The draft being written.
    var draftWrite: Task<Void, Never>?
    /// The page of history that is being read; a newer question withdraws it.
    var pageReading: Task<Void, Never>?
    /// When it is said that the answer takes its time.
    var searchDue: Duration?
    /// How many entries of history are being read.
    var entriesAwaited = 0
    private var nextTick: Duration?
    private var pendingEffects = 0
    private var watchers: [UInt64: (condition: (Program) -> Bool, wake: CheckedContinuation<Void, Never>)] = [:]
    private var nextWatcher: UInt64 = 0
    private var tasks: [Task<Void, Never>] = []
    private let requests: AsyncStream<Effect>
    private let requestSink: AsyncStream<Effect>.Continuation

    /// - Parameters:
    ///   - files: what the user keeps in plain files.
    ///   - editor: the user's own editor; nil when there is none to hand the prompt to.
    ///   - outside: clipboards and what shows links.
    ///   - monotonic: the loop's time.
    ///   - whenEnded: called once when the loop should stop.
    package init(
        state: StudioState, terminal: any Terminal, theme: Theme, engine: Engine, library: any HistoryLibrary,
        files: UserFiles = UserFiles(), editor: (any ExternalEditor)? = nil, outside: Outside = Outside(),
        clock: any EngineClock = SystemEngineClock(),
        monotonic: @escaping () -> Duration = { UILoop.monotonicNow },
        whenEnded: @escaping () -> Void
    ) {
        self.state = state
        self.terminal = terminal
        self.theme = theme
        self.engine = engine
        self.library = library
        self.files = files
        self.editor = editor
        self.outside = outside
        draftTimer = DraftTimer(kept: state.draftOnRecord)
        self.clock = clock
        self.monotonic = monotonic
        self.whenEnded = whenEnded
        (requests, requestSink) = AsyncStream.makeStream()
    }

    /// Starts listening to the engine and performing requests; ends with `stop`.
    package func start() {
        dispatch(.ticked(clock.now()))
        loadMentionedLists()
        tasks = [
            Task { @UI [weak self, snapshots = engine.snapshots] in
                for await snapshot in snapshots { self?.news(snapshot) }
            },
            Task { @UI [weak self, requests] in
                for await effect in requests { await self?.performInOrder(effect) }
            },
        ]
    }

    /// Ends what `start` started.
    package func stop() {
        requestSink.finish()
        for task in tasks { task.cancel() }
    }

    /// Whether effects are being performed.
    package var isPerforming: Bool { pendingEffects > 0 }

    /// Whether nothing is being performed and no frame waits.
    package var isIdle: Bool { !isPerforming && !hasFrameDue }

    /// Returns when the condition holds, or when the calling task is cancelled. It is looked at after every action,
    /// effect and frame, so nobody has to poll.
    package func wait(until condition: @escaping @UI (Program) -> Bool) async {
        guard !condition(self) else { return }
        let number = nextWatcher
        nextWatcher += 1
        await withTaskCancellationHandler {
            await withCheckedContinuation { wake in
                if Task.isCancelled { wake.resume() } else { watchers[number] = (condition, wake) }
            }
        } onCancel: {
            Task { @UI in self.watchers.removeValue(forKey: number)?.wake.resume() }
        }
    }

    private func wakeWatchers() {
        for (number, watcher) in watchers where watcher.condition(self) {
            watchers[number] = nil
            watcher.wake.resume()
        }
    }

    // MARK: The loop's client

    package func receive(_ events: [TerminalEvent]) {
        tellTime()
        for event in events {
            switch event {
            case .key(let key): dispatch(.key(key))
            case .paste(let text): dispatch(.pasted(text))
            case .pasteCut(let bytes): dispatch(.pasteCut(bytes: bytes))
            case .resized(let size): dispatch(.resized(size))
            case .interrupted(.interrupt), .interrupted(.suspend), .resumed:
                // Keys of the terminal reach our whole group: while the editor has it, they mean the editor.
                if !isEditing { interrupted(event) }
            case .interrupted(.terminate): leave(.terminated)
            case .interrupted(.hangUp), .closed: leave(.hungUp)
            }
        }
        pacing.userActed()
    }

    private func interrupted(_ event: TerminalEvent) {
        switch event {
        case .interrupted(.interrupt): leave(.terminated)
        case .interrupted(.suspend): suspend()
        default: reclaim()
        }
    }

    package var hasFrameDue: Bool { end == nil && !isEditing && pacing.isDue(at: monotonic()) }

    package func presentDueFrame() {
        terminal.present(StudioView.frame(state, theme: theme))
        pacing.shown(at: monotonic())
        // Nothing but what is off the record waits for having been on the screen.
        if !state.engine.offRecord.isEmpty { dispatch(.presented) }
        wakeWatchers()
    }

    package var nextDeadline: Duration? {
        // A frame that is due waits for the terminal to take it, not for a time that has passed.
        let frame = isEditing || hasFrameDue ? nil : pacing.deadline
        return [frame, nextTick, draftTimer.due, searchDue].compactMap(\.self).min()
    }

    package func deadlineReached(at now: Duration) {
        keepDraft(dueAt: now)
        saySearching(dueAt: now)
        guard let tick = nextTick, tick <= now else { return }
        nextTick = nil
        dispatch(.ticked(clock.now()))
        pacing.newsCame()
    }

    /// Tells the time when the one that is known is a second old: nobody does while nothing happens, and what keys ask
    /// for may count from now.
    private func tellTime() {
        let now = clock.now()
        if now.since(state.now) >= 1000 { _ = reduce(.ticked(now), &state) }
    }

    // MARK: Actions and effects

    private func news(_ snapshot: EngineSnapshot) {
        dispatch(.ticked(clock.now()))
        dispatch(.engine(snapshot))
        pacing.newsCame()
    }

    /// Lets something happen.
    package func dispatch(_ action: Action) {
        let hadTypedAhead = !state.typedAhead.isEmpty
        let effects = reduce(action, &state)
        if action.mayChangeDraft || hadTypedAhead { draftTimer.mayHaveChanged(at: monotonic()) }
        scheduleTick()
        for effect in effects { perform(effect) }
        wakeWatchers()
    }

    /// Clocks of jobs tick once a second, that of a link when its words change, the days of history at midnight, and each
    /// only while it shows.
    private func scheduleTick() {
        var wait: Duration?
        if state.linkClockWait != nil {
            // A clock may have begun to show.
            tellTime()
            wait = state.linkClockWait.map(Duration.milliseconds)
        }
        if let nextDay = state.nextDay {
            let left = Duration.milliseconds(max(nextDay.since(clock.now()), 0))
            wait = min(wait ?? left, left)
        }
        if state.engine.jobs.contains(where: { $0.state.isInFlight || $0.notBefore != nil }) {
            wait = min(wait ?? .seconds(1), .seconds(1))
        }
        guard let wait else {
            nextTick = nil
            return
        }
        let due = monotonic() + wait
        nextTick = min(nextTick ?? due, due)
    }

    func perform(_ effect: Effect) {
        switch effect {
        case .suspend: suspend()
        case .editPrompt(let text): handToEditor(text)
        case .loadPage(let query, let cursor, let question): loadPage(query, before: cursor, question)
        case .history(let wish): perform(wish)
        case .loadEntry(let id): loadEntry(id)
        case .loadPrompts(let cursor, let question): loadPrompts(before: cursor, question)
        case .loadSnippets: loadSnippets()
        case .saveSnippet(let snippet): save(snippet)
        case .presets(let wish): inBackground { $0.answer(await $0.files.perform(wish)) }
        case .loadSweeps: loadSweeps()
        case .loadSweep(let record): loadSweep(record)
        case .loadLists(let names): loadLists(names)
        case .loadSpending: loadSpending()
        case .results(let wish): perform(wish)
        case .signal(let words): signal(words)
        case .submit, .setSessionCap, .cancel, .collectNow, .fetchFile, .pauseQueue, .resumeQueue, .setParallelism,
            .saveDraft, .quit, .moveJob, .clearJobs, .shown:
            performLater(effect)
        }
    }

    /// Lets the engine or the store be asked behind what was asked for before.
    func performLater(_ effect: Effect) {
        pendingEffects += 1
        requestSink.yield(effect)
    }

    /// What the engine is asked for, strictly one after another.
    private func performInOrder(_ effect: Effect) async {
        switch effect {
        case .submit(let pending): answer(await submit(pending))
        case .setSessionCap(let cap): await engine.setSessionCap(cap)
        case .cancel(let id): await engine.cancel(id)
        case .collectNow: await engine.collectNow()
        case .fetchFile(let id, let url, let format): await engine.fetchAgain(id, url: url, format: format)
        case .pauseQueue: await engine.pause()
        case .resumeQueue: await engine.resume()
        case .setParallelism(let count): await engine.setParallelism(count)
        case .moveJob(let id, let move): await engine.move(id, move)
        case .clearJobs(let ids): await engine.clear(ids)
        case .shown(let ids): await engine.shown(ids)
        case .saveDraft(let draft): await save(draft)
        case .history(let wish): await performInOrder(wish)
        case .quit: finish()
        case .suspend, .editPrompt, .loadPage, .loadEntry, .loadPrompts, .loadSnippets, .saveSnippet, .presets,
            .loadSweeps, .loadSweep, .loadLists, .loadSpending, .results, .signal:
            break
        }
        performed()
    }

    private func loadSpending() {
        let engine = engine
        inBackground { program in program.answer(await Self.spending(of: engine)) }
    }

    @discardableResult
    func inBackground(_ work: @escaping @UI (Program) async -> Void) -> Task<Void, Never> {
        pendingEffects += 1
        return Task { @UI in
            await work(self)
            self.performed()
        }
    }

    private func performed() {
        pendingEffects -= 1
        wakeWatchers()
    }

    func answer(_ action: Action) {
        dispatch(action)
        pacing.userActed()
    }

    /// Under which name the draft is kept.
    package nonisolated static let draftName = "draft"
}
