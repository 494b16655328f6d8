package import EngineModel
package import RunwareAPI

/// The day's cap as the store checks it, in the same transaction that makes the jobs durable.
package struct DayLimit: Hashable, Sendable {
    /// When the user's day began.
    package let since: Timestamp
    /// Which kind of money is counted.
    package let isSimulated: Bool
    /// What all copies together may have spent, in flight and queued afterwards.
    package let amount: Money
    /// What is added now.
    package let adds: Money

    package init(since: Timestamp, isSimulated: Bool, amount: Money, adds: Money) {
        self.since = since
        self.isSimulated = isSimulated
        self.amount = amount
        self.adds = adds
    }
}

/// Why jobs were not made durable; none of them was.
package enum AdmissionFailure: Error, Hashable, Sendable {
    /// They would cross the day's limit: so much counts without them.
    case overLimit(Spending)
    case store(StoreFailure)
}
