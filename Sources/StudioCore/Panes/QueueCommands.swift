package import EngineModel

/// Commands of the queue pane.
func performQueue(_ command: Command, _ state: inout StudioState) -> [Effect] {
    switch command {
    case .togglePause:
        guard state.engine.pause != nil else { return [.pauseQueue] }
        state.leavesWhenDone = false
        return [.resumeQueue]
    case .parallelismUp, .parallelismDown:
        let step = command == .parallelismUp ? 1 : -1
        // Shown at once, so that a second key counts from it.
        state.engine.parallelism = min(max(state.engine.parallelism + step, 1), 8)
        let count = state.engine.parallelism
        state.message = .info(
            count == 1 ? "one task at a time" : "\(count) tasks at a time" + (count == 8 ? ", the most" : ""))
        return [.setParallelism(count)]
    case .cancelJob: return cancel(&state)
    case .sendAgain:
        guard let job = state.selectedJob, job.state == .uncertain else {
            state.message = .info("only an uncertain job can be sent again")
            return []
        }
        let reach = state.engine.reach(of: job)
        guard reach == .here, state.engine.service.identity != nil else {
            state.message = .info(
                reach == .here
                    ? "the service has not answered yet: nothing can be sent"
                    : "it is not sent from here: it \(job.waiting(reach))")
            return []
        }
        state.overlay = .confirmSendAgain(job.id)
        return []
    case .collectNow: return collectNow(&state)
    default: return []
    }
}

/// Asks about the jobs of unknown fate that the service in use can know of.
private func collectNow(_ state: inout StudioState) -> [Effect] {
    let open = state.engine.jobs.filter { $0.state == .uncertain }
    let elsewhere = open.filter { state.engine.reach(of: $0) == .elsewhere }
    guard let first = open.first else {
        state.message = .info("no job is of unknown fate")
        return []
    }
    let names = Set(elsewhere.map(\.service.name)).sorted().joined(separator: ", ")
    let asked = open.count - elsewhere.count
    guard asked > 0 else {
        state.message = .info(
            open.count == 1
                ? "nobody can be asked here: it \(first.waiting(.elsewhere))"
                : "nobody can be asked here: they wait for \(names)")
        return []
    }
    let rest = elsewhere.isEmpty ? "" : "; \(elsewhere.count) \(elsewhere.count == 1 ? "waits" : "wait") for \(names)"
    state.message = .info(
        "asking the service what became of \(asked == 1 ? "1 job" : "\(asked) jobs"); this costs nothing" + rest)
    return [.collectNow]
}

private func cancel(_ state: inout StudioState) -> [Effect] {
    guard let job = state.selectedJob else {
        state.message = .info("there is no job to cancel")
        return []
    }
    switch job.state {
    case .done, .partial, .blocked, .failed, .cancelled, .abandoned:
        state.queue.dismissed.insert(job.id)
        state.message = .info("taken off the list; " + job.whatIsLeft)
        return []
    case .queued, .held:
        // What became of it is said when the engine says it: it may be on its way by then.
        return [.cancel(job.id)]
    case .sending, .accepted, .running, .uncertain:
        state.overlay = .confirmAbandon(job.id)
        return []
    }
}

/// A snapshot of the engine came.
func reduceEngine(_ snapshot: EngineSnapshot, _ state: inout StudioState) -> [Effect] {
    guard snapshot.revision > state.engine.revision else { return [] }
    let before = state.engine
    let selected = state.selectedJob?.id
    state.engine = snapshot
    // What goes on and fails again is to be seen again.
    if !state.queue.dismissed.isEmpty { state.queue.dismissed.subtract(snapshot.jobs.map(\.id)) }
    if let selected, let place = state.queuePlace(of: selected) { state.queue.selection = place }
    var effects = refreshShownJob(&state)
    announce(since: before, &state)
    closeAnsweredQuestion(&state)
    effects += refreshSpending(&state)
    if snapshot.historyRevision != before.historyRevision || before.revision == 0 {
        effects += historyChanged(&state)
        state.recall.promptWasUsed()
    }
    // A grid that shows is brought up to date; jobs that did not end change nothing in it.
    if case .sweepGrid(let grid)? = state.overlay { effects.append(.loadSweep(grid.progress.record)) }
    // Until the pause holds, the next job may begin.
    let mayBegin = snapshot.pause == nil && snapshot.jobs.contains { $0.state == .queued }
    if state.leavesWhenDone, state.inFlightCount == 0, !mayBegin {
        effects += state.leave()
    }
    return effects + signals(since: before, state)
}

