package import RunwareAPI

/// What is sent, when, and to whom.
extension JobQueue {
    /// Jobs of an earlier run were taken over. What was on its way is uncertain and collected, what was let go of is
    /// collected too; what was not sent, or comes to be sent again, waits for a key press, while jobs of this run go on.
    /// A job that has ended is known again, for what may have been told of it late.
    package mutating func adopted(_ found: [Job], now: Timestamp) -> [QueueAction] {
        var entries: [JournalEntry] = []
        for var job in found {
            // What was said of an open attempt is kept word for word and read again: it must not count twice.
            for index in job.attempts.indices where !job.attempts[index].hasVerdict { job.attempts[index].errors = [] }
            if job.state.isFinal, job.state != .abandoned {
                recent.append(job)
                continue
            }
            if job.state.isInFlight {
                job.state = .uncertain
                job.failure = .interrupted
                entries.append(.changed(job))
            }
            if job.state == .uncertain || job.state == .abandoned {
                // Nobody saw whether a byte left.
                for index in job.attempts.indices { job.attempts[index].bytesWritten = true }
                if let attempt = job.currentAttempt, !attempt.hasVerdict,
                    now.since(attempt.startedAt) < Self.collectedFor
                {
                    collecting[attempt.taskUUID] = Collecting(lostAt: now)
                }
            }
            if job.state == .abandoned {
                abandoned.append(job)
            } else {
                unreleased.insert(job.id)
                jobs.append(job)
            }
        }
        reviewRestored()
        let write: [QueueAction] = entries.isEmpty ? [] : [.write(entries, then: [])]
        return write + ask(now: now)
    }

    /// Milliseconds for which a job of unknown fate is collected at every start: 7 days.
    package static let collectedFor: Int64 = 7 * 86_400_000

    /// Jobs that were queued before anything was known of the service are bound to this one.
    package mutating func bound(_ ids: [JobID], to identity: ServiceIdentity) -> [QueueAction] {
        var entries: [JournalEntry] = []
        for id in ids {
            guard let index = index(of: id), jobs[index].state == .queued, jobs[index].attempts.isEmpty else {
                continue
            }
            jobs[index].service = identity
            entries.append(.changed(jobs[index]))
        }
        return entries.isEmpty ? [] : [.write(entries, then: [])]
    }

    /// The current service became known. Unsent jobs of other services are held, held ones of this service go on,
    /// those that were queued before it answered are bound to it, and what is open at it is collected.
    package mutating func serviceKnown(
        _ identity: ServiceIdentity, resolving unresolved: ServiceIdentity? = nil, now: Timestamp,
        random: inout some RandomSource
    ) -> [QueueAction] {
        service = identity
        if case .unreachable = pause { pause = nil }
        var entries: [JournalEntry] = []
        for index in jobs.indices {
            if jobs[index].service == unresolved, jobs[index].state == .queued, jobs[index].attempts.isEmpty {
                jobs[index].service = identity
                entries.append(.changed(jobs[index]))
            }
            switch (jobs[index].state, jobs[index].service == identity) {
            case (.queued, false):
                jobs[index].state = .held
                jobs[index].failure = .otherService(key: jobs[index].service.key)
                entries.append(.changed(jobs[index]))
            case (.held, true):
                jobs[index].state = .queued
                jobs[index].failure = nil
                entries.append(.changed(jobs[index]))
            default: break
            }
            if let uuid = jobs[index].currentAttempt?.taskUUID { collecting[uuid]?.hurry(now: now) }
        }
        reviewRestored()
        let write: [QueueAction] = entries.isEmpty ? [] : [.write(entries, then: [])]
        return write + work(now: now, random: &random)
    }

    /// The service cannot be reached; nothing is sent until it becomes known.
    package mutating func unreachable(_ fault: ConnectionFault) {
        if pause == nil || pause == .restored { pause = .unreachable(fault) }
    }

    /// Tasks of an earlier run took so long, in milliseconds, oldest first; those of the local service apart.
    package mutating func paceKnown(_ milliseconds: [Int64], isSimulated: Bool) {
        pace[isSimulated].learn(milliseconds)
    }

    /// Time passed: jobs whose wait is over are sent, and open ones are asked about.
    package mutating func tick(now: Timestamp, random: inout some RandomSource) -> [QueueAction] {
        work(now: now, random: &random)
    }

    /// The first byte of a request is about to leave this machine.
    package mutating func bytesWritten(_ taskUUID: TaskUUID) {
        guard let place = attempt(taskUUID) else { return }
        jobs[place.job].attempts[place.attempt].bytesWritten = true
    }

    /// Nothing left this machine: the job goes back to the queue, which waits until the service can be reached. One
    /// that was sent before is of unknown fate as it was.
    package mutating func notSent(_ taskUUID: TaskUUID, _ fault: ConnectionFault, now: Timestamp) -> [QueueAction] {
        unreachable(fault)
        return takeBack(taskUUID, .notSent(fault), now: now)
    }

    /// The service refused the login, before anything was sent: the job stays queued, and the queue says why. A rate
    /// limit stops nothing but this job, for a while.
    package mutating func refusedAtDoor(
        _ taskUUID: TaskUUID, _ errors: [ServiceError], now: Timestamp, random: inout some RandomSource
    ) -> [QueueAction] {
        let isRateLimit =
            errors.contains { $0.category == .rateLimit } && errors.allSatisfy(\.category.isTransient)
        guard isRateLimit else {
            pauseIfUseless(errors)
            // A refusal for any other reason would be repeated for ever.
            if pause == nil || pause == .restored { pause = .keyRefused }
            return takeBack(taskUUID, .service(errors), now: now)
        }
        // It is waited out: the same task knocks again later.
        guard let place = attempt(taskUUID), jobs[place.job].state == .sending, !resent.contains(taskUUID) else {
            return takeBack(taskUUID, .service(errors), now: now)
        }
        return waitAndRepeat(place.job, seconds: nil, errors: errors, now: now, random: &random)
            + work(now: now, random: &random)
    }

