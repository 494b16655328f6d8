import EngineModel
import RunwareAPI

/// What the runner performs.
enum Step: Sendable {
    case action(QueueAction)
    case publish
    /// Read the sums again; between two writes, so that no result is counted twice.
    case readSums
    /// Delete what is left of jobs that were off the record, behind every write that came before.
    case erase([JobID])
    case barrier(CheckedContinuation<Void, Never>)
}

/// The performing. What gathered while the runner was waiting for the disk is taken up together: the writes of all its
/// steps become durable in one transaction, then the steps are performed in order, each after its own write as ever.
extension Engine {
    func apply(_ actions: [QueueAction]) {
        for action in actions { enqueue(.action(action)) }
        enqueue(.publish)
        // A fact about one job may end the wait for others: a refused key stops the whole queue.
        let now = clock.now()
        for id in settledWaiters.keys where queue.isSettled(id, now: now) || queue.job(id)?.isUnsent == true {
            settledWaiters.wake(id)
        }
    }

    func enqueue(_ step: Step) {
        if case .terminated = stepWake.yield() {
            if case .barrier(let waiter) = step { waiter.resume() }
        } else {
            steps.append(step)
            pendingSteps += 1
        }
    }

    func run() async {
        for await _ in stepWakes {
            while !steps.isEmpty {
                let batch = takeBatch()
                await perform(batch)
                pendingSteps -= batch.count
                wakeIfIdle()
            }
        }
    }

    /// All steps that wait, up to the next reading of sums, which stands alone.
    private func takeBatch() -> [Step] {
        let sums = steps.firstIndex { if case .readSums = $0 { true } else { false } }
        let count = sums.map { max($0, 1) } ?? steps.count
        defer { steps.removeFirst(count) }
        return Array(steps.prefix(count))
    }

    private func perform(_ batch: [Step]) async {
        var together = await writeTogether(batch)
        let lastPublish = batch.lastIndex { if case .publish = $0 { true } else { false } }
        for (place, step) in batch.enumerated() {
            switch step {
            case .action(.write(let entries, let then)):
                await wrote(entries, await outcome(of: entries, &together), then)
            case .action(let action): await perform(action)
            // Of several snapshots only the last would be looked at.
            case .publish: if place == lastPublish { publish() }
            case .readSums: await readSums()
            case .erase(let ids): await performErasing(ids)
            case .barrier(let waiter): waiter.resume()
            }
        }
    }

    private func perform(_ action: QueueAction) async {
        switch action {
        case .write(let entries, let then): await wrote(entries, await write(entries), then)
        case .send(let id, let task): send(id, task)
        case .collect(let questions): collect(questions)
        case .keep(let id, let bytes): keep(id, bytes)
        case .fetch(let id, let url, let format): fetch(id, url, format)
        case .forget(let tasks): await spool.discard(tasks)
        case .wake(let time): setAlarm(time)
        case .settled(let id): settledWaiters.wake(id)
        }
    }

    /// Goes on after a write.
    private func wrote(_ entries: [JournalEntry], _ outcome: WriteOutcome, _ then: [QueueAction]) async {
        switch outcome {
        case .durable:
            let waiting = unperformed
            unperformed = []
            for action in waiting + then { await perform(action) }
        case .moot:
            accounts.count(entries.filter(\.tellsOfErasing)) { _ in false }
            for action in then {
                switch action {
                case .forget, .settled: await perform(action)
                default: break
                }
            }
        case .refused:
            // What was paid for is kept, what would cost is not sent.
            for action in then {
                switch action {
                case .keep: await perform(action)
                case .fetch, .forget: unperformed.append(action)
                default: break
                }
            }
        }
    }

    // MARK: Writing

    /// What became of a write.
    private enum WriteOutcome {
        case durable
        /// The journal refused it, or it has nothing left to say.
        case refused
        /// It is about jobs that were deleted for ever: nothing of it is written, sent or fetched.
        case moot
    }

    /// What became of the writes of several steps as one transaction.
    private enum Together {
        /// They were not tried together: each is written by itself.
        case apart
        case written(ArraySlice<WriteOutcome>)
        /// The journal refused them. Nothing of them is sent, also where the fault is that of another one; what tells
        /// of something that has happened is tried by itself.
        case refused(String)
    }

    private func writeTogether(_ batch: [Step]) async -> Together {
        let writes = batch.compactMap { step -> [JournalEntry]? in
            if case .action(.write(let entries, _)) = step { entries } else { nil }
        }
        guard writes.count > 1, unwritten.isEmpty else { return .apart }
        if case .storeFailed? = queue.pause { return .apart }
        let standing = writes.map { $0.filter(stillStands) }
        let all = standing.flatMap(\.self)
        guard !all.isEmpty else { return .apart }
        do throws(StoreFailure) {
            wereErased(try await journal.write(all))
        } catch {
            return .refused(error.sentence)
        }
        count(all)
        return .written(zip(writes, standing).map(outcome)[...])
    }

