import CTerm
import Glibc
package import TerminalUI

/// What runs on the loop: the program.
@UI
package protocol LoopClient: AnyObject {
    /// Everything that arrived since the last turn, in order. All of it is applied before one frame is drawn.
    func receive(_ events: [TerminalEvent])
    /// Whether a frame waits to be shown now. Asked before every wait.
    var hasFrameDue: Bool { get }
    /// Draws and shows the frame. Called only when the terminal takes output, so a slow line gets the newest state.
    func presentDueFrame()
    /// When `deadlineReached` wants to be called next, as a monotonic duration (`UILoop.now`); nil for never.
    var nextDeadline: Duration? { get }
    /// The deadline has passed.
    func deadlineReached(at now: Duration)
}

/// The loop of the UI thread: jobs of `@UI`, then what the terminal and the signals brought, then a frame if one is
/// due and the terminal takes it, then one poll(2). Idle, it sleeps until something happens.
@UI
package final class UILoop {
    private let terminal: (any Terminal)?
    private let clock: () -> Duration
    private let signals: Int32
    private var isStopped = false
    private var isGone = false

    /// - Parameters:
    ///   - terminal: nil for a program without a screen.
    ///   - signals: the descriptor of `serveSignals()`, or -1.
    ///   - clock: monotonic time; tests give their own.
    package init(
        terminal: (any Terminal)?, signals: Int32 = -1, clock: @escaping () -> Duration = { UILoop.monotonicNow }
    ) {
        self.terminal = terminal
        self.signals = signals
        self.clock = clock
    }

    /// The loop's time.
    package var now: Duration { clock() }

    /// The monotonic clock as a duration since its origin.
    package nonisolated static var monotonicNow: Duration { .nanoseconds(ct_monotonic()) }

    /// Serves the process's signals from now on, each as an event of the loop that gets the descriptor. SIGTERM also
    /// ends the process by force after 1.9 s, the UI thread blocked or not. Call once, early, on the main thread.
    package nonisolated static func serveSignals() -> Int32 {
        ct_signals_serve(1900)
    }

    /// Runs until `stop()`; to be called on the UI thread, inside `UI.run`.
    package func run(_ client: any LoopClient) {
        isStopped = false
        while !isStopped {
            turn(client, waiting: true)
        }
    }

    /// Ends `run` after the current turn.
    package func stop() {
        isStopped = true
        UI.executor.wake()
    }

    /// One turn without waiting: what tests call after they pushed events.
    package func turn(_ client: any LoopClient) {
        turn(client, waiting: false)
    }

    private func turn(_ client: any LoopClient, waiting: Bool) {
        let ready = poll(client, waiting: waiting)
        if waiting, ready.woken { UI.executor.runWaitingJobs() }
        if isStopped { return }

        var events = ready.signalled ? signalEvents() : []
        if let terminal, !isGone {
            let due = terminal.deadline.map { $0 <= clock() } ?? false
            if ready.readable || due || terminal.inputDescriptor < 0 { events += terminal.nextEvents(at: clock()) }
            if events.contains(.closed) { isGone = true }
        }
        if !events.isEmpty { client.receive(events) }
        if isStopped { return }

        if let deadline = client.nextDeadline, deadline <= clock() { client.deadlineReached(at: clock()) }
        if isStopped { return }

        // A frame begun with input still waiting would be stale: `ready` is from before this turn's events, and a
        // writable terminal stays so until something is written.
        if client.hasFrameDue, !isGone, ready.writable || canWriteNow { client.presentDueFrame() }
    }

    private struct Readiness {
        var readable = false
        var writable = false
        var woken = false
        var signalled = false
    }

    private func poll(_ client: any LoopClient, waiting: Bool) -> Readiness {
        let frameDue = client.hasFrameDue && !isGone
        let output = terminal?.outputDescriptor ?? -1
        let input = isGone ? -1 : terminal?.inputDescriptor ?? -1
        var watches = [
            ct_watch(fd: input, wanted: Int32(CT_READABLE), ready: 0),
            ct_watch(fd: frameDue ? output : -1, wanted: Int32(CT_WRITABLE), ready: 0),
            ct_watch(fd: waiting ? UI.executor.wakeDescriptor : -1, wanted: Int32(CT_READABLE), ready: 0),
            ct_watch(fd: signals, wanted: Int32(CT_READABLE), ready: 0),
        ]
        let isInstant = !waiting || (frameDue && output < 0)
        _ = ct_poll(&watches, watches.count, isInstant ? 0 : timeout(client))
        return Readiness(
            readable: watches[0].ready != 0, writable: watches[1].ready != 0, woken: watches[2].ready != 0,
            signalled: watches[3].ready != 0)
    }

    /// Nanoseconds until the nearest deadline; -1 when there is none.
    private func timeout(_ client: any LoopClient) -> Int64 {
        let deadlines = [client.nextDeadline, isGone ? nil : terminal?.deadline].compactMap(\.self)
        guard let nearest = deadlines.min() else { return -1 }
        let left = (nearest - clock()).components
        guard left.seconds >= 0, left.attoseconds >= 0 else { return 0 }
        // Rounded up, or the last fraction would be waited for in a busy loop.
        return min(left.seconds, 1 << 30) * 1_000_000_000 + left.attoseconds / 1_000_000_000 + 1
    }

    private var canWriteNow: Bool {
        guard let terminal, terminal.outputDescriptor >= 0 else { return true }
        var watch = ct_watch(fd: terminal.outputDescriptor, wanted: Int32(CT_WRITABLE), ready: 0)
        _ = ct_poll(&watch, 1, 0)
        return watch.ready != 0
    }

    private func signalEvents() -> [TerminalEvent] {
        var numbers: [UInt8] = Array(repeating: 0, count: 256)
        let count = ct_read(signals, &numbers, numbers.count)
        guard count > 0 else { return [] }
        var events: [TerminalEvent] = []
        var sizeMayHaveChanged = false
        for number in numbers.prefix(count) {
            switch Int32(number) {
            case SIGTERM: events.append(.interrupted(.terminate))
            case SIGHUP: events.append(.interrupted(.hangUp))
            case SIGINT: events.append(.interrupted(.interrupt))
            case SIGTSTP: events.append(.interrupted(.suspend))
            case SIGCONT: events.append(.resumed)
            case SIGWINCH: sizeMayHaveChanged = true
            default: break
            }
        }
        // A storm of changes is one change: only the size that is true now matters.
        if sizeMayHaveChanged, let terminal, terminal.updateSize() { events.append(.resized(terminal.size)) }
        return events
    }
}

/// Stops the process as the terminal's stop key would; returns when it goes on.
nonisolated func stopProcess() {
    ct_stop_self()
}
