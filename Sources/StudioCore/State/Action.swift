package import EngineModel
package import RunwareAPI
package import TerminalUI

/// Something that happened.
package enum Action: Hashable, Sendable {
    case key(KeyEvent)
    case pasted(String)
    case resized(Size)
    /// The engine published a snapshot.
    case engine(EngineSnapshot)
    /// A page of history came, the answer to this question; `appended` when it continues the rows shown.
    case page(HistoryPage, question: UInt64, appended: Bool)
    /// What is known of a row came.
    case entry(HistoryID, HistoryEntry?)
    /// What was submitted is in the queue, durably: so many requests, none when a job was sent again.
    case queued(Int)
    /// Nothing of what was submitted is queued, until the user agrees to this.
    case objected(SubmitObjection)
    /// Nothing of what was submitted is queued, for this reason.
    case notQueued(String)
    /// What was spent and what is left.
    case spending(SpendingReport)
    /// Something failed; the sentence says what and what to do.
    case failed(String)
    /// Time passed.
    case ticked(Timestamp)
    /// A draft of an earlier run was read.
    case restoredDraft(Draft)
}

/// Something the outside is asked to do.
package enum Effect: Hashable, Sendable {
    case submit(PendingSubmission)
    case loadSpending
    /// Sets the cap of this session; nil takes it away.
    case setSessionCap(Money?)
    case loadPage(HistoryQuery, before: HistoryCursor?, question: UInt64)
    case loadEntry(HistoryID)
    case cancel(JobID)
    case collectNow
    case fetchFile(ResultID, url: String, OutputFormat)
    case pauseQueue
    case resumeQueue
    case setParallelism(Int)
    case saveDraft(Draft)
    case suspend
    case quit
}
