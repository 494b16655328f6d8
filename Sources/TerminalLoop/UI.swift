// TerminalLoop: the thread that owns the screen. `@UI` is its isolation, `UILoop` its one poll(2) over terminal,
// wake-up pipe and signals, `Terminal` what it needs of a terminal, `HeadlessTerminal` the twin without one.
// It must never contain curses, drawing, or anything of the program that runs on it.

import CTerm
import Glibc
import Synchronization

/// The isolation of everything that touches the screen: one thread, which waits in `UILoop`, not in the task pool.
@globalActor
package actor UI {
    /// The only instance.
    package static let shared = UI()
    static let executor = UIExecutor()

    /// Jobs run on the loop's thread.
    package nonisolated var unownedExecutor: UnownedSerialExecutor { Self.executor.asUnownedSerialExecutor() }

    /// Makes the calling thread (the main thread, before any `@UI` code ran) the UI thread and runs `body` on it.
    /// Tasks on `@UI` make progress while `body` is inside `UILoop.run`.
    package static func run<Value: Sendable>(_ body: @UI () throws -> Value) rethrows -> Value {
        executor.attachToCurrentThread()
        return try shared.assumeIsolatedHere(body)
    }

    /// In tests, where the main thread is not ours: a thread of its own serves `@UI` from now on. Idempotent.
    package static func startForTests() {
        executor.startThreadOnce()
    }

    private nonisolated func assumeIsolatedHere<Value: Sendable>(_ body: @UI () throws -> Value) rethrows -> Value {
        preconditionIsolated("@UI code outside the UI thread")
        return try withoutActuallyEscaping(body) { body in
            // The isolation was checked on the line above; the type only loses the annotation.
            try unsafeBitCast(body, to: (() throws -> Value).self)()
        }
    }
}

/// The queue of jobs for the UI thread, and the pipe that wakes it.
final class UIExecutor: SerialExecutor {
    private struct State {
        var jobs: [UnownedJob] = []
        var thread: pthread_t?
    }

    private let state = Mutex(State())
    /// Whether a wake-up byte is in the pipe: many jobs need one byte.
    private let isAwake = Atomic(false)
    private let testThreadStarted = Atomic(false)
    private let writing: Int32
    /// Readable when jobs wait.
    let wakeDescriptor: Int32

    init() {
        var reading: Int32 = -1
        var writing: Int32 = -1
        precondition(ct_pipe(&reading, &writing) == 0, "no descriptors left for the UI thread")
        wakeDescriptor = reading
        self.writing = writing
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        state.withLock { $0.jobs.append(job) }
        wake()
    }

    func asUnownedSerialExecutor() -> UnownedSerialExecutor { UnownedSerialExecutor(ordinary: self) }

    func checkIsolated() {
        precondition(isCurrentThread, "@UI code outside the UI thread")
    }

    func isIsolatingCurrentContext() -> Bool? { isCurrentThread }

    private var isCurrentThread: Bool {
        state.withLock { state in state.thread.map { pthread_equal($0, pthread_self()) != 0 } ?? false }
    }

    func wake() {
        if !isAwake.exchange(true, ordering: .acquiringAndReleasing) {
            var byte: UInt8 = 0
            _ = ct_write_some(writing, &byte, 1)
        }
    }

    func attachToCurrentThread() {
        state.withLock { $0.thread = pthread_self() }
    }

    /// Runs the jobs that wait now; those they add wait for the next round.
    func runWaitingJobs() {
        var drained: [UInt8] = Array(repeating: 0, count: 16)
        while ct_read(wakeDescriptor, &drained, drained.count) > 0 {}
        // Before the queue is taken: a job added after that writes its own byte.
        isAwake.store(false, ordering: .sequentiallyConsistent)
        let jobs = state.withLock { state in
            defer { state.jobs = [] }
            return state.jobs
        }
        for job in jobs { job.runSynchronously(on: asUnownedSerialExecutor()) }
    }

    func startThreadOnce() {
        guard !testThreadStarted.exchange(true, ordering: .acquiringAndReleasing) else { return }
        // pthread rather than Foundation's Thread: this target needs nothing else of Foundation.
        var thread = pthread_t()
        let status = pthread_create(
            &thread, nil,
            { _ in
                UI.executor.attachToCurrentThread()
                while true {
                    var watch = ct_watch(fd: UI.executor.wakeDescriptor, wanted: Int32(CT_READABLE), ready: 0)
                    _ = ct_poll(&watch, 1, -1)
                    UI.executor.runWaitingJobs()
                }
            }, nil)
        precondition(status == 0, "no thread for @UI")
        pthread_detach(thread)
    }
}