/// A question about a job that has an answer by now is not asked any more: `y` must not act on something else.
private func closeAnsweredQuestion(_ state: inout StudioState) {
    func job(_ id: JobID) -> Job? { state.engine.jobs.first { $0.id == id } }
    switch state.overlay {
    case .confirmSendAgain(let id)? where job(id)?.state != .uncertain:
        state.overlay = nil
        state.message = state.message ?? .info("its fate is known now")
    case .overCap(let question)? where question.again.map { job($0)?.state != .uncertain } == true:
        state.overlay = nil
        state.message = state.message ?? .info("its fate is known now")
    case .confirmAbandon(let id)? where job(id) == nil:
        state.overlay = nil
        state.message = state.message ?? .info("it has ended by itself")
    case .confirmAbandon(let id)? where job(id)?.isUnsent == true:
        // It came back to be tried again: the question spoke of what the service has.
        state.overlay = nil
        let key = CommandTable.key(for: .cancelJob, in: .queue) ?? ""
        state.message = .info("it waits to be sent again: \(key) ends it free of cost")
    case .confirmClear(let ids)? where !ids.contains(where: { job($0)?.isUnsent == true }):
        state.overlay = nil
        state.message = state.message ?? .info("nothing waits any more")
    default: break
    }
}

/// Says what ended since the last snapshot, the newest of them, and why the queue stopped.
private func announce(since before: EngineSnapshot, _ state: inout StudioState) {
    let snapshot = state.engine
    if snapshot.pause != before.pause, let pause = snapshot.pause, let words = PauseWords(pause, snapshot).sentence {
        state.message = .warning(words)
    }
    if let old = before.pause, snapshot.pause == nil,
        let words = PauseWords(old, before).sentence, state.message?.text == words
    {
        state.message = .info("the queue goes on")
    }
    let known = Dictionary(before.jobs.map { ($0.id, $0.state) }) { first, _ in first }
    if let job = snapshot.jobs.last(where: { $0.state == .uncertain && known[$0.id].map { $0 != .uncertain } == true }),
        let failure = job.failure
    {
        let words = FailureWords(failure)
        state.message = .warning("\(words.headline): \(words.sentence); the service is asked what became of it")
    }
    guard snapshot.finishedJobs > before.finishedJobs else { return }
    // Of several that ended at once a failure is said before a success.
    let count = Int(min(snapshot.finishedJobs - before.finishedJobs, UInt64(snapshot.recent.count)))
    let ended = snapshot.recent.suffix(count)
    guard let job = ended.last(where: { [.failed, .blocked].contains($0.state) }) ?? ended.last else { return }
    switch job.state {
    case .done, .partial:
        let isWhole = job.state == .done && job.results.count == job.asked
        let count = isWhole ? "" : "\(job.results.count) of \(job.asked) images · "
        let last = job.results.last
        let seed = last?.seed.map { "seed \($0)" } ?? "no seed"
        let link = last?.url ?? "kept as a file"
        let mark = job.origin.isOffRecord ? "off the record, " : ""
        state.message = .info("\(mark)\(job.state.rawValue): \(count)\(seed) · \(link)")
    case .blocked, .failed:
        guard let failure = job.failure else { return }
        let words = FailureWords(failure)
        state.message = .error("\(words.headline): \(words.sentence)")
    case .cancelled where job.failure == .erased:
        let words = FailureWords(.erased)
        state.message = .warning("\(words.headline): \(words.sentence)")
    case .cancelled: state.message = .info("cancelled before it was sent: nothing is billed")
    case .abandoned: state.message = .warning("abandoned: it may be billed; a late result is still \(job.lateWords)")
    case .queued, .sending, .accepted, .running, .held, .uncertain: break
    }
}

/// Why the queue stands still, in words with the key that goes on.
package struct PauseWords {
    /// A word or two for the queue's title.
    package let headline: String
    /// One sentence; nil when there is nothing to say that the title does not.
    package let sentence: String?

    package init(_ pause: PauseReason, _ snapshot: EngineSnapshot) {
        let key = CommandTable.key(for: .togglePause, in: .queue) ?? ""
        switch pause {
        case .user:
            headline = "paused"
            sentence = nil
        case .restored:
            let count = snapshot.jobs.count { $0.state == .queued }
            // In the title, because it stands there as long as the pause does, and the key that sends costs money.
            let price = snapshot.queuedEstimate.estimated(isSimulated: snapshot.service.isSimulated)
            headline = "\(key) sends \(count) \(price)"
            sentence = "\(count) unsent of an earlier run \(price): \(key) in the queue pane sends"
        case .keyRefused:
            headline = "key refused"
            sentence = "the service refused the key: correct RUNWARE_API_KEY and start again"
        case .creditTooLow:
            headline = "credit too low"
            sentence = "the credit is too low: add some, then \(key) in the queue pane goes on"
        case .unreachable(let fault):
            headline = "not reachable"
            sentence = "the service cannot be reached (\(fault.detail)); Easel keeps trying, nothing is lost"
        case .storeFailed(let reason):
            headline = "cannot write"
            sentence = "nothing is sent: \(reason)"
        }
    }
}
