import Foundation
import Logging
import RunwareAPI

/// The service without a transport: takes the tasks of a message, yields the parts of its reply. It accepts a task
/// durably before it works on it, and works on whether or not anybody still listens.
actor ServiceCore {
    nonisolated let faults: FaultDesk
    private let configuration: ServiceConfiguration
    private let store: ServiceDatabase
    private let gallery: Gallery
    private let courier: Courier
    private let key: ServiceKey
    private var links = ImageLinks(host: "127.0.0.1", port: 0)
    private var isStopping = false
    /// The running jobs by the row of their task; `stop` ends them.
    private var jobs: [Int64: Task<Void, Never>] = [:]

    /// An `imageInference` task of a message, by its place there.
    private struct Candidate {
        var index: Int
        var taskUUID: TaskUUID
        var members: [String: JSONValue]
    }

    init(
        _ configuration: ServiceConfiguration, store: ServiceDatabase, gallery: Gallery, courier: Courier,
        key: ServiceKey
    ) {
        self.configuration = configuration
        self.store = store
        self.gallery = gallery
        self.courier = courier
        self.key = key
        self.faults = FaultDesk(book: FaultBook(configuration.faults), store: store)
    }

    /// Begins to work: the port is known now, and what an earlier run accepted is finished.
    /// - Parameter chosen: whether the service chose the port itself and has to remember it.
    func open(port: Int, chosen: Bool) async {
        links = ImageLinks(host: configuration.linkHost, port: port)
        do {
            if chosen { try await store.remember(port: port) }
            for unfinished in try await store.unfinished() where !isStopping {
                start(unfinished.task, settled: unfinished.settled) { _ in }
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
        var candidates: [Candidate] = []
        for (index, task) in tasks.enumerated() {
            switch task {
            case .ping: reply.yield(ReplyPart(task: index, content: .item(.pong)))
            case .authentication(let offered, _):
                reply.yield(ReplyPart(task: index, content: authenticate(offered)))
            case .refused(let error): reply.yield(ReplyPart(task: index, content: .error(error)))
            case .imageInference(let taskUUID, let members):
                candidates.append(Candidate(index: index, taskUUID: taskUUID, members: members))
            case .question(let question):
                reply.yield(ReplyPart(task: index, content: await answer(question)))
            }
        }
        let awaited = await accept(candidates) { index, position, content in
            reply.yield(ReplyPart(task: index, position: position, content: content))
        }
        guard !awaited.isEmpty else {
            reply.finish()
            return parts
        }
        Task {
            // Ends with the jobs, which end by themselves or by `stop`.
            for job in awaited { await job.value }
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

    private func answer(_ question: Question) async -> ReplyPart.Content {
        let archive = Archive(
            store: store, gallery: gallery, links: links, isBalancePlain: configuration.tellsPlainBalance,
            now: configuration.now)
        do {
            return try await archive.answer(question)
        } catch {
            guard !isStopping else { return .interrupted }
            configuration.logger.error("a question could not be answered", metadata: ["error": "\(error)"])
            return .error(.internalFault(question.taskUUID, taskType: question.taskType))
        }
    }

    /// Refuses or accepts and starts, in the order of contract 12.2: duplicates, then the parameters. Returns the jobs
    /// that the reply has to wait for.
    private func accept(
        _ candidates: [Candidate], report: @escaping @Sendable (Int, Int, ReplyPart.Content) -> Void
    ) async -> [Task<Void, Never>] {
        let uses = Dictionary(grouping: candidates, by: \.taskUUID).mapValues(\.count)
        do {
            var legal: [(candidate: Candidate, task: SentImages)] = []
            var illegal: [(candidate: Candidate, error: ServiceError)] = []
            for candidate in candidates {
                do throws(ServiceError) {
                    // Of two tasks with one UUID neither is the right one (contract 3.4).
                    guard uses[candidate.taskUUID] == 1 else { throw .conflictTaskUUID(candidate.taskUUID) }
                    legal.append((candidate, madeAtOnce(try Self.check(candidate))))
                } catch {
                    illegal.append((candidate, error))
                }
            }
            let known = try await store.accepted(among: Set(illegal.map(\.candidate.taskUUID)))
            for (candidate, error) in illegal {
                let isConflict = known.contains(candidate.taskUUID) && !forgets(candidate)
                report(candidate.index, 0, .error(isConflict ? .conflictTaskUUID(candidate.taskUUID) : error))
            }
            // Durable from here on: a crash after this line loses no task.
            var accepted = try await store.accept(
                legal.map(\.task), repeated: configuration.forgetsUUIDs, at: configuration.now())
            let forgotten = legal.filter { accepted[$0.task.taskUUID] == nil && forgets($0.candidate) }.map(\.task)
            accepted.merge(try await store.accept(forgotten, repeated: true, at: configuration.now())) { $1 }
            return legal.compactMap { candidate, task in
                guard let accepted = accepted[task.taskUUID] else {
                    report(candidate.index, 0, .error(.conflictTaskUUID(task.taskUUID)))
                    return nil
                }
                return begin(accepted) { report(candidate.index, $0, $1) }
            }
        } catch {
            configuration.logger.error("tasks could not be accepted", metadata: ["error": "\(error)"])
            for candidate in candidates {
                report(candidate.index, 0, isStopping ? .interrupted : .error(.internalFault(candidate.taskUUID)))
            }
            return []
        }
    }

    /// A task with its images where the reply waits for them and nothing else has to be waited for: no time, no drawing,
    /// no fault. Such a task is accepted and finished in one transaction.
    private func madeAtOnce(_ task: SentImages) -> SentImages {
        let parameters = task.request.parameters
        guard configuration.latency == .zero, !faults.book.isInForce, parameters.deliveryMethod == .sync,
            parameters.webhookURL == nil, parameters.outputType == .url
        else { return task }
        var task = task
        var random = SystemRandomNumberGenerator()
        let created = configuration.now()
        task.images = Seeds.missing(in: task.request, settled: [:], using: &random).map { position, seed in
            // The row of the task is not known yet; the store fills it in.
            ImageRecord(of: task, taskID: 0, position: position, seed: seed, created: created)
        }
        return task
    }

    private func forgets(_ candidate: Candidate) -> Bool {
        let prompts = [candidate.members["positivePrompt"]?.string].compactMap(\.self)
        return configuration.forgetsUUIDs || !faults.book.take(at: .repetition, prompts: prompts).isEmpty
    }

    private static func check(_ candidate: Candidate) throws(ServiceError) -> SentImages {
        do throws(ParameterFault) {
            let request = try ImageRequest.read(candidate.members, rules: .wire).request
            return SentImages(
                taskUUID: candidate.taskUUID, request: request,
                requestJSON: JSONValue.object(candidate.members).jsonText)
        } catch {
            throw ServiceError(error, taskUUID: candidate.taskUUID)
        }
    }

    /// Starts an accepted task. A receipt is all the answer for one that is async or has a webhook (contract 3.1); else
    /// the job is returned, for the reply waits for it.
    private func begin(
        _ task: AcceptedTask, report: @escaping @Sendable (Int, ReplyPart.Content) -> Void
    ) -> Task<Void, Never>? {
        guard task.parameters.deliveryMethod == .sync, task.parameters.webhookURL == nil else {
            report(0, .item(.acknowledgement(task.taskUUID)))
            if !isStopping { start(task, settled: [:]) { _ in } }
            return nil
        }
        for image in task.sent.images {
            let outgoing = gallery.link(to: image, of: task, links: links)
            courier.carry(.image(image, outgoing), of: task)
            report(image.position, .item(.image(outgoing)))
        }
        guard task.sent.images.isEmpty else { return nil }
        guard !isStopping else {
            report(0, .interrupted)
            return nil
        }
        return start(task, settled: [:]) { event in
            switch event {
            case .image(let image, let outgoing): report(image.position, .item(.image(outgoing)))
            case .failures(let errors): if !errors.isEmpty { report(.max, .failures(errors)) }
            case .interrupted: report(0, .interrupted)
            }
        }
    }

    @discardableResult
    private func start(
        _ task: AcceptedTask, settled: [Int: UInt64?], report: @escaping @Sendable (JobEvent) -> Void
    ) -> Task<Void, Never> {
        var job = ImageJob(
            task: task, links: links, store: store, gallery: gallery, clock: configuration.clock,
            latency: configuration.latency, now: configuration.now, logger: configuration.logger)
        job.fault = GenerationFault(faults.book.take(at: .generation, prompts: [task.request.prompt]).first)
        var random = SystemRandomNumberGenerator()
        let missing = Seeds.missing(in: task.request, settled: settled, using: &random)
        let courier = courier
        // Not a child of the connection's task: a dropped line must not end work that was accepted.
        let running = Task { [job] in
            await job.run(missing) { event in
                courier.carry(event, of: task)
                report(event)
            }
            jobs[task.id] = nil
        }
        jobs[task.id] = running
        return running
    }
}
