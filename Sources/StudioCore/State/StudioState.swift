package import EngineModel
package import TerminalUI

/// The panes of the studio (product §3), in the order in which Tab visits them.
package enum Pane: String, CaseIterable, Hashable, Sendable {
    case prompt = "Prompt"
    case parameters = "Parameters"
    case queue = "Queue"
    case history = "History"
    case result = "Result"
}

/// What lies over the panes and takes the keys.
package enum Overlay: Hashable, Sendable {
    /// All commands with their keys; scrolled by so many rows.
    case help(offset: Int)
    /// A list to choose from.
    case picker(Picker)
    /// The form that makes a sweep; it stands in the state.
    case sweep
    /// A sweep laid out by its axes.
    case sweepGrid(SweepGrid)
    /// Tasks are on their way: leave all the same?
    case confirmQuit
    /// A job's fate is unknown: send it again, knowing that it may be billed again?
    case confirmSendAgain(JobID)
    /// A name is typed for the parameters to be kept under.
    case presetName(TextBuffer)
    /// There is a preset of that name: replace it?
    case confirmReplacePreset(Preset)
    /// Delete the preset of that name?
    case confirmDeletePreset(String)
    /// A job was sent: let go of it, knowing that it may be billed?
    case confirmAbandon(JobID)
    /// What changed in the prompt since the selected result; scrolled by so many rows.
    case changes(offset: Int)
    /// These of the requests were made before: make them again?
    case madeBefore(PendingSubmission, [Int: EarlierRequest])
    /// It would cross a cap: type what it comes to.
    case overCap(CapQuestion)
    /// What was spent and what is left.
    case spending(SpendingPage)
    /// Tags or a note are typed for rows of history.
    case markField(MarkField)
    /// Delete for ever what lay in the bin before a time: so many rows?
    case confirmEmptyBin(Int, before: Timestamp)
    /// A result is taken away, compared or traced.
    case results(ResultOverlay)
    /// Let go of these jobs, which wait?
    case confirmClear([JobID])
}

/// The queue pane: which row is selected, of unfinished and then of ended jobs.
package struct QueueState: Hashable, Sendable {
    package var selection = 0
    package var offset = 0
    /// Ended jobs that the user took off the list.
    var dismissed: Set<JobID> = []

    package init() {}
}

/// The result pane: what is known of the selected row.
package struct ResultState: Hashable, Sendable {
    package var entry: HistoryEntry?
    package var offset = 0
    /// A row that the list does not hold, shown in place of the selected one until the list has the keys.
    package internal(set) var aside: HistoryEntry?
    /// The row that was asked for to stand aside.
    var wanted: HistoryID?
    /// The selected row, while what is known of it is being read.
    var awaited: HistoryID?
    /// Whether what stands aside is a job of the queue pane.
    package internal(set) var isOfQueue = false
    /// Whether what is written on that job's row of history is still being read.
    var awaitsMarks = false

    package init() {}
}

/// Everything the studio shows. Views draw it, `reduce` changes it, nothing else holds state.
package struct StudioState: Hashable, Sendable {
    package var size: Size
    package var focus = Pane.prompt
    package var overlay: Overlay?
    package var prompt = PromptState()
    package var recall = RecallState()
    /// Whether the prompt shows what is new in it since the selected result.
    package var marksChanges = false
    package var parameters: ParametersState
    package var template: TemplateState
    package var queue = QueueState()
    package var history = HistoryState()
    package var result = ResultState()
    /// What was pressed before it was known which row it means.
    package internal(set) var typedAhead: [TypedAhead] = []
    /// The result that the next one is compared with.
    package internal(set) var marked: HistoryEntry?
    /// Where the program runs, as far as links care.
    package var surroundings = Surroundings()
    package var engine = EngineSnapshot()
    /// The sweep that is being made.
    package var sweep = SweepForm()
    /// The sweeps that were read last, newest first.
    package var sweeps: [SweepRecord] = []
    package var message: Message?
    /// The newest time that was told; clocks of jobs are drawn from it.
    package var now = Timestamp(milliseconds: 0)
    /// The user's clock.
    package var utcOffsets = UTCOffsets.utc
    /// The result that the draft was restored from.
    package var parent: ResultID?
    /// What was submitted and is not answered yet.
    package internal(set) var submission: PendingSubmission?
    /// The user asked to leave once nothing is on its way.
    package var leavesWhenDone = false
    /// Set while nothing is kept of what is composed and made.
    package internal(set) var offRecord: OffRecordMode?
    /// What was seen of what ended off the record.
    var sights = OffRecordSights()
    /// How the end of a batch is told.
    package var finishSignals: FinishSignals = []

    package init(size: Size, seeds: SeedSequence) {
        self.size = size
        self.parameters = ParametersState(seeds: seeds)
        var seeds = seeds
        template = TemplateState(start: seeds.next())
    }

    /// Jobs whose tasks are at the service now.
    package var inFlightCount: Int { engine.jobs.count { $0.state.isInFlight } }
}
