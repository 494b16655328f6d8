package import EngineModel
package import RunwareAPI
package import TerminalUI

/// Something that happened.
package enum Action: Hashable, Sendable {
    case key(KeyEvent)
    case pasted(String)
    /// A command that waited for what it is about.
    case chosen(Command)
    /// What was pasted was longer than the program keeps of a paste: so many bytes of it are lost.
    case pasteCut(bytes: Int)
    /// The user's editor ended and left this text.
    case edited(String)
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
    /// The sweeps that are kept came, newest first.
    case sweeps([SweepRecord])
    /// What became of a sweep came.
    case sweepProgress(SweepProgress)
    /// Time passed.
    case ticked(Timestamp)
    /// A frame with all of this stands on the screen.
    case presented
    /// Something became known of the named presets.
    case presets(PresetNews)
    /// A draft of an earlier run was read.
    case restoredDraft(Draft)
    /// A page of earlier prompts came, the answer to this question.
    case prompts(PromptPage, question: UInt64)
    /// The snippets were read; the warning names what in their file is wrong.
    case snippets([Snippet], warning: String?)
    /// A snippet stands in its file.
    case snippetSaved(Snippet)
    /// Named lists were looked for.
    case lists(NamedLists)
    /// Something became known of history.
    case history(HistoryNews)
    /// An answer that a command of a result waited for.
    case results(ResultNews)
}

/// Something the outside is asked to do.
package enum Effect: Hashable, Sendable {
    case submit(PendingSubmission)
    case loadSweeps
    case loadSweep(SweepRecord)
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
    case loadPrompts(before: PromptCursor?, question: UInt64)
    case loadSnippets
    case saveSnippet(Snippet)
    /// The user's editor, with this text.
    case editPrompt(String)
    /// Something is wanted of the named presets.
    case presets(PresetWish)
    case loadLists([String])
    /// Something is wanted of history.
    case history(HistoryWish)
    /// Something is wanted of a result.
    case results(ResultWish)
    case suspend
    case quit
    case moveJob(JobID, QueueMove)
    /// Let go of those of these jobs that still wait.
    case clearJobs([JobID])
    /// What these jobs, which are off the record, came to was shown: it is kept no longer.
    case shown([JobID])
    /// Tell the user, who may look elsewhere, that a batch has ended: with these words.
    case signal(String)
}
