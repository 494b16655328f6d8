import EngineModel
import RunwareAPI

/// Shows in the result pane what is known of the selected job, whether history has it or not.
func showJob(_ state: inout StudioState) -> [Effect] {
    guard let job = state.selectedJob else {
        state.message = .info("there is no job to show")
        return []
    }
    let effects = state.result.stand(asideOfQueue: HistoryEntry(ofQueue: job))
    state.focus(on: .result)
    return effects
}

/// The shown job may have gone on.
func refreshShownJob(_ state: inout StudioState) -> [Effect] {
    guard state.result.isOfQueue, let shown = state.result.aside else { return [] }
    let engine = state.engine
    let lists = [engine.jobs, engine.recent, engine.failed, engine.offRecord]
    guard let job = lists.lazy.compactMap({ $0.first { $0.id == shown.job.id } }).first else { return [] }
    let entry = HistoryEntry(ofQueue: job, known: shown.row)
    guard entry.row.id != shown.row.id || entry.standsInHistory != shown.standsInHistory else {
        state.result.aside = entry
        return []
    }
    let offset = state.result.offset
    defer { state.result.offset = offset }
    return state.result.stand(asideOfQueue: entry)
}

extension HistoryEntry {
    /// A job as if it stood in history: its first image, when it has one.
    ///
    /// - Parameter known: the row as it was read from history; what is written on it is not known to the queue.
    init(ofQueue job: Job, known: HistoryRow? = nil) {
        let parameters = job.request.parameters
        let result = job.results.first
        let id: HistoryID = result.map { .result($0.id) } ?? .job(job.id)
        let known = known?.id == id ? known : nil
        let row = HistoryRow(
            id: id, cursor: known?.cursor ?? HistoryCursor(sequence: 0), state: job.state,
            time: result?.receivedAt ?? job.finishedAt ?? job.submittedAt,
            excerpt: String(job.request.prompt.prefix(HistoryRow.excerptLength)), width: parameters.width,
            height: parameters.height, seed: result?.seed ?? parameters.seed, cost: result?.cost,
            isSimulated: job.service.isSimulated, marks: known?.marks ?? HistoryMarks(), changes: known?.changes)
        self.init(row: row, job: job, result: result)
    }

    /// Whether history has a row of what the queue shows: an image, or a job that ended without one.
    var standsInHistory: Bool {
        !job.origin.isOffRecord && (result != nil || HistoryRecord.statesWithoutResult.contains(job.state))
    }
}
