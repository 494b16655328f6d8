package import RunwareAPI

/// The queue as a machine: facts come in as mutating methods, actions go out as values. No I/O, no clock, no random.
///
/// Invariants: nothing is sent before its attempt is durable; no second UUID is used while the first has no verdict;
/// every accepted image becomes exactly one result; a transition not listed in `JobState.successors` does not happen.
package struct JobQueue: Hashable, Sendable {
    /// Jobs that are not final, in the order in which they are sent.
    package private(set) var jobs: [Job] = []
    /// Jobs that became final since the start, newest last, at most `recentLimit`.
    package private(set) var recent: [Job] = []
    /// Jobs that the user let go of after they were sent: a late reply to one is still taken.
    package private(set) var abandoned: [Job] = []
    /// How many tasks may be in flight at once, 1–8.
    package private(set) var parallelism: Int
    package private(set) var pause: PauseReason?
    /// The service that jobs are sent to now; nil until it is known.
    package private(set) var service: ServiceIdentity?

    /// Unsent jobs of an earlier run that no key press has released yet: they stay, the others go on.
    private var unreleased: Set<JobID> = []
    /// Tasks that are sent again while the fate of their first sending is open: what refuses the second sending says
    /// nothing of the first.
    private var resent: Set<TaskUUID> = []

    /// Bound of `recent`; larger than a batch, so that whoever waits for its jobs one by one still finds them.
    package static let recentLimit = 1000

    package init(parallelism: Int = 3) {
        self.parallelism = min(max(parallelism, 1), 8)
    }

    /// The job with this id: unfinished, abandoned or recent.
    package func job(_ id: JobID) -> Job? {
        jobs.first { $0.id == id } ?? abandoned.first { $0.id == id } ?? recent.last { $0.id == id }
    }

    /// Whether a job has ended or cannot go on by itself: its fate is open, it is held, it waits for a key press, or
    /// nothing can be sent. A pause of the user's does not count.
    package func isSettled(_ id: JobID) -> Bool {
        guard let index = index(of: id) else { return true }
        switch jobs[index].state {
        case .held, .uncertain: return true
        case .queued:
            if unreleased.contains(id) { return true }
            if let service, jobs[index].service != service { return true }
            return switch pause {
            case nil, .user, .restored: false
            case .keyRefused, .creditTooLow, .unreachable, .storeFailed: true
            }
        case .sending, .accepted, .running, .done, .partial, .blocked, .failed, .cancelled, .abandoned:
            return jobs[index].state.isFinal
        }
    }

    /// The jobs that ended last, abandoned ones included, newest last, at most so many.
    package func ended(last count: Int) -> [Job] {
        guard !abandoned.isEmpty else { return Array(recent.suffix(count)) }
        let epoch = Timestamp(milliseconds: 0)
        let all = (recent.suffix(count) + abandoned.suffix(count)).enumerated().sorted {
            ($0.element.finishedAt ?? epoch, $0.offset) < ($1.element.finishedAt ?? epoch, $1.offset)
        }
        return all.suffix(count).map(\.element)
    }

    // MARK: Facts from the user

    /// New jobs were composed. They become durable, then wait for their turn.
    package mutating func submitted(_ new: [Job], now: Timestamp, uuids: inout some UUIDSource) -> [QueueAction] {
        jobs.append(contentsOf: new)
        return [.write(new.map(JournalEntry.submitted), then: [])] + startDue(now: now, uuids: &uuids)
    }

    /// The user lets go of a job: unsent it ends free of cost, sent it is abandoned and may be billed. `neverLeft` says
    /// of a job in `sending` that its request was not handed to the service yet and will not be.
    ///
    /// A place in flight may become free; `tick` gives it to the next job.
    package mutating func cancelled(_ id: JobID, neverLeft: Bool = false, now: Timestamp) -> [QueueAction] {
        guard let index = index(of: id) else { return [] }
        defer { reviewRestored() }
        switch jobs[index].state {
        case .queued, .held: return finish(index, .cancelled, failure: jobs[index].failure, now: now)
        case .sending where neverLeft && !isResent(index):
            return finish(index, .cancelled, failure: nil, now: now)
        case .sending, .accepted, .running, .uncertain:
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
        let failure = jobs[index].failure
        resent.insert(attempt.taskUUID)
        defer { jobs[index].failure = failure }
        return enterSending(index, attempt)
    }

    /// The user paused the queue.
    package mutating func paused() -> [QueueAction] {
        pause = .user
        return []
    }

    /// The user let the queue go on, with whatever an earlier run left unsent.
    package mutating func resumed(now: Timestamp, uuids: inout some UUIDSource) -> [QueueAction] {
        pause = nil
        unreleased = []
        return startDue(now: now, uuids: &uuids)
    }

    /// The user chose how many tasks may be in flight; held to 1–8.
    package mutating func setParallelism(
        _ count: Int, now: Timestamp, uuids: inout some UUIDSource
    ) -> [QueueAction] {
        parallelism = min(max(count, 1), 8)
        return startDue(now: now, uuids: &uuids)
    }

    // MARK: Facts from outside

    /// Jobs of an earlier run were taken over. What was on its way is uncertain; what was not sent waits for a key
    /// press, while jobs of this run go on.
    package mutating func adopted(_ found: [Job]) -> [QueueAction] {
        var entries: [JournalEntry] = []
        for var job in found where !job.state.isFinal {
            if job.state.isInFlight {
                job.state = .uncertain
                job.failure = .interrupted
                entries.append(.changed(job))
            }
            if job.state == .uncertain {
                // Nobody saw whether a byte left.
                for index in job.attempts.indices { job.attempts[index].bytesWritten = true }
            } else {
                unreleased.insert(job.id)
            }
            jobs.append(job)
        }
        reviewRestored()
        return entries.isEmpty ? [] : [.write(entries, then: [])]
    }

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

    /// The current service became known. Unsent jobs of other services are held, held ones of this service go on, and
    /// those that were queued before it answered are bound to it.
    package mutating func serviceKnown(
        _ identity: ServiceIdentity, resolving unresolved: ServiceIdentity? = nil, now: Timestamp,
        uuids: inout some UUIDSource
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
        }
        reviewRestored()
        let write: [QueueAction] = entries.isEmpty ? [] : [.write(entries, then: [])]
        return write + startDue(now: now, uuids: &uuids)
    }

    /// The service cannot be reached; nothing is sent until it becomes known.
    package mutating func unreachable(_ fault: ConnectionFault) {
        if pause == nil || pause == .restored { pause = .unreachable(fault) }
    }

    /// Time passed: jobs whose wait is over are sent.
    package mutating func tick(now: Timestamp, uuids: inout some UUIDSource) -> [QueueAction] {
        startDue(now: now, uuids: &uuids)
    }

    /// The first byte of a request is about to leave this machine.
    package mutating func bytesWritten(_ taskUUID: TaskUUID) {
        guard let place = attempt(taskUUID) else { return }
        jobs[place.job].attempts[place.attempt].bytesWritten = true
    }

    /// Nothing left this machine: the job goes back to the queue, which waits until the service can be reached. One
    /// that was sent before is of unknown fate as it was.
    package mutating func notSent(_ taskUUID: TaskUUID, _ fault: ConnectionFault, now: Timestamp) -> [QueueAction] {
        guard let place = attempt(taskUUID), jobs[place.job].state == .sending else { return [] }
        unreachable(fault)
        if resent.remove(taskUUID) != nil {
            jobs[place.job].state = .uncertain
        } else {
            jobs[place.job].state = .queued
            jobs[place.job].failure = .notSent(fault)
        }
        return [.write([.changed(jobs[place.job])], then: [.settled(jobs[place.job].id)])]
    }

    /// The request was sent and no answer that counts came.
    package mutating func lost(_ taskUUID: TaskUUID, _ failure: JobFailure, now: Timestamp) -> [QueueAction] {
        guard let place = attempt(taskUUID), jobs[place.job].state.isInFlight else { return [] }
        resent.remove(taskUUID)
        jobs[place.job].attempts[place.attempt].bytesWritten = true
        jobs[place.job].state = .uncertain
        jobs[place.job].failure = failure
        return [.write([.changed(jobs[place.job])], then: [.settled(jobs[place.job].id)])]
    }

    /// The service answered a sync task.
    package mutating func replied(
        _ taskUUID: TaskUUID, _ reading: ReplyReading, now: Timestamp, uuids: inout some UUIDSource
    ) -> [QueueAction] {
        if case .incomplete(let items, _) = reading,
            let kept = keepForAbandoned(taskUUID, items, now: now, uuids: &uuids)
        {
            return kept
        }
        takeBackAbandoned(taskUUID, reading)
        guard let place = attempt(taskUUID), canStillAnswer(jobs[place.job].state) else { return [] }
        jobs[place.job].attempts[place.attempt].bytesWritten = true
        switch doubted(reading, of: taskUUID) {
        case .unknown(let failure):
            return lost(taskUUID, failure, now: now) + startDue(now: now, uuids: &uuids)
        case .incomplete(let items, let failure):
            let taken = jobs[place.job].take(items, of: taskUUID, now: now, uuids: &uuids)
            resent.remove(taskUUID)
            jobs[place.job].state = .uncertain
            jobs[place.job].failure = failure
            let changed = JournalEntry.changed(jobs[place.job])
            return [.write(taken.entries + [changed], then: taken.keeps + [.settled(jobs[place.job].id)])]
                + startDue(now: now, uuids: &uuids)
        case .notAccepted(let seconds, let errors):
            guard jobs[place.job].state == .sending else { return [] }
            return waitAndRepeat(place.job, seconds: seconds, errors: errors, now: now)
                + startDue(now: now, uuids: &uuids)
        case .complete(let items, let errors):
            return settle(place, items: items, errors: errors, now: now, uuids: &uuids)
                + startDue(now: now, uuids: &uuids)
        }
    }

    /// The file of a result was written, or was not.
    package mutating func mediaChanged(_ id: ResultID, _ media: MediaState) -> [QueueAction] {
        for list in [\JobQueue.recent, \.jobs, \.abandoned] {
            for index in self[keyPath: list].indices {
                for place in self[keyPath: list][index].results.indices
                where self[keyPath: list][index].results[place].id == id {
                    self[keyPath: list][index].results[place].media = media
                }
            }
        }
        return [.write([.media(id, media)], then: [])]
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
                }
            case .changed, .result, .media: break
            }
        }
        return []
    }

    // MARK: Inside

    private func index(of id: JobID) -> Int? {
        jobs.firstIndex { $0.id == id }
    }

    private func attempt(_ taskUUID: TaskUUID) -> (job: Int, attempt: Int)? {
        for job in jobs.indices {
            if let attempt = jobs[job].attempts.firstIndex(where: { $0.taskUUID == taskUUID }) { return (job, attempt) }
        }
        return nil
    }

    private func canStillAnswer(_ state: JobState) -> Bool {
        state.isInFlight || state == .uncertain || state == .abandoned
    }

    /// A verdict on an abandoned job brings it back among the others, to be settled like them.
    private mutating func takeBackAbandoned(_ taskUUID: TaskUUID, _ reading: ReplyReading) {
        guard case .complete = reading,
            let index = abandoned.firstIndex(where: { $0.attempts.contains { $0.taskUUID == taskUUID } })
        else { return }
        jobs.append(abandoned.remove(at: index))
    }

    /// Keeps images that came late for a job that the user let go of; the rest of it stays abandoned.
    private mutating func keepForAbandoned(
        _ taskUUID: TaskUUID, _ items: [ReplyItem], now: Timestamp, uuids: inout some UUIDSource
    ) -> [QueueAction]? {
        guard let index = abandoned.firstIndex(where: { $0.attempts.contains { $0.taskUUID == taskUUID } }) else {
            return nil
        }
        let taken = abandoned[index].take(items, of: taskUUID, now: now, uuids: &uuids)
        guard !taken.entries.isEmpty else { return [] }
        return [.write(taken.entries + [.changed(abandoned[index])], then: taken.keeps)]
    }

    private func isResent(_ index: Int) -> Bool {
        jobs[index].currentAttempt.map { resent.contains($0.taskUUID) } ?? false
    }

    /// A task that is sent again may be refused at the door (key, credit, rate, or without a word about this task).
    /// That is no verdict on the first sending, which may have been accepted: its fate stays open, and no other UUID
    /// is used.
    private mutating func doubted(_ reading: ReplyReading, of taskUUID: TaskUUID) -> ReplyReading {
        guard resent.contains(taskUUID) else { return reading }
        switch reading {
        case .notAccepted(_, let errors): return .unknown(errors.isEmpty ? .interrupted : .service(errors))
        case .complete(let items, let errors)
        where items.isEmpty && errors.allSatisfy { $0.taskUUID == nil || Self.doorCategories.contains($0.category) }:
            pauseIfUseless(errors)
            return .unknown(.service(errors))
        case .complete, .incomplete, .unknown: return reading
        }
    }

    private static let doorCategories: Set<ErrorCategory> = [.auth, .quota, .rateLimit]

    /// Says so when unsent jobs of an earlier run wait, unless something weightier stops the queue.
    private mutating func reviewRestored() {
        guard pause == nil || pause == .restored else { return }
        let waits = jobs.contains { $0.state == .queued && unreleased.contains($0.id) }
        pause = waits ? .restored : nil
    }

    private mutating func startDue(now: Timestamp, uuids: inout some UUIDSource) -> [QueueAction] {
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
            // A task that the service did not take keeps its UUID; only a complete verdict allows another.
            let attempt =
                jobs[index].currentAttempt.flatMap { $0.hasVerdict ? nil : $0 }
                ?? Attempt(taskUUID: uuids.nextUUID(), asked: jobs[index].asked, startedAt: now)
            actions += enterSending(index, attempt)
            inFlight += 1
        }
        if let nextWake { actions.append(.wake(at: nextWake)) }
        return actions
    }

    private mutating func enterSending(_ index: Int, _ attempt: Attempt) -> [QueueAction] {
        if jobs[index].currentAttempt?.taskUUID != attempt.taskUUID { jobs[index].attempts.append(attempt) }
        jobs[index].state = .sending
        jobs[index].failure = nil
        jobs[index].notBefore = nil
        let task = ImageInference(taskUUID: attempt.taskUUID, request: jobs[index].request)
        return [.write([.sending(jobs[index].id, attempt)], then: [.send(jobs[index].id, task)])]
    }

    private mutating func waitAndRepeat(
        _ index: Int, seconds: Int?, errors: [ServiceError], now: Timestamp
    ) -> [QueueAction] {
        let wait = Int64(min(max(seconds ?? 2, 1), 300)) * 1000
        jobs[index].state = .queued
        jobs[index].failure = errors.isEmpty ? nil : .service(errors)
        jobs[index].notBefore = now.adding(milliseconds: wait)
        return [.write([.changed(jobs[index])], then: [.wake(at: now.adding(milliseconds: wait))])]
    }

    private mutating func settle(
        _ place: (job: Int, attempt: Int), items: [ReplyItem], errors: [ServiceError], now: Timestamp,
        uuids: inout some UUIDSource
    ) -> [QueueAction] {
        let index = place.job
        jobs[index].attempts[place.attempt].hasVerdict = true
        let taskUUID = jobs[index].attempts[place.attempt].taskUUID
        resent.remove(taskUUID)
        let taken = jobs[index].take(items, of: taskUUID, now: now, uuids: &uuids)
        let delivered = jobs[index].results.count
        let failure: JobFailure? =
            if !errors.isEmpty { .service(errors) } else if delivered < jobs[index].asked {
                .shortDelivery(delivered: delivered, asked: jobs[index].asked)
            } else { nil }
        pauseIfUseless(errors)
        let state = Self.finalState(delivered: delivered, asked: jobs[index].asked, errors: errors)
        return finish(index, state, failure: failure, now: now, entries: taken.entries, then: taken.keeps)
    }

    /// A refused key or an empty account would fail every job that follows: the queue stops and says why.
    private mutating func pauseIfUseless(_ errors: [ServiceError]) {
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

    private static func finalState(delivered: Int, asked: Int, errors: [ServiceError]) -> JobState {
        if delivered >= asked { return .done }
        if delivered > 0 { return .partial }
        return !errors.isEmpty && errors.allSatisfy { $0.category == .safety } ? .blocked : .failed
    }

    private mutating func finish(
        _ index: Int, _ state: JobState, failure: JobFailure?, now: Timestamp, entries: [JournalEntry] = [],
        then: [QueueAction] = []
    ) -> [QueueAction] {
        var job = jobs.remove(at: index)
        unreleased.remove(job.id)
        if let attempt = job.currentAttempt { resent.remove(attempt.taskUUID) }
        job.state = state
        job.failure = failure
        job.finishedAt = now
        if state == .abandoned { abandoned.append(job) } else { recent.append(job) }
        if recent.count > Self.recentLimit { recent.removeFirst(recent.count - Self.recentLimit) }
        return [.write(entries + [.changed(job)], then: then + [.settled(job.id)])]
    }
}

/// Where new UUIDs come from; the queue takes them as it takes the time.
package protocol UUIDSource {
    /// A UUID that was never given before.
    mutating func nextUUID() -> TaskUUID
}
