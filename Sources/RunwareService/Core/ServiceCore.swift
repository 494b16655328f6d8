import Foundation
import Logging
import NIOPosix
import RunwareAPI

/// The service without a transport: takes the tasks of a message, yields the parts of its reply. It accepts a task
/// durably before it works on it, and works on whether or not anybody still listens.
actor ServiceCore {
    private let configuration: ServiceConfiguration
    private let store: ServiceDatabase
    private let drawing: Drawing
    private let key: ServiceKey
    private var port = 0
    private var isStopping = false
    /// The running jobs by task; `stop` ends them.
    private var jobs: [TaskUUID: Task<Void, Never>] = [:]

    init(_ configuration: ServiceConfiguration, store: ServiceDatabase, key: ServiceKey, threads: NIOThreadPool) {
        self.configuration = configuration
        self.store = store
        self.key = key
        self.drawing = Drawing(threads: threads)
    }

    /// Begins to work: the port is known now, and what an earlier run accepted is finished.
    /// - Parameter chosen: whether the service chose the port itself and has to remember it.
    func open(port: Int, chosen: Bool) async {
        self.port = port
        do {
            if chosen { try await store.remember(port: port) }
            for unfinished in try await store.unfinished() where !isStopping {
                start(unfinished.task, finished: unfinished.finished) { _, _ in }
            }
        } catch {
            configuration.logger.error("the store could not be resumed", metadata: ["error": "\(error)"])
        }
    }

    /// Ends all jobs at their next step and waits for them. Their tasks stay accepted and unfinished.
    func stop() async {
        isStopping = true
        for job in jobs.values { job.cancel() }
        await waitForJobs()
    }

    /// Returns when the jobs that run now have ended.
    func waitForJobs() async {
        for job in jobs.values { await job.value }
    }

    /// Whether a key is the service's own.
    nonisolated func accepts(_ offered: String) -> Bool { key.accepts(offered) }

    /// Performs the tasks of one message, each for itself. The stream ends with the last of them.
    func perform(_ tasks: [SentTask]) async -> AsyncStream<ReplyPart> {
        let (parts, reply) = AsyncStream.makeStream(of: ReplyPart.self)
        guard !isStopping else {
            reply.yield(ReplyPart(task: 0, content: .interrupted))
            reply.finish()
            return parts
        }
        var candidates: [(index: Int, taskUUID: TaskUUID, members: [String: JSONValue])] = []
        for (index, task) in tasks.enumerated() {
            switch task {
            case .ping: reply.yield(ReplyPart(task: index, content: .item(.pong)))
            case .authentication(let offered): reply.yield(ReplyPart(task: index, content: authenticate(offered)))
            case .refused(let error): reply.yield(ReplyPart(task: index, content: .error(error)))
            case .imageInference(let taskUUID, let members): candidates.append((index, taskUUID, members))
            }
        }
        let started = await accept(candidates) { index, position, content in
            reply.yield(ReplyPart(task: index, position: position, content: content))
        }
        Task {
            // Ends with the jobs, which end by themselves or by `stop`.
            for job in started { await job.value }
            reply.finish()
        }
        return parts
    }

    private func authenticate(_ offered: String?) -> ReplyPart.Content {
        guard let offered else { return .error(.missingApiKey) }
        guard accepts(offered) else { return .error(.invalidApiKey) }
        var random = SystemRandomNumberGenerator()
        return .item(.session(TaskUUID(randomBits: random.next(), random.next())))
    }

    /// Refuses or accepts and starts, in the order of contract 12.2: duplicates, then the parameters.
    private func accept(
        _ candidates: [(index: Int, taskUUID: TaskUUID, members: [String: JSONValue])],
        report: @escaping @Sendable (Int, Int, ReplyPart.Content) -> Void
    ) async -> [Task<Void, Never>] {
        let uses = Dictionary(grouping: candidates, by: \.taskUUID).mapValues(\.count)
        do {
            let known = try await store.accepted(among: Set(uses.keys))
            var legal: [(index: Int, task: AcceptedTask)] = []
            for (index, taskUUID, members) in candidates {
                do throws(ServiceError) {
                    // Of two tasks with one UUID neither is the right one (contract 3.4).
                    guard uses[taskUUID] == 1, !known.contains(taskUUID) else { throw .conflictTaskUUID(taskUUID) }
                    legal.append((index, try Self.check(members, taskUUID: taskUUID)))
                } catch {
                    report(index, 0, .error(error))
                }
            }
            // Durable from here on: a crash after this line loses no task.
            let taken = try await store.accept(legal.map(\.task), at: configuration.now())
            var started: [Task<Void, Never>] = []
            for (index, task) in legal {
                if taken.contains(task.taskUUID) {
                    report(index, 0, .error(.conflictTaskUUID(task.taskUUID)))
                } else if isStopping {
                    report(index, 0, .interrupted)
                } else {
                    started.append(start(task, finished: [:]) { report(index, $0, $1) })
                }
            }
            return started
        } catch {
            configuration.logger.error("tasks could not be accepted", metadata: ["error": "\(error)"])
            for candidate in candidates {
                report(candidate.index, 0, isStopping ? .interrupted : .error(.internalFault(candidate.taskUUID)))
            }
            return []
        }
    }

    private static func check(_ members: [String: JSONValue], taskUUID: TaskUUID) throws(ServiceError) -> AcceptedTask {
        let request: ImageRequest
        do throws(ParameterFault) {
            request = try ImageRequest.read(members, rules: .wire).request
        } catch {
            throw ServiceError(error, taskUUID: taskUUID)
        }
        if let refusal = NotYet.refusal(of: request, taskUUID: taskUUID) { throw refusal }
        return AcceptedTask(taskUUID: taskUUID, request: request, requestJSON: JSONValue.object(members).jsonText)
    }

    @discardableResult
    private func start(
        _ task: AcceptedTask, finished: [Int: UInt64], report: @escaping @Sendable (Int, ReplyPart.Content) -> Void
    ) -> Task<Void, Never> {
        let job = ImageJob(
            task: task, port: port, store: store, drawing: drawing, clock: configuration.clock,
            latency: configuration.latency, now: configuration.now, logger: configuration.logger)
        var random = SystemRandomNumberGenerator()
        let missing = Seeds.missing(in: task.request, finished: finished, using: &random)
        // Not a child of the connection's task: a dropped line must not end work that was accepted.
        let running = Task {
            await job.run(missing, report: report)
            jobs[task.taskUUID] = nil
        }
        jobs[task.taskUUID] = running
        return running
    }
}
