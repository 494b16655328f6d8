/// What a batch of jobs came to: how many of them ended how.
package struct BatchEnd: Hashable, Sendable {
    /// Done, or with some of their images.
    package var delivered = 0
    /// Failed or blocked.
    package var failed = 0
    package var uncertain = 0
    /// Let go of by the user.
    package var cancelled = 0

    package init(_ jobs: some Sequence<Job>) {
        for job in jobs {
            switch job.state {
            case .done, .partial: delivered += 1
            case .failed, .blocked: failed += 1
            case .uncertain: uncertain += 1
            case .cancelled, .abandoned: cancelled += 1
            case .queued, .sending, .accepted, .running, .held: break
            }
        }
    }

    /// Whether anything ended that the user did not end.
    package var isNews: Bool { delivered + failed + uncertain > 0 }

    /// `3 done, 1 failed`; names no prompt.
    package var words: String {
        let parts = [(delivered, "done"), (failed, "failed"), (uncertain, "uncertain"), (cancelled, "cancelled")]
        return parts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
    }
}

/// Which batches have ended. Each tells of its end once: one that is retried or answered late does not end again.
package struct BatchWatch: Hashable, Sendable {
    /// Batches that have ended.
    package private(set) var finished: UInt64 = 0
    package private(set) var last: BatchEnd?
    private var candidates: Set<BatchID> = []
    private var told: Set<BatchID> = []

    package init() {}

    /// This became durable: of what has come to an end the batch may have, too.
    package mutating func saw(_ entry: JournalEntry) {
        guard case .changed(let job) = entry, let batch = job.origin.batch,
            job.state.isFinal || job.state == .uncertain,
            !told.contains(batch)
        else { return }
        candidates.insert(batch)
    }

    /// Looks whether batches of which something has ended are at their end. A job of unknown fate is at its end for now.
    package mutating func look(at queue: JobQueue) {
        for batch in candidates {
            let open = queue.jobs.lazy.filter { $0.origin.batch == batch }
            guard open.allSatisfy({ $0.state == .uncertain }) else { continue }
            told.insert(batch)
            let end = BatchEnd(
                [
                    open, queue.abandoned.lazy.filter { $0.origin.batch == batch },
                    queue.recent.lazy.filter { $0.origin.batch == batch },
                ].joined())
            guard end.isNews else { continue }
            finished += 1
            last = end
        }
        candidates = []
    }
}
