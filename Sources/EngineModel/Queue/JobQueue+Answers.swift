package import RunwareAPI

/// What the service said, and what becomes of the job by it.
extension JobQueue {
    /// The service said something of a task, in whatever way it was told.
    package mutating func answered(
        _ taskUUID: TaskUUID, _ reading: ReplyReading, now: Timestamp, random: inout some RandomSource
    ) -> [QueueAction] {
        take(taskUUID, reading, now: now, random: &random) + work(now: now, random: &random)
    }

    /// The sending of a task is over, and no more comes by itself. Without a verdict and without an acknowledgement its
    /// fate is open.
    package mutating func sendEnded(
        _ taskUUID: TaskUUID, _ failure: JobFailure?, now: Timestamp, random: inout some RandomSource
    ) -> [QueueAction] {
        guard let place = attempt(taskUUID), jobs[place.job].state.isInFlight,
            jobs[place.job].currentAttempt?.taskUUID == taskUUID, collecting[taskUUID] == nil
        else { return [] }
        return lost(place, failure ?? .interrupted, now: now) + work(now: now, random: &random)
    }

    /// The file of a result was written, or was not.
    package mutating func mediaChanged(_ id: ResultID, _ media: MediaState) -> [QueueAction] {
        var over: [TaskUUID] = []
        for list in [\JobQueue.recent, \.jobs, \.abandoned] {
            for index in self[keyPath: list].indices {
                for place in self[keyPath: list][index].results.indices
                where self[keyPath: list][index].results[place].id == id {
                    self[keyPath: list][index].results[place].media = media
                    let job = self[keyPath: list][index]
                    let uuid = job.results[place].taskUUID
                    if job.attempt(uuid)?.hasVerdict == true, !job.isKept(uuid) { over.append(uuid) }
                }
            }
        }
        return [.write([.media(id, media)], then: over.isEmpty ? [] : [.forget(over)])]
    }

    // MARK: Inside

    mutating func take(
        _ taskUUID: TaskUUID, _ reading: ReplyReading, now: Timestamp, random: inout some RandomSource
    ) -> [QueueAction] {
        if let index = abandoned.firstIndex(where: { $0.attempt(taskUUID) != nil }) {
            return takeForAbandoned(index, taskUUID, reading, now: now, random: &random)
        }
        guard let place = attempt(taskUUID) else { return takeForEnded(taskUUID, reading, now: now, random: &random) }
        if jobs[place.job].attempts[place.attempt].hasVerdict {
            return takeForDecided(place, reading, now: now, random: &random)
        }
        guard canStillAnswer(jobs[place.job].state) else { return [] }
        jobs[place.job].attempts[place.attempt].bytesWritten = true
        switch doubted(reading, of: taskUUID) {
        case .unknown(let failure): return lost(place, failure, now: now)
        case .incomplete(let items, let failure):
            let taken = jobs[place.job].take(items, of: taskUUID, now: now, random: &random)
            return lost(place, failure, now: now, entries: taken.entries, then: taken.keeps)
        case .notAccepted(let seconds, let errors):
            guard jobs[place.job].state == .sending else { return [] }
            return waitAndRepeat(place.job, seconds: seconds, errors: errors, now: now, random: &random)
        case .progress(let progress): return advance(place, progress, now: now, random: &random)
        case .complete(let items, let errors):
            return settle(place, items: items, errors: errors, now: now, random: &random)
        case .absent, .silence: return []
        }
    }

    private func canStillAnswer(_ state: JobState) -> Bool {
        state.isInFlight || state == .uncertain || state == .abandoned
    }

    /// The request was sent and no answer that counts came: the service is asked.
    mutating func lost(
        _ place: (job: Int, attempt: Int), _ failure: JobFailure, now: Timestamp, entries: [JournalEntry] = [],
        then: [QueueAction] = []
    ) -> [QueueAction] {
        let uuid = jobs[place.job].attempts[place.attempt].taskUUID
        resent.remove(uuid)
        jobs[place.job].attempts[place.attempt].bytesWritten = true
        jobs[place.job].state = .uncertain
        if case .service(let errors) = failure {
            jobs[place.job].failure = .undecided(errors)
        } else {
            jobs[place.job].failure = failure
        }
        if collecting[uuid] == nil { collecting[uuid] = Collecting(lostAt: now) }
        return [.write(entries + [.changed(jobs[place.job])], then: then + [.settled(jobs[place.job].id)])]
    }

