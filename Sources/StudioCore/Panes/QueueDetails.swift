import EngineModel
import RunwareAPI

/// Shows in the result pane what is known of the selected job, whether history has it or not.
func showJob(_ state: inout StudioState) {
    guard let job = state.selectedJob else {
        state.message = .info("there is no job to show")
        return
    }
    state.result.stand(aside: HistoryEntry(ofQueue: job), isOfQueue: true)
    state.focus(on: .result)
}

/// The shown job may have gone on.
func refreshShownJob(_ state: inout StudioState) {
    guard state.result.isOfQueue, let id = state.result.aside?.job.id else { return }
    let engine = state.engine
    let job = [engine.jobs, engine.recent, engine.failed, engine.offRecord].lazy.compactMap { $0.first { $0.id == id } }
        .first
    if let job { state.result.aside = HistoryEntry(ofQueue: job) }
}

extension HistoryEntry {
    /// A job as if it stood in history: its first image, when it has one.
    init(ofQueue job: Job) {
        let parameters = job.request.parameters
        let result = job.results.first
        let row = HistoryRow(
            id: result.map { .result($0.id) } ?? .job(job.id), cursor: HistoryCursor(sequence: 0), state: job.state,
            time: result?.receivedAt ?? job.finishedAt ?? job.submittedAt,
            excerpt: String(job.request.prompt.prefix(HistoryRow.excerptLength)), width: parameters.width,
            height: parameters.height, seed: result?.seed ?? parameters.seed, cost: result?.cost,
            isSimulated: job.service.isSimulated)
        self.init(row: row, job: job, result: result)
    }
}
