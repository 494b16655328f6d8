package import NIOCore

/// Runs tasks on an event loop, so that between them and the connections of that loop there is no change of threads.
///
/// The loop waits while they run: they must not block, and what takes many milliseconds belongs elsewhere.
package final class LoopExecutor: TaskExecutor {
    private let eventLoop: any EventLoop

    package init(_ eventLoop: any EventLoop) { self.eventLoop = eventLoop }

    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        eventLoop.execute { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