    /// The service has the task: what there is of it is kept, the rest is waited for.
    private mutating func advance(
        _ place: (job: Int, attempt: Int), _ progress: ReplyReading.Progress, now: Timestamp,
        random: inout some RandomSource
    ) -> [QueueAction] {
        let before = jobs[place.job]
        let attempt = before.attempts[place.attempt]
        let uuid = attempt.taskUUID
        resent.remove(uuid)
        let taken = jobs[place.job].take(progress.items, of: uuid, now: now, random: &random)
        jobs[place.job].attempts[place.attempt].learn(progress)
        jobs[place.job].refusals = 0
        if isDecided(jobs[place.job], uuid, by: progress) {
            return settle(
                place, items: [], errors: jobs[place.job].attempts[place.attempt].errors, now: now, random: &random,
                entries: taken.entries, then: taken.keeps)
        }
        if !progress.isCumulative, !progress.isRunning, collecting[uuid] == nil,
            !jobs[place.job].results.contains(where: { $0.taskUUID == uuid })
        {
            // An error for some of the images, and nothing yet that says what becomes of the others.
            return lost(place, .service(jobs[place.job].attempts[place.attempt].errors), now: now)
        }
        collecting[uuid]?.known(at: now)
        jobs[place.job].state = jobs[place.job].results.isEmpty ? .accepted : .running
        jobs[place.job].failure = nil
        let isPushed = before.request.parameters.deliveryMethod == .sync && !progress.isCumulative
        if !isPushed || progress.isAcknowledgement, collecting[uuid] == nil {
            collecting[uuid] = Collecting(
                acceptedAt: now, startedAt: attempt.startedAt, pace: pace[before.service.isSimulated].median)
        }
        guard before.state != jobs[place.job].state || !taken.entries.isEmpty else { return [] }
        return [.write(taken.entries + [.changed(jobs[place.job])], then: taken.keeps)]
    }

    /// Keeps images that came after their job had ended without them: they were paid for.
    private mutating func takeForEnded(
        _ taskUUID: TaskUUID, _ reading: ReplyReading, now: Timestamp, random: inout some RandomSource
    ) -> [QueueAction] {
        let items = reading.images
        guard !items.isEmpty, let index = recent.lastIndex(where: { $0.attempt(taskUUID) != nil }),
            [.failed, .blocked, .partial].contains(recent[index].state)
        else { return [] }
        let taken = recent[index].take(items, of: taskUUID, now: now, random: &random)
        guard !taken.entries.isEmpty else { return [] }
        let isWhole = recent[index].results.count >= recent[index].asked
        recent[index].state = isWhole ? .done : .partial
        if isWhole { recent[index].failure = nil }
        return [.write(taken.entries + [.changed(recent[index])], then: taken.keeps)]
    }

    /// Keeps images that came after the verdict on their attempt, while the job goes on: an answer that was on its way
    /// says nothing of the attempt that followed. What has arrived is not asked for again.
    private mutating func takeForDecided(
        _ place: (job: Int, attempt: Int), _ reading: ReplyReading, now: Timestamp, random: inout some RandomSource
    ) -> [QueueAction] {
        let index = place.job
        let uuid = jobs[index].attempts[place.attempt].taskUUID
        let taken = jobs[index].take(reading.images, of: uuid, now: now, random: &random)
        guard !taken.entries.isEmpty else { return [] }
        let isUnsent = jobs[index].state == .queued || jobs[index].state == .held
        if isUnsent, jobs[index].currentAttempt?.hasVerdict == true, jobs[index].results.count >= jobs[index].asked {
            return finish(index, .done, failure: nil, now: now, entries: taken.entries, then: taken.keeps)
        }
        return [.write(taken.entries + [.changed(jobs[index])], then: taken.keeps)]
    }

    /// Keeps images that came late for a job that the user let go of; a complete verdict ends it like any other.
    private mutating func takeForAbandoned(
        _ index: Int, _ taskUUID: TaskUUID, _ reading: ReplyReading, now: Timestamp, random: inout some RandomSource
    ) -> [QueueAction] {
        var progress = ReplyReading.Progress()
        switch reading {
        case .complete(let images, let told):
            jobs.append(abandoned.remove(at: index))
            guard let place = attempt(taskUUID) else { return [] }
            return settle(
                place, items: images, errors: told, now: now, random: &random, isAbandoned: true)
        case .progress(let told): progress = told
        case .incomplete(let images, _): progress.items = images
        case .notAccepted, .unknown, .absent, .silence: return []
        }
        let taken = abandoned[index].take(progress.items, of: taskUUID, now: now, random: &random)
        for place in abandoned[index].attempts.indices where abandoned[index].attempts[place].taskUUID == taskUUID {
            abandoned[index].attempts[place].learn(progress)
        }
        if isDecided(abandoned[index], taskUUID, by: progress) {
            jobs.append(abandoned.remove(at: index))
            guard let place = attempt(taskUUID) else { return [] }
            return settle(
                place, items: [], errors: jobs[place.job].attempts[place.attempt].errors, now: now, random: &random,
                entries: taken.entries, then: taken.keeps, isAbandoned: true)
        }
        guard !taken.entries.isEmpty else { return [] }
        return [.write(taken.entries + [.changed(abandoned[index])], then: taken.keeps)]
    }

    /// Whether the verdict is complete: results and errors are as many as were asked for, or a poll without a running
    /// item was seen twice (product §5 rule 2).
    private func isDecided(_ job: Job, _ taskUUID: TaskUUID, by progress: ReplyReading.Progress) -> Bool {
        guard let attempt = job.attempt(taskUUID) else { return false }
        let decided = job.results.count { $0.taskUUID == taskUUID } + attempt.errors.count
        let isQuiet = progress.isCumulative && !progress.isRunning
        return decided >= attempt.asked || (isQuiet && (collecting[taskUUID]?.quietSightings ?? 0) >= 1)
    }

