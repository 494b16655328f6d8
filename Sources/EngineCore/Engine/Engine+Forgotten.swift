package import EngineModel
package import RunwareAPI

/// Tasks whose database was set aside: the plain log names them, the service may still have them (product §5 rule 1).
extension Engine {
    /// What is said where the prompt of a recovered task cannot be known.
    static let unknownPrompt = "(the prompt is not known: this task was found again by the log of sent tasks)"

    /// Asks the current service about tasks that only the log of sent tasks knows, and queues those that it has as jobs
    /// of unknown fate, which are then collected like others. Returns how many were found again.
    ///
    /// The salt of key fingerprints was lost with the database, so that of a service elsewhere only the address can be
    /// compared.
    package func collectForgotten() async throws(StoreFailure) -> Int {
        guard phase == .running, let identity = queue.service else { return 0 }
        let since = clock.now().adding(milliseconds: -JobQueue.collectedFor)
        var found = 0
        for task in try await journal.forgotten(since: since) {
            let service = ServiceIdentity(key: task.service, isSimulated: identity.isSimulated)
            guard service == identity || service.sharesAddress(with: identity) else { continue }
            guard let (request, _) = await inquire(task.taskUUID) else { continue }
            let origin = JobOrigin(isOffRecord: task.isOffRecord)
            let job = recovered(task.taskUUID, request, at: identity, sentAt: task.sentAt, origin: origin)
            // Another copy may ask at the same time: the first to write has found it.
            guard try await journal.recover(job) else { continue }
            enterOffRecord([job])
            apply(queue.adopted([job], now: clock.now()))
            found += 1
        }
        await drain()
        return found
    }

    /// What the service has of a task that this history never saw; nothing is kept of it. Nil when it has nothing.
    package func stranger(_ task: TaskUUID, at identity: ServiceIdentity) async -> Job? {
        guard let (request, readings) = await inquire(task) else { return nil }
        let now = clock.now()
        var aside = JobQueue()
        _ = aside.serviceKnown(identity, now: now, random: &random)
        let job = recovered(task, request, at: identity, sentAt: now)
        _ = aside.adopted([job], now: now)
        for reading in readings { _ = aside.answered(task, reading, now: now, random: &random) }
        return aside.job(job.id)
    }

    /// The request of a task and what the service says of it; nil when it knows nothing.
    private func inquire(_ task: TaskUUID) async -> (request: ImageRequest, readings: [ReplyReading])? {
        let questions = [CollectQuestion.Kind.getTaskDetails, .getResponse].map { CollectQuestion(task, $0) }
        var request: ImageRequest?
        var readings: [ReplyReading] = []
        for answer in await service.collect(questions).answers where answer.mentions(task) {
            let reply = await ReplyDecoding.decode(answer)
            guard let reply, !reply.items.isEmpty else { continue }
            readings.append(ReplyReading(reply, to: questions[0]))
            request = request ?? reply.items.lazy.compactMap { Self.request(in: $0.request) }.first
        }
        guard !readings.isEmpty else { return nil }
        return (request ?? ImageRequest(prompt: Self.unknownPrompt, parameters: Parameters()), readings)
    }

    private func recovered(
        _ task: TaskUUID, _ request: ImageRequest, at identity: ServiceIdentity, sentAt: Timestamp,
        origin: JobOrigin = JobOrigin()
    ) -> Job {
        var job = Job(
            id: JobID(random.nextUUID()), request: request, origin: origin, submittedAt: sentAt,
            service: identity, state: .uncertain)
        job.failure = .interrupted
        var attempt = Attempt(taskUUID: task, asked: request.parameters.numberResults, startedAt: sentAt)
        attempt.bytesWritten = true
        job.attempts = [attempt]
        return job
    }

    /// The task as it was sent, in the archive's answer: an object, or an array of one.
    private static func request(in json: JSONValue?) -> ImageRequest? {
        switch json {
        case .array(let tasks)?: tasks.lazy.compactMap { request(in: $0) }.first
        case .object(let members)?: (try? ImageRequest.read(members, rules: .wire))?.request
        default: nil
        }
    }
}
