import RunwareAPI

/// What the user wants.
extension JobQueue {
    /// New jobs were composed and are durable: they wait for their turn.
    package mutating func submitted(_ new: [Job], now: Timestamp, random: inout some RandomSource) -> [QueueAction] {
        jobs.append(contentsOf: new)
        return work(now: now, random: &random)
    }

    /// The user lets go of a job: unsent it ends free of cost, sent it is abandoned and may be billed. `neverLeft` says
    /// of a job in `sending` that its request was not handed to the service yet and will not be.
    ///
    /// A place in flight may become free; `tick` gives it to the next job.
    package mutating func cancelled(_ id: JobID, neverLeft: Bool = false, now: Timestamp) -> [QueueAction] {
        guard let index = index(of: id) else { return [] }
        defer { reviewRestored() }
        switch jobs[index].state {
        case .queued, .held:
            // What came before a retry was paid for and is kept.
            let state: JobState = jobs[index].results.isEmpty ? .cancelled : .partial
            return finish(index, state, failure: jobs[index].failure, now: now)
        case .sending where neverLeft && !isResent(index) && jobs[index].results.isEmpty:
            return finish(index, .cancelled, failure: nil, now: now)
        case .sending, .accepted, .running, .uncertain:
            if let uuid = jobs[index].currentAttempt?.taskUUID, collecting[uuid] == nil {
                collecting[uuid] = Collecting(acceptedAt: now, startedAt: now, pace: nil)
            }
            return finish(index, .abandoned, failure: jobs[index].failure, now: now)
        case .done, .partial, .blocked, .failed, .cancelled, .abandoned: return []
        }
    }

    /// The user pressed the key that says "may be billed again": an uncertain job is sent again, under the same UUID,
    /// so that a service that has it already refuses instead of drawing twice.
    package mutating func sendAgain(_ id: JobID, now: Timestamp) -> [QueueAction] {
        guard let index = index(of: id), jobs[index].state == .uncertain, let attempt = jobs[index].currentAttempt,
            jobs[index].service == service
        else { return [] }
        unreleased.remove(id)
        return repeatSending(index, attempt)
    }

    /// The user wants failed, blocked or partial jobs tried again: what is missing of them is queued behind all others.
    package mutating func retried(_ ids: [JobID], now: Timestamp, random: inout some RandomSource) -> [QueueAction] {
        var entries: [JournalEntry] = []
        for id in ids {
            guard let place = recent.lastIndex(where: { $0.id == id }), recent[place].canBeRetried else { continue }
            var job = recent.remove(at: place)
            job.state = .queued
            job.retries = 0
            job.refusals = 0
            job.finishedAt = nil
            for attempt in job.attempts.indices { job.attempts[attempt].errors = [] }
            jobs.append(job)
            entries.append(.changed(job))
        }
        guard !entries.isEmpty else { return [] }
        // In the journal they still stand where they were submitted.
        if jobs.count > 1 { entries.append(.ordered(jobs.map(\.id))) }
        return [.write(entries, then: [])] + work(now: now, random: &random)
    }

    /// These jobs were deleted for ever. Those that have ended are not known any more, but for those off the record,
    /// which this run still shows; one that was to be tried again is at its end, and nothing is sent for it.
    package mutating func erased(_ ids: Set<JobID>, now: Timestamp) -> [QueueAction] {
        recent.removeAll { ids.contains($0.id) && !$0.origin.isOffRecord }
        var actions: [QueueAction] = []
        for job in jobs where ids.contains(job.id) && (job.isUnsent || job.state == .sending) {
            guard let index = index(of: job.id) else { continue }
            actions += finish(index, .cancelled, failure: .erased, now: now)
        }
        reviewRestored()
        return actions
    }

    /// The user wants to know now what became of the jobs whose fate is open, also of those that were sent with another
    /// key of the same base URL: collecting them costs nothing (product §5 rule 5).
    package mutating func collectNow(now: Timestamp) -> [QueueAction] {
        for job in jobs + abandoned where job.state == .uncertain || job.state == .abandoned {
            guard let uuid = job.currentAttempt?.taskUUID else { continue }
            if collecting[uuid] == nil { collecting[uuid] = Collecting(lostAt: now) }
            collecting[uuid]?.hurry(now: now)
            if let service, job.service != service, job.service.sharesAddress(with: service) {
                wantedElsewhere.insert(uuid)
            }
        }
        return ask(now: now)
    }

    /// The user paused the queue. What was sent is collected all the same.
    package mutating func paused() -> [QueueAction] {
        pause = .user
        return []
    }

    /// The user let the queue go on, with whatever an earlier run left unsent. What of it was sent is not meant: should
    /// it have to be sent again, that waits for a key press of its own.
    package mutating func resumed(now: Timestamp, random: inout some RandomSource) -> [QueueAction] {
        pause = nil
        for job in jobs where job.state == .queued || job.state == .held { unreleased.remove(job.id) }
        return work(now: now, random: &random)
    }

    /// The user chose how many tasks may be in flight; held to 1–8.
    package mutating func setParallelism(
        _ count: Int, now: Timestamp, random: inout some RandomSource
    ) -> [QueueAction] {
        parallelism = min(max(count, 1), 8)
        return work(now: now, random: &random)
    }
}