    /// A task that is sent again may be refused at the door (key, credit, rate, or without a word about this task).
    /// That is no verdict on the first sending, which may have been accepted: its fate stays open, and no other UUID
    /// is used.
    private mutating func doubted(_ reading: ReplyReading, of taskUUID: TaskUUID) -> ReplyReading {
        guard resent.contains(taskUUID) else { return reading }
        switch reading {
        case .notAccepted(_, let errors): return .unknown(errors.isEmpty ? .interrupted : .service(errors))
        case .complete(let items, let errors)
        where items.isEmpty && errors.allSatisfy { $0.taskUUID == nil || Self.senderRefusals.contains($0.category) }:
            pauseIfUseless(errors)
            return .unknown(.service(errors))
        case .complete, .progress, .incomplete, .unknown, .absent, .silence: return reading
        }
    }

    /// Errors of these categories are about who sends, not about the task that was sent.
    private static let senderRefusals: Set<ErrorCategory> = [.auth, .quota, .rateLimit]

    /// The service has no place for the task now: the same task is sent again later, and that is no retry.
    mutating func waitAndRepeat(
        _ index: Int, seconds: Int?, errors: [ServiceError], now: Timestamp, random: inout some RandomSource
    ) -> [QueueAction] {
        jobs[index].refusals += 1
        let wait =
            seconds.map { Int64(min(max($0, 1), 300)) * 1000 }
            ?? Retry.backoff(after: jobs[index].refusals, jitter: random.nextFraction())
        return postpone(index, milliseconds: wait, errors, now: now)
    }

    private mutating func postpone(
        _ index: Int, milliseconds: Int64, _ errors: [ServiceError], now: Timestamp, entries: [JournalEntry] = [],
        then: [QueueAction] = []
    ) -> [QueueAction] {
        let due = now.adding(milliseconds: milliseconds)
        jobs[index].state = .queued
        jobs[index].failure = errors.isEmpty ? nil : .service(errors)
        jobs[index].notBefore = due
        // A job of an earlier run is sent again only by a key press.
        reviewRestored()
        return [.write(entries + [.changed(jobs[index])], then: then + [.wake(at: due)])]
    }

    /// The verdict on an attempt is complete: the job ends by it, or what is missing is tried again.
    private mutating func settle(
        _ place: (job: Int, attempt: Int), items: [ReplyItem], errors: [ServiceError], now: Timestamp,
        random: inout some RandomSource, entries: [JournalEntry] = [], then: [QueueAction] = [],
        isAbandoned: Bool = false
    ) -> [QueueAction] {
        let index = place.job
        let uuid = jobs[index].attempts[place.attempt].taskUUID
        jobs[index].attempts[place.attempt].hasVerdict = true
        jobs[index].attempts[place.attempt].errors = errors
        resent.remove(uuid)
        collecting[uuid] = nil
        let taken = jobs[index].take(items, of: uuid, now: now, random: &random)
        let entries = entries + taken.entries
        let then = then + taken.keeps
        if ownSends.contains(uuid), errors.isEmpty, jobs[index].state != .uncertain {
            pace[jobs[index].service.isSimulated].learn([now.since(jobs[index].attempts[place.attempt].startedAt)])
        }
        let delivered = jobs[index].results.count
        let failure: JobFailure? =
            if !errors.isEmpty { .service(errors) } else if delivered < jobs[index].asked {
                .shortDelivery(delivered: delivered, asked: jobs[index].asked)
            } else { nil }
        pauseIfUseless(errors)
        let decision = Retry.decision(
            after: errors, missing: jobs[index].missing, retries: jobs[index].retries,
            refusals: jobs[index].refusals, jitter: random.nextFraction())
        jobs[index].refusals = 0
        if case .again(let wait, let counts, let refusals) = decision, !isAbandoned {
            if counts { jobs[index].retries += 1 }
            jobs[index].refusals = refusals
            return postpone(
                index, milliseconds: wait, errors, now: now, entries: entries,
                then: then + (jobs[index].isKept(uuid) ? [] : [.forget([uuid])]))
        }
        let state = Self.finalState(delivered: delivered, asked: jobs[index].asked, errors: errors)
        return finish(index, state, failure: failure, now: now, entries: entries, then: then)
    }

    private static func finalState(delivered: Int, asked: Int, errors: [ServiceError]) -> JobState {
        if delivered >= asked { return .done }
        if delivered > 0 { return .partial }
        return !errors.isEmpty && errors.allSatisfy { $0.category == .safety } ? .blocked : .failed
    }
}

extension ReplyReading {
    /// The images that an answer holds, whatever else it says.
    fileprivate var images: [ReplyItem] {
        switch self {
        case .complete(let items, _), .incomplete(let items, _): items
        case .progress(let progress): progress.items
        case .notAccepted, .unknown, .absent, .silence: []
        }
    }
}
