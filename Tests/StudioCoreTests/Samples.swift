import EngineModel
import RunwareAPI
import StudioCore
import TerminalUI

/// Values that tests begin with.
enum Sample {
    static let noon = Timestamp(milliseconds: 1_763_812_800_000)

    static func state(_ width: Int = 120, _ height: Int = 40, prompt: String = "") -> StudioState {
        var state = StudioState(size: Size(width: width, height: height), seeds: SeedSequence(start: 7))
        state.now = noon
        state.prompt.buffer.insert(prompt)
        _ = state.templateChanged(state.prompt.buffer.text)
        return state
    }

    static func job(
        _ number: UInt64, _ jobState: JobState = .queued, prompt: String = "a cat", images: Int = 1,
        failure: JobFailure? = nil, delivered: Int = 0
    ) -> Job {
        var parameters = Parameters()
        parameters.seed = number
        parameters.numberResults = images
        var job = Job(
            id: JobID("job-\(number)"), request: ImageRequest(prompt: prompt, parameters: parameters),
            origin: JobOrigin(), submittedAt: noon, service: .local(storeID: "s"), state: jobState)
        job.failure = failure
        job.results = (0..<delivered).map { result($0, seed: number + UInt64($0)) }
        return job
    }

    static func result(_ index: Int = 0, seed: UInt64? = 42) -> ImageResult {
        ImageResult(
            id: ResultID("result-\(index)"), taskUUID: TaskUUID(randomBits: 1, UInt64(index)),
            imageUUID: "image-\(index)", index: index, url: "https://im.example/\(index).jpg", seed: seed,
            cost: Money(microDollars: 40_000),
            nsfw: nil, receivedAt: noon, media: .linked)
    }

    static func row(_ number: Int64, prompt: String = "a cat") -> HistoryRow {
        HistoryRow(
            id: .result(ResultID("result-\(number)")), cursor: HistoryCursor(sequence: number), state: .done,
            time: noon, excerpt: prompt, width: 1024, height: 1024, seed: UInt64(number), cost: nil,
            isSimulated: true)
    }

    static func entry(_ row: HistoryRow, job: Job, result: ImageResult?) -> HistoryEntry {
        HistoryEntry(row: row, job: job, result: result)
    }

    /// Rows from `first` down to `last`, newest first.
    static func page(_ first: Int64, through last: Int64, more: Bool = false) -> HistoryPage {
        HistoryPage(rows: stride(from: first, through: last, by: -1).map { row($0) }, hasMore: more)
    }

    static func snapshot(
        _ revision: UInt64, _ jobs: [Job] = [], change: (inout EngineSnapshot) -> Void = { _ in }
    ) -> EngineSnapshot {
        var snapshot = EngineSnapshot()
        snapshot.revision = revision
        snapshot.jobs = jobs
        snapshot.service.identity = .local(storeID: "s")
        change(&snapshot)
        return snapshot
    }

    static func serviceFailure(_ code: String, _ message: String) -> JobFailure {
        .service([ServiceError(code: code, message: message)])
    }
}

extension StudioState {
    /// Lets keys be pressed, written as in the command table, and returns what they ask for.
    @discardableResult
    mutating func press(_ keys: String...) -> [Effect] {
        keys.flatMap { text in KeyEvent(text).map { reduce(.key($0), &self) } ?? [] }
    }

    /// Types text key by key.
    @discardableResult
    mutating func type(_ text: String) -> [Effect] {
        text.flatMap { reduce(.key(KeyEvent(.character($0))), &self) }
    }

    /// The focused parameters pane with a control selected.
    mutating func select(_ control: Control) {
        focus = .parameters
        parameters.selection = control
    }
}

/// Keys of all kinds, more often those that do something.
struct RandomKeys {
    static let all: [KeyEvent] =
        CommandTable.rows.flatMap(\.keys).compactMap(KeyEvent.init)
        + "0123456789-abyné日🇩🇪 ".map { KeyEvent(.character($0)) } + [KeyEvent(.escape), KeyEvent(.enter)]

    /// All but those that leave or suspend.
    static let withoutEnds = all.filter { !["C-c", "F10", "C-z"].contains($0.description) }
}

extension StudioState {
    /// The requests that submitting makes now; none when there is a fault.
    var draftRequests: [ImageRequest] { (try? composition.requests()) ?? [] }
}