    private mutating func takeBack(_ taskUUID: TaskUUID, _ failure: JobFailure, now: Timestamp) -> [QueueAction] {
        guard let place = attempt(taskUUID), jobs[place.job].state == .sending else { return [] }
        if resent.remove(taskUUID) != nil {
            jobs[place.job].state = .uncertain
            collecting[taskUUID] = Collecting(lostAt: now)
        } else {
            jobs[place.job].state = .queued
            jobs[place.job].failure = failure
        }
        return [.write([.changed(jobs[place.job])], then: [.settled(jobs[place.job].id)])] + ask(now: now)
    }

    /// The journal refused a write: nothing more is sent, and what was about to be sent has not been. Keeping the
    /// entries that tell of something that happened, and writing them later, is up to whoever performs the actions.
    package mutating func writeFailed(_ entries: [JournalEntry], reason: String) -> [QueueAction] {
        pause = .storeFailed(reason)
        for entry in entries {
            switch entry {
            case .submitted(let job):
                jobs.removeAll { $0.id == job.id }
                recent.removeAll { $0.id == job.id }
                abandoned.removeAll { $0.id == job.id }
            case .sending(let id, let attempt):
                guard let index = index(of: id), jobs[index].state == .sending else { continue }
                if resent.remove(attempt.taskUUID) != nil {
                    jobs[index].state = .uncertain
                } else {
                    jobs[index].state = .queued
                    jobs[index].attempts.removeAll { $0.taskUUID == attempt.taskUUID && !$0.bytesWritten }
                    ownSends.remove(attempt.taskUUID)
                }
            case .changed, .result, .media, .ordered, .session: break
            }
        }
        return []
    }

    // MARK: Inside

    /// Everything that can begin now, and when the next thing can.
    mutating func work(now: Timestamp, random: inout some RandomSource) -> [QueueAction] {
        doubtForgotten(now: now) + startDue(now: now, random: &random) + ask(now: now)
    }

    /// Says so when unsent jobs of an earlier run wait, unless something weightier stops the queue.
    mutating func reviewRestored() {
        guard pause == nil || pause == .restored else { return }
        let waits = jobs.contains { $0.state == .queued && unreleased.contains($0.id) }
        pause = waits ? .restored : nil
    }

    private mutating func startDue(now: Timestamp, random: inout some RandomSource) -> [QueueAction] {
        guard pause == nil || pause == .restored, let service else { return [] }
        var actions: [QueueAction] = []
        var inFlight = jobs.count { $0.state.isInFlight }
        var nextWake: Timestamp?
        for index in jobs.indices where jobs[index].state == .queued && jobs[index].service == service {
            if unreleased.contains(jobs[index].id) { continue }
            guard inFlight < parallelism else { break }
            if let due = jobs[index].notBefore, due > now {
                nextWake = min(nextWake ?? due, due)
                continue
            }
            actions += enterSending(index, nextAttempt(of: jobs[index], now: now, random: &random))
            inFlight += 1
        }
        if let nextWake { actions.append(.wake(at: nextWake)) }
        return actions
    }

    /// A task that the service did not take keeps its UUID; only a complete verdict allows another. What was delivered
    /// is not asked for again, and gets no twin by a seed that was used.
    private func nextAttempt(of job: Job, now: Timestamp, random: inout some RandomSource) -> Attempt {
        if let current = job.currentAttempt, !current.hasVerdict { return current }
        let asked = max(job.missing, 1)
        let delivered = job.results.compactMap(\.seed)
        let seed =
            job.results.isEmpty ? nil : Retry.freshSeed(for: asked, besides: delivered, random: &random)
        return Attempt(taskUUID: random.nextUUID(), asked: asked, seed: seed, startedAt: now)
    }

    private mutating func enterSending(_ index: Int, _ attempt: Attempt) -> [QueueAction] {
        if jobs[index].currentAttempt?.taskUUID != attempt.taskUUID {
            jobs[index].attempts.append(attempt)
            ownSends.insert(attempt.taskUUID)
        }
        collecting[attempt.taskUUID] = nil
        jobs[index].state = .sending
        jobs[index].failure = nil
        jobs[index].notBefore = nil
        let task = attempt.task(of: jobs[index].request)
        return [.write([.sending(jobs[index].id, attempt)], then: [.send(jobs[index].id, task)])]
    }

    /// Sends a task again whose first sending is of unknown fate.
    mutating func repeatSending(_ index: Int, _ attempt: Attempt) -> [QueueAction] {
        let failure = jobs[index].failure
        resent.insert(attempt.taskUUID)
        defer { jobs[index].failure = failure }
        return enterSending(index, attempt)
    }

    func isResent(_ index: Int) -> Bool {
        jobs[index].currentAttempt.map { resent.contains($0.taskUUID) } ?? false
    }

    /// A refused key or an empty account would fail every job that follows: the queue stops and says why.
    mutating func pauseIfUseless(_ errors: [ServiceError]) {
        switch pause {
        case nil, .restored, .unreachable: break
        case .user, .keyRefused, .creditTooLow, .storeFailed: return
        }
        let categories = errors.map(\.category)
        if categories.contains(.auth) {
            pause = .keyRefused
        } else if categories.contains(.quota) {
            pause = .creditTooLow
        }
    }
}
