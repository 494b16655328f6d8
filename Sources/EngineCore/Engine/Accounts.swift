import EngineModel

/// What the engine counts of the entries that became durable: money, and the counters that snapshots carry.
struct Accounts {
    var ledger = Ledger()
    /// Rises whenever history may show something new.
    private(set) var historyRevision: UInt64 = 0
    /// Jobs that ended since the start; one that was abandoned and answered late counts once.
    private(set) var finishedJobs: UInt64 = 0
    /// Which batches have ended.
    var batches = BatchWatch()
    private var day = Timestamp(milliseconds: 0)
    private var abandoned: Set<JobID> = []

    /// Begins another day when this one is over.
    mutating func roll(to today: Timestamp) {
        guard today != day else { return }
        day = today
        ledger.day = Ledger.Totals()
    }

    /// Another process changed history.
    mutating func historyChanged() { historyRevision += 1 }

    /// Counts entries of one write. `isSimulated` says of a job whether its service's costs are no real money.
    mutating func count(_ entries: [JournalEntry], isSimulated: (JobID) -> Bool) {
        for entry in entries {
            batches.saw(entry)
            switch entry {
            case .result(let id, let result):
                ledger.add(result, isSimulated: isSimulated(id))
                historyRevision += 1
            case .changed(let job) where job.state.isFinal:
                if abandoned.remove(job.id) == nil { finishedJobs += 1 }
                if job.state == .abandoned { abandoned.insert(job.id) }
                historyRevision += 1
            // It was sent before and is tried again: what history shows of it has changed or gone.
            case .changed(let job) where job.state == .queued && !job.attempts.isEmpty: historyRevision += 1
            case .media: historyRevision += 1
            case .submitted, .sending, .changed, .ordered, .session: break
            }
        }
    }
}
