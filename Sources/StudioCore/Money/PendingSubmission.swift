package import EngineModel
package import RunwareAPI

/// What was asked for and is not in the queue yet: on its way, or waiting for an answer of the user's.
package struct PendingSubmission: Hashable, Sendable {
    package enum Work: Hashable, Sendable {
        /// These requests, and where they came from.
        case requests([ImageRequest], SubmissionOrigin)
        /// An uncertain job, which may be billed again.
        case again(JobID)
        /// Failed jobs of this session, for what is missing of them.
        case retry([JobID])
    }

    package private(set) var work: Work
    package var consent = Consent()
    /// The seeds that the draft would have used up; nil when it is not the draft that is submitted.
    let draftSeeds: [UInt64]?

    package init(
        _ requests: [ImageRequest], parent: ResultID?, template: String? = nil, sweep: SubmissionOrigin.Sweep? = nil
    ) {
        work = .requests(
            requests, SubmissionOrigin(parent: parent, template: template, sweep: sweep, retryOf: nil))
        draftSeeds = requests.compactMap(\.parameters.seed)
    }

    package init(again id: JobID) {
        work = .again(id)
        draftSeeds = nil
    }

    package init(retrying ids: [JobID]) {
        work = .retry(ids)
        draftSeeds = nil
    }

    /// A request of a job, once more: off the record when that one was.
    ///
    /// - Parameter isRetry: whether it asks for what is missing of that job.
    package init(_ request: ImageRequest, of job: Job, isRetry: Bool = false) {
        work = .requests(
            [request],
            SubmissionOrigin(
                parent: job.origin.parent, template: job.origin.template, sweep: nil,
                retryOf: isRetry ? job.id : nil, isOffRecord: job.origin.isOffRecord))
        draftSeeds = nil
    }

    /// Nothing of it is to be kept.
    mutating func goOffRecord() {
        guard case .requests(let requests, var origin) = work else { return }
        origin.isOffRecord = true
        work = .requests(requests, origin)
    }

    package var requests: [ImageRequest] {
        if case .requests(let requests, _) = work { requests } else { [] }
    }

    /// Whether it asks for what is missing of jobs.
    package var isRetry: Bool {
        switch work {
        case .requests(_, let origin): origin.retryOf != nil
        case .retry: true
        case .again: false
        }
    }

    /// The requests, or jobs to be tried again, that it is made of.
    package var count: Int {
        switch work {
        case .requests(let requests, _): requests.count
        case .retry(let ids): ids.count
        case .again: 1
        }
    }

    /// What is special about it, behind the words that it is queued.
    fileprivate var mark: String {
        switch work {
        case .requests(_, let origin): origin.isOffRecord ? " off the record" : ""
        case .retry: " again, behind all others"
        case .again: ""
        }
    }

    /// Without the requests at these places.
    func without(_ places: some Sequence<Int>) -> PendingSubmission {
        let places = Set(places)
        func kept<Part>(of parts: [Part]) -> [Part] {
            parts.enumerated().filter { !places.contains($0.offset) }.map(\.element)
        }
        var rest = self
        switch work {
        case .requests(let requests, let origin): rest.work = .requests(kept(of: requests), origin)
        case .retry(let ids): rest.work = .retry(kept(of: ids))
        case .again: break
        }
        return rest
    }
}

/// Where requests came from.
package struct SubmissionOrigin: Hashable, Sendable {
    /// The result that they were made from.
    package let parent: ResultID?
    /// The template that their prompts are expansions of.
    package let template: String?
    package let sweep: Sweep?
    /// The job whose missing images they are.
    package let retryOf: JobID?
    /// Whether nothing of it may be kept.
    package fileprivate(set) var isOffRecord = false

    /// The sweep whose cells they are.
    package enum Sweep: Hashable, Sendable {
        /// A new one.
        case new(SweepPlan)
        /// What is missing of one that was submitted before.
        case rest(SweepRecord)
    }
}

extension StudioState {
    /// What each part of a submission costs at the published price.
    package func prices(of pending: PendingSubmission) -> [Money] {
        switch pending.work {
        case .requests(let requests, _): requests.map(\.estimate)
        case .retry(let ids): ids.map { id in engine.failed.last { $0.id == id }?.retryEstimate ?? .zero }
        case .again(let id): [engine.jobs.first { $0.id == id }?.request.estimate ?? .zero]
        }
    }

    /// Asks for something that costs. One at a time: an impatient second key asks for nothing.
    mutating func submit(_ pending: PendingSubmission) -> [Effect] {
        guard submission == nil else {
            message = .info("the last one is on its way into the queue: nothing more was queued")
            return []
        }
        var pending = pending
        if isOffRecord { pending.goOffRecord() }
        submission = pending
        return [.submit(pending)]
    }
}

/// Requests, or none because a job was sent again, are in the queue, durably: only now the draft's seed is used up.
func reduceQueued(_ count: Int, _ state: inout StudioState) -> [Effect] {
    let pending = state.submission
    if count > 0, pending?.draftSeeds != nil { state.redrawSubset() }
    state.submission = nil
    // It may have failed again before any news of it.
    if count > 0, case .retry(let ids)? = pending?.work { state.queue.dismissed.subtract(ids) }
    if count > 0 { state.message = .info(queuedWords(count, pending, state)) }
    guard let seeds = pending?.draftSeeds, !seeds.isEmpty else { return [] }
    state.parameters.advanceSeed(past: seeds)
    return state.isOffRecord ? [] : [.saveDraft(state.draft)]
}

/// The engine wants something agreed to first; nothing was queued.
func reduceObjection(_ objection: SubmitObjection, _ state: inout StudioState) {
    guard let pending = state.submission else { return }
    state.submission = nil
    guard state.mayBeAsked else {
        // Keys that are meant for what lies there, or that wait for a search, must not answer.
        state.message = .warning("nothing was queued: there is a question about it, submit again to see it")
        return
    }
    state.message = nil
    switch objection {
    case .madeBefore(let earlier): state.overlay = .madeBefore(pending, earlier)
    case .overCap(let crossings): state.overlay = .overCap(CapQuestion(pending, crossings))
    }
}

private func queuedWords(_ count: Int, _ pending: PendingSubmission?, _ state: StudioState) -> String {
    let requests = (count == 1 ? "1 request queued" : "\(count) requests queued") + (pending?.mark ?? "")
    switch state.engine.pause {
    // Unsent jobs of an earlier run wait alone; those of this run are sent.
    case nil, .restored?: return requests
    case .unreachable?: return requests + "; sent as soon as the service can be reached"
    case .user?, .keyRefused?, .creditTooLow?, .storeFailed?:
        let key = CommandTable.key(for: .togglePause) ?? ""
        return requests + "; the queue is paused, \(key) in the queue pane goes on"
    }
}
