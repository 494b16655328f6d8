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
    /// Requests were queued, durably.
    case queued(Int)
    /// Something failed; the sentence says what and what to do.
    case failed(String)
    /// Time passed.
    case ticked(Timestamp)
    /// A draft of an earlier run was read.
    case restoredDraft(Draft)
    /// Named lists were looked for.
    case lists(NamedLists)
}

/// Something the outside is asked to do.
package enum Effect: Hashable, Sendable {
    case submit([ImageRequest], parent: ResultID?, template: String? = nil)
    case loadPage(HistoryQuery, before: HistoryCursor?, question: UInt64)
    case loadEntry(HistoryID)
    case cancel(JobID)
    case sendAgain(JobID)
    case collectNow
    case fetchFile(ResultID, url: String, OutputFormat)
    case pauseQueue
    case resumeQueue
    case setParallelism(Int)
    case saveDraft(Draft)
    case loadLists([String])
    case suspend
    case quit
}
