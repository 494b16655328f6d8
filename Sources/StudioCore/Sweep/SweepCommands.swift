import EngineModel
import RunwareAPI

/// Queues what the form makes, when it makes something.
func submitSweep(_ state: inout StudioState) -> [Effect] {
    switch state.sweepPlan {
    case .failure(let refusal):
        state.message = .error(refusal.sentence)
        return []
    case .success(let plan):
        state.overlay = nil
        return state.submit(PendingSubmission(plan.requests, parent: state.parent, sweep: .new(plan)))
    }
}

/// Sweeps came that were asked for: they are shown to choose from.
func showSweeps(_ records: [SweepRecord], _ state: inout StudioState) -> [Effect] {
    guard !records.isEmpty else {
        state.message = .info("no sweep was made yet; \(CommandTable.key(for: .sweep) ?? "") makes one")
        return []
    }
    state.sweeps = records
    let items = records.map { record in
        Picker.Item(
            id: record.batch.text, label: "\(record.label) · \(record.bases.first?.prompt ?? "")",
            detail: record.cells.count == 1 ? "1 cell" : "\(record.cells.count) cells")
    }
    state.overlay = .picker(Picker(.sweep, title: "Sweeps", items: items))
    return []
}

/// A sweep was chosen: its jobs are asked for.
func chooseSweep(_ item: Picker.Item, _ state: inout StudioState) -> [Effect] {
    state.sweeps.first { $0.batch.text == item.id }.map { [.loadSweep($0)] } ?? []
}

/// What is known of a sweep came: it is shown, or the grid that shows it is brought up to date.
func showSweep(_ progress: SweepProgress, _ state: inout StudioState) {
    if case .sweepGrid(var grid)? = state.overlay {
        guard grid.progress.record.batch == progress.record.batch else { return }
        grid.progress = progress
        state.overlay = .sweepGrid(grid)
    } else if state.overlay == nil {
        state.overlay = .sweepGrid(SweepGrid(progress))
    }
}
