package import RunwareAPI

/// The queue as a machine: facts come in as mutating methods, actions go out as values. No I/O, no clock, no random.
///
/// Invariants: nothing is sent before its attempt is durable; no second UUID is used while the first has no verdict;
/// every accepted image becomes exactly one result; a transition not listed in `JobState.successors` does not happen.
///
/// This file holds what the queue is and what can be asked of it. The facts are in extensions: the user's in `Wishes`,
/// sending in `Sending`, answers in `Answers`, questions about open tasks in `Questions`.
package struct JobQueue: Hashable, Sendable {
    /// Jobs that are not final, in the order in which they are sent.
    package internal(set) var jobs: [Job] = []
    /// Jobs that became final since the start, newest last, at most `recentLimit`.
    package internal(set) var recent: [Job] = []
    /// Jobs that the user let go of after they were sent: late results are still collected.
    package internal(set) var abandoned: [Job] = []
    /// How many tasks may be in flight at once, 1–8.
    package internal(set) var parallelism: Int
    package internal(set) var pause: PauseReason?
    /// The service that jobs are sent to now; nil until it is known.
    package internal(set) var service: ServiceIdentity?
    /// The tasks whose verdict is open and that the service is asked about.
    package internal(set) var collecting: [TaskUUID: Collecting] = [:]

    /// Milliseconds after which whoever waits for a job of unknown fate is told so, although it is still asked about.
    package var patience = Collecting.patience

    /// Jobs of an earlier run that no key press has released yet: they are not sent, the others go on.
    var unreleased: Set<JobID> = []
    /// Tasks that are sent again while the fate of their first sending is open: what refuses the second sending says
    /// nothing of the first.
    var resent: Set<TaskUUID> = []
    /// Tasks that this process sent first; only they may be sent again by themselves (product §5 rule 4).
    var ownSends: Set<TaskUUID> = []
    /// Tasks that were sent with another key of this service's base URL and that a key press wants to know of.
    var wantedElsewhere: Set<TaskUUID> = []
    /// How long tasks take.
    var pace = KnownPaces()

    /// Bound of `recent`; larger than a batch, so that whoever waits for its jobs one by one still finds them.
    package static let recentLimit = 1000

    package init(parallelism: Int = 3) {
        self.parallelism = min(max(parallelism, 1), 8)
    }

    /// The job with this id: unfinished, abandoned or recent.
    package func job(_ id: JobID) -> Job? {
        jobs.first { $0.id == id } ?? abandoned.first { $0.id == id } ?? recent.last { $0.id == id }
    }

    /// The job that an attempt belongs to: unfinished, abandoned or recent.
    package func job(of taskUUID: TaskUUID) -> Job? {
        for list in [jobs, abandoned, recent] {
            if let job = list.last(where: { $0.attempt(taskUUID) != nil }) { return job }
        }
        return nil
    }

    /// Whether a job has ended or cannot go on by itself: its fate is open and nothing new is expected soon, it is
    /// held, it waits for a key press, or nothing can be sent. A pause of the user's does not count.
    package func isSettled(_ id: JobID, now: Timestamp) -> Bool {
        guard let index = index(of: id) else { return true }
        switch jobs[index].state {
        case .held: return true
        case .uncertain:
            guard let uuid = jobs[index].currentAttempt?.taskUUID, isAskedHere(uuid, of: jobs[index]),
                let asked = collecting[uuid]
            else { return true }
            return asked.isResting(now: now, after: patience)
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

    /// How long a task takes at the current service, in milliseconds; nil when nothing is known.
    package var expectedDuration: Int64? { service.flatMap { pace[$0.isSimulated].median } }

    /// The jobs that ended last, abandoned ones included, newest last, at most so many.
    package func ended(last count: Int) -> [Job] {
        guard !abandoned.isEmpty else { return Array(recent.suffix(count)) }
        let epoch = Timestamp(milliseconds: 0)
        let all = (recent.suffix(count) + abandoned.suffix(count)).enumerated().sorted {
            ($0.element.finishedAt ?? epoch, $0.offset) < ($1.element.finishedAt ?? epoch, $1.offset)
        }
        return all.suffix(count).map(\.element)
    }

    // MARK: Inside

    func index(of id: JobID) -> Int? {
        jobs.firstIndex { $0.id == id }
    }

    /// Where an attempt stands among the unfinished jobs.
    func attempt(_ taskUUID: TaskUUID) -> (job: Int, attempt: Int)? {
        for job in jobs.indices {
            if let attempt = jobs[job].attempts.firstIndex(where: { $0.taskUUID == taskUUID }) { return (job, attempt) }
        }
        return nil
    }

    /// Ends a job. An abandoned one stays known, because what was paid for may still come.
    mutating func finish(
        _ index: Int, _ state: JobState, failure: JobFailure?, now: Timestamp, entries: [JournalEntry] = [],
        then: [QueueAction] = []
    ) -> [QueueAction] {
        var job = jobs.remove(at: index)
        unreleased.remove(job.id)
        var then = then
        for attempt in job.attempts {
            resent.remove(attempt.taskUUID)
            if state != .abandoned {
                collecting[attempt.taskUUID] = nil
                ownSends.remove(attempt.taskUUID)
            }
        }
        job.state = state
        job.failure = failure
        job.finishedAt = now
        job.notBefore = nil
        if state == .abandoned { abandoned.append(job) } else { recent.append(job) }
        if recent.count > Self.recentLimit { recent.removeFirst(recent.count - Self.recentLimit) }
        let over = job.attempts.map(\.taskUUID).filter { !job.isKept($0) }
        if state != .abandoned, !over.isEmpty { then.append(.forget(over)) }
        return [.write(entries + [.changed(job)], then: then + [.settled(job.id)])]
    }
}