    /// What became of a write of which these entries stood when they were written.
    private func outcome(of entries: [JournalEntry], standing: [JournalEntry]) -> WriteOutcome {
        if entries.isEmpty || standing.contains(where: { !isErased($0) }) { return .durable }
        return entries.allSatisfy(isErased) ? .moot : .refused
    }

    private func isErased(_ entry: JournalEntry) -> Bool { entry.jobID.map(erased.contains) ?? false }

    /// What became of the next write of a batch.
    private func outcome(of entries: [JournalEntry], _ together: inout Together) async -> WriteOutcome {
        switch together {
        case .written(var outcomes):
            let outcome = outcomes.removeFirst()
            together = .written(outcomes)
            return outcome
        case .refused(let reason) where entries.contains(where: \.isSending):
            refuse(entries.filter(stillStands), reason)
            return .refused
        case .refused, .apart: return await write(entries)
        }
    }

    private func refuse(_ entries: [JournalEntry], _ reason: String) {
        refusal = reason
        for entry in entries {
            switch entry {
            case .submitted(let job): refused[job.id] = reason
            case .sending: break
            case .changed, .result, .media, .ordered, .session: unwritten.append(entry)
            }
        }
        apply(queue.writeFailed(entries, reason: reason))
    }

    /// Writes entries, after those that could not be written before.
    private func write(_ entries: [JournalEntry]) async -> WriteOutcome {
        let standing = entries.filter(stillStands)
        if standing.contains(where: \.isSending), case .storeFailed(let reason)? = queue.pause {
            apply(queue.writeFailed(standing, reason: reason))
            return .refused
        }
        let all = unwritten + standing
        guard !all.isEmpty else { return outcome(of: entries, standing: []) }
        do throws(StoreFailure) {
            wereErased(try await journal.write(all))
        } catch {
            refuse(standing, error.sentence)
            return .refused
        }
        unwritten = []
        count(all)
        return outcome(of: entries, standing: standing)
    }

    /// Counts what became durable.
    private func count(_ entries: [JournalEntry]) {
        accounts.roll(to: clock.startOfDay(clock.now()))
        accounts.count(entries.filter { !isErased($0) }) { id in queue.job(id)?.service.isSimulated ?? false }
        askBalance()
    }

    /// Whether an entry still tells the truth when its turn to be written comes: the user may have let go of a job
    /// that was about to be sent, and of a job that was never written nothing else is.
    private func stillStands(_ entry: JournalEntry) -> Bool {
        if isErased(entry) { return false }
        if let id = entry.jobID, refused[id] != nil { return false }
        guard case .sending(let id, let attempt) = entry else { return true }
        let job = queue.job(id)
        return job?.state == .sending && job?.currentAttempt?.taskUUID == attempt.taskUUID
    }

    func flush() -> [QueueAction] {
        unwritten.isEmpty ? [] : [.write([], then: [])]
    }

    // MARK: Telling

    private func publish() {
        revision += 1
        accounts.roll(to: clock.startOfDay(clock.now()))
        var snapshot = EngineSnapshot()
        snapshot.revision = revision
        snapshot.service = status
        let notices = [status.notice, transportNotice].compactMap(\.self)
        snapshot.service.notice = notices.isEmpty ? nil : notices.joined(separator: "; ")
        snapshot.balance = balance
        snapshot.jobs = queue.jobs
        snapshot.recent = queue.ended(last: EngineSnapshot.recentLimit)
        snapshot.failed = queue.recent.filter { $0.canBeRetried && !$0.origin.isOffRecord }
        snapshot.ledger = accounts.ledger
        snapshot.parallelism = queue.parallelism
        snapshot.pace = queue.expectedDuration
        snapshot.pause = queue.pause
        snapshot.historyRevision = accounts.historyRevision
        snapshot.finishedJobs = accounts.finishedJobs
        accounts.batches.look(at: queue)
        snapshot.finishedBatches = accounts.batches.finished
        snapshot.lastBatch = accounts.batches.last
        if hasOffRecord { snapshot.offRecord = queue.recent.filter(\.origin.isOffRecord) }
        snapshotSink.yield(snapshot)
    }

    private func readSums() async {
        if let totals = try? await library.totals(since: clock.startOfDay(clock.now())) {
            accounts.ledger.day = totals.day
            accounts.ledger.allTime = totals.allTime
        }
        accounts.historyChanged()
    }
}

extension JournalEntry {
    fileprivate var isSending: Bool { if case .sending = self { true } else { false } }

    /// The end of a job because it was deleted for ever, which no journal keeps.
    fileprivate var tellsOfErasing: Bool { if case .changed(let job) = self { job.failure == .erased } else { false } }
}
