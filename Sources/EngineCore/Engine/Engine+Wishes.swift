package import EngineModel
package import RunwareAPI

/// What the user asks for.
extension Engine {
    /// A new name for jobs that belong together.
    package func newBatch() -> BatchID { BatchID(random.nextUUID()) }

    /// A UUID for a task that is handed on as text, never sent from here.
    package func newTaskUUID() -> TaskUUID { random.nextUUID() }

    /// Lets go of a job; product §5 says what that means for each state.
    package func cancel(_ id: JobID) {
        let neverLeft = queue.job(id)?.currentAttempt.map { !launched.contains($0.taskUUID) } ?? true
        let now = clock.now()
        let actions = queue.cancelled(id, neverLeft: neverLeft, now: now)
        apply(actions + queue.tick(now: now, random: &random))
    }

    /// Lets go of those of these jobs that still wait to be sent; nothing is billed for it.
    package func clear(_ ids: [JobID]) {
        let now = clock.now()
        let waiting = Set(queue.jobs.filter(\.isUnsent).map(\.id)).intersection(ids)
        let actions = queue.jobs.map(\.id).filter(waiting.contains).flatMap { queue.cancelled($0, now: now) }
        apply(actions + queue.tick(now: now, random: &random))
    }

    /// Moves a job that waits among those that wait.
    package func move(_ id: JobID, _ move: QueueMove) { apply(queue.moved(id, move)) }

    /// Asks now what became of the tasks whose fate is open. Costs nothing.
    package func collectNow() { apply(queue.collectNow(now: clock.now())) }

    /// Fetches the file of a result again whose fetching had failed; off the record there is none to fetch.
    package func fetchAgain(_ id: ResultID, url: String, format: OutputFormat) {
        let isOffRecord =
            hasOffRecord
            && queue.recent.contains { job in
                job.origin.isOffRecord && job.results.contains { $0.id == id }
            }
        guard !isOffRecord else { return }
        apply([.write([.media(id, .pending)], then: [.fetch(id, url: url, format)])])
    }

    package func pause() { apply(queue.paused()) }

    /// Lets the queue go on, whatever had stopped it, and asks the service at once if it was silent.
    package func resume() {
        patience = Self.firstPatience
        apply(flush() + queue.resumed(now: clock.now(), random: &random))
        guard queue.service == nil else { return }
        if let waiting = probing, !waiting.isAsking {
            waiting.task.cancel()
            probing = nil
        }
        probe()
    }

    /// Sets how many tasks may be in flight, 1–8.
    package func setParallelism(_ count: Int) {
        apply(queue.setParallelism(count, now: clock.now(), random: &random))
    }

    /// The unfinished jobs, in the order in which they are sent.
    package func unfinished() -> [Job] { queue.jobs }

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
        while phase == .running || phase == .stopping, !queue.isSettled(id, now: clock.now()) {
            await withCheckedContinuation { settledWaiters.add($0, for: id) }
        }
        await drain()
        return queue.job(id)
    }

    /// Waits until every job has come to an end, or cannot go on by itself, and every file is there or given up.
    package func allSettled() async {
        while phase == .running, let open = queue.jobs.first(where: { !queue.isSettled($0.id, now: clock.now()) }) {
            _ = await settled(open.id)
        }
        await filesSettled()
    }

    /// Why something that has happened is not on the disk; nil when all of it is. What could not be written is tried once
    /// more, and files that waited for it are fetched.
    package func unrecorded() async -> String? {
        apply(flush())
        await filesSettled()
        return unwritten.isEmpty ? nil : refusal
    }

    /// Waits until everything that was sent has come to an end, or is not expected to soon, and its files are there;
    /// for so many milliseconds at most. What was not sent is not waited for.
    package func sentSettled(within limit: Int64) async {
        let end = clock.now().adding(milliseconds: limit)
        let timer = Task { [clock] in
            guard (try? await clock.sleep(until: end)) != nil else { return }
            self.wakeEverybody()
        }
        defer { timer.cancel() }
        func isOpen(_ job: Job) -> Bool {
            (job.state.isInFlight || job.state == .uncertain) && !queue.isSettled(job.id, now: clock.now())
        }
        while phase == .running, clock.now() < end, let open = queue.jobs.first(where: isOpen) {
            await withCheckedContinuation { settledWaiters.add($0, for: open.id) }
        }
        await drain()
        while phase == .running, clock.now() < end, !filesAreSettled { await wait(for: .filesSettled) }
        await drain()
    }

    private func wakeEverybody() {
        settledWaiters.wakeAll()
        lifeWaiters.wakeAll()
    }
}
