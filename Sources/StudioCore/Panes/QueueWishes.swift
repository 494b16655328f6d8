import EngineModel
import RunwareAPI

/// Commands of the queue pane that change what is sent, when, and how often.
func performQueueWish(_ command: Command, _ state: inout StudioState) -> [Effect] {
    switch command {
    case .moveJobUp: return move(.up, &state)
    case .moveJobDown: return move(.down, &state)
    case .moveJobToFront: return move(.toFront, &state)
    case .retryJob: return retrySelected(&state)
    case .retryFailed: return retryFailed(&state)
    case .duplicateJob:
        guard let job = state.selectedJob else {
            state.message = .info("there is no job to duplicate")
            return []
        }
        return state.submit(PendingSubmission(job.request, of: job))
    case .clearPending:
        let waiting = state.engine.jobs.filter(\.isUnsent)
        guard !waiting.isEmpty else {
            state.message = .info("no job waits")
            return []
        }
        state.overlay = .confirmClear(waiting.map(\.id))
    case .showJob: return showJob(&state)
    default: break
    }
    return []
}

private func move(_ move: QueueMove, _ state: inout StudioState) -> [Effect] {
    guard let job = state.selectedJob, job.isUnsent else {
        state.message = .info("only a job that waits can be moved")
        return []
    }
    let waiting = state.engine.jobs.filter(\.isUnsent)
    guard job.id != (move == .down ? waiting.last : waiting.first)?.id else {
        state.message = .info(move == .down ? "it is the last one already" : "it is the next one already")
        return []
    }
    return [.moveJob(job.id, move)]
}

/// Lets go of the jobs that waited when the question was asked; those that were sent meanwhile go on.
func clear(_ ids: [JobID], _ state: inout StudioState) -> [Effect] {
    [.clearJobs(ids)]
}

private func retrySelected(_ state: inout StudioState) -> [Effect] {
    if let job = state.selectedJob, job.canBeRetried { return retry(job, &state) }
    let count = state.retriableJobs.count
    let key = CommandTable.key(for: .retryFailed) ?? ""
    let more = count == 0 ? "" : "; \(key) tries the \(count == 1 ? "failed one" : "\(count) failed ones") again"
    state.message = .info("only a failed job can be tried again" + more)
    return []
}

private func retryFailed(_ state: inout StudioState) -> [Effect] {
    let failed = state.retriableJobs
    guard !failed.isEmpty else {
        let isListed = state.endedJobs.contains { $0.canBeRetried }
        state.message = .info(
            isListed
                ? "what was blocked or is off the record is only tried again one by one"
                : "no failed job of this session is on the list")
        return []
    }
    return state.submit(PendingSubmission(retrying: failed.map(\.id)))
}

/// Tries the job of the selected result again.
func retryResult(_ state: inout StudioState) -> [Effect] {
    guard let entry = state.shownEntry else {
        state.message = .info("no result is selected")
        return []
    }
    guard entry.job.canBeRetried else {
        state.message = .info(
            "only a failed, blocked or partial job can be tried again; this one is \(entry.job.state)")
        return []
    }
    return retry(entry.job, &state)
}

/// A job of this session goes on; one of an earlier run, or of which nothing is kept, becomes a new job for the images
/// that it lacks. Where that was asked for before, the engine objects.
private func retry(_ job: Job, _ state: inout StudioState) -> [Effect] {
    // What is shown of it may be of before.
    if let running = state.engine.jobs.first(where: { $0.id == job.id }) {
        state.message = .info("it is being tried again already: it is \(running.state)")
        return []
    }
    if state.engine.failed.contains(where: { $0.id == job.id }) {
        return state.submit(PendingSubmission(retrying: [job.id]))
    }
    var request = job.request
    request.parameters.numberResults = max(job.asked - job.results.count, 1)
    // A seed whose images came would bring them once more.
    if !job.results.isEmpty {
        request.parameters.seed = request.parameters.numberResults == 1 ? state.freshSeed(besides: job) : nil
    }
    return state.submit(PendingSubmission(request, of: job, isRetry: true))
}

extension StudioState {
    /// A seed that made none of a job's images.
    fileprivate mutating func freshSeed(besides job: Job) -> UInt64 {
        let used = Set(job.results.compactMap(\.seed) + [job.request.parameters.seed].compactMap(\.self))
        var seed = parameters.seeds.next()
        while used.contains(seed) { seed = parameters.seeds.next() }
        return seed
    }
}
