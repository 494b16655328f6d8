package import RunwareAPI

/// What the engine shows of itself. Snapshots may be skipped; whatever must not be missed is a rising counter here.
package struct EngineSnapshot: Hashable, Sendable {
    /// Rises with every snapshot; an older one is ignored.
    package var revision: UInt64 = 0
    package var service = ServiceStatus()
    /// Unfinished jobs in the order in which they are sent.
    package var jobs: [Job] = []
    /// Jobs that ended since the start, abandoned ones included, newest last, at most `recentLimit`.
    package var recent: [Job] = []
    /// Jobs of this session that ended without all of their images, newest last; as many as the queue knows. Those that
    /// are off the record stand in `offRecord`.
    package var failed: [Job] = []
    package var ledger = Ledger()
    /// The balance that the service named last; nil until it did.
    package var balance: Balance?
    package var parallelism = 3
    /// How long a task takes at this service, by those that ended last: the median in milliseconds; nil when nothing is known.
    package var pace: Int64?
    package var pause: PauseReason?
    /// Rises whenever history may show something new.
    package var historyRevision: UInt64 = 0
    /// Jobs that ended since the start.
    package var finishedJobs: UInt64 = 0
    /// Batches of jobs that have come to an end since the start, for now or for good.
    package var finishedBatches: UInt64 = 0
    /// What the last of them came to; nil before the first.
    package var lastBatch: BatchEnd?
    /// Ended jobs that are off the record, newest last. They stand nowhere else once they were shown.
    package var offRecord: [Job] = []

    /// Bound of `recent`.
    package static let recentLimit = 50

    package init() {}

    /// Jobs that wait, are under way, or whose fate is open.
    package var pendingCount: Int { jobs.count }

    /// What the unsent jobs would cost at the published price; of a job with images, those that are missing.
    package var queuedEstimate: Money {
        jobs.filter { $0.state == .queued }.map(\.unsentEstimate).reduce(.zero, +)
    }
}

/// What is left of an account's credit.
package struct Balance: Hashable, Sendable {
    package let amount: Money
    /// Nil means US dollars.
    package let currency: String?

    package init(amount: Money, currency: String?) {
        self.amount = amount
        self.currency = currency
    }

    /// `$12.34`, or `12.34 EUR`.
    package var words: String {
        guard let currency, currency != "USD" else { return amount.description }
        return "\(amount.jsonNumber) \(currency)"
    }
}

/// Who answers, as the header says it.
package struct ServiceStatus: Hashable, Sendable {
    /// `Runware`, `local service`, or a host.
    package var name = ""
    package var address = ""
    package var isSimulated = false
    /// Nil until the service has answered or named itself.
    package var identity: ServiceIdentity?
    /// What the user should know: another port, a fallback.
    package var notice: String?

    package init() {}
}
