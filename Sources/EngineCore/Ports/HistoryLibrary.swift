package import EngineModel
package import RunwareAPI

/// Reading history, and the small things that are kept beside it.
package protocol HistoryLibrary: Sendable {
    /// A page of history, newest first, older than `cursor` when one is given; at most `limit` rows.
    func page(
        _ query: HistoryQuery, before cursor: HistoryCursor?, limit: Int
    ) async throws(StoreFailure) -> HistoryPage
    /// All that is known of a row; nil when it is gone.
    func entry(_ id: HistoryID) async throws(StoreFailure) -> HistoryEntry?
    /// The rows of these, in the order of history; those that are gone are left out.
    func rows(_ ids: [HistoryID]) async throws(StoreFailure) -> [HistoryRow]
    /// Changes marks in one transaction, and returns what takes it back, in the order in which that has to be done. A
    /// row that is gone, and what changes nothing, is left out.
    func mark(_ changes: [RowChange]) async throws(StoreFailure) -> [RowChange]
    /// The tags in use, those used most first; at most `limit`.
    func tags(limit: Int) async throws(StoreFailure) -> [TagCount]
    /// How many rows lie in the bin.
    func binCount() async throws(StoreFailure) -> Int
    /// Deletes for ever what lay in the bin before a time, with the files. What was spent stays counted.
    ///
    /// - Returns: how many rows went.
    func emptyBin(before time: Timestamp) async throws(StoreFailure) -> Int
    /// Where a row comes from and what was made from it; nil when it is gone.
    func lineage(of id: HistoryID) async throws(StoreFailure) -> Lineage?
    /// Sums of costs since a time (day) and of all time; the session is the engine's own.
    func totals(since dayStart: Timestamp) async throws(StoreFailure) -> (day: Ledger.Totals, allTime: Ledger.Totals)
    /// Distinct prompts, used last first, whose newest use was before `cursor` when one is given; at most `limit`.
    func prompts(before cursor: PromptCursor?, limit: Int) async throws(StoreFailure) -> PromptPage
    /// The jobs of a batch in the order in which they were submitted, at most `limit`; of those that this version does
    /// not understand none.
    func jobs(of batch: BatchID, limit: Int) async throws(StoreFailure) -> [SweepJob]
    /// The texts that are kept under names that begin so, the newest name's last; at most `limit`.
    func notes(beginning prefix: String, limit: Int) async throws(StoreFailure) -> [String]
    /// What every copy has spent since a time, has in flight and has queued, in one kind of money.
    func spending(since dayStart: Timestamp, isSimulated: Bool) async throws(StoreFailure) -> Spending
    /// Those of these requests, by their place, that were made before at the service or are open there, each with the
    /// newest of its kind.
    func earlier(
        _ requests: [ImageRequest], at service: ServiceIdentity
    ) async throws(StoreFailure) -> [Int: EarlierRequest]
    /// Those of these jobs of which what was missing was asked for again: by a job that names it, or because it goes on
    /// itself. An attempt at it that came to nothing does not count.
    func retries(of jobs: [JobID]) async throws(StoreFailure) -> [JobID: EarlierRequest]
    /// The text that was saved last under this name; drafts are kept so.
    func note(_ name: String) async throws(StoreFailure) -> String?
    /// Saves a text under a name, replacing the one before.
    func saveNote(_ name: String, _ text: String) async throws(StoreFailure)
}
