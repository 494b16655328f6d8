import EngineModel
import RunwareAPI
import StudioCore
import TerminalUI

/// A studio in the middle of an afternoon's work.
enum Sample {
    static let now = Timestamp(milliseconds: 1_763_819_100_000)

    static func before(seconds: Int64) -> Timestamp { now.adding(milliseconds: -seconds * 1000) }

    /// A studio that has just started, and a snapshot of its engine.
    static func start(_ size: Size, prompt: String = "") -> StudioState {
        var state = StudioState(size: size, seeds: SeedSequence(start: 1))
        _ = reduce(.ticked(now), &state)
        _ = reduce(.pasted(prompt), &state)
        _ = reduce(.engine(snapshot(1)), &state)
        _ = reduce(.page(HistoryPage(), question: state.history.question, appended: false), &state)
        return state
    }

    static func snapshot(_ revision: UInt64, change: (inout EngineSnapshot) -> Void = { _ in }) -> EngineSnapshot {
        var snapshot = EngineSnapshot()
        snapshot.revision = revision
        snapshot.service.name = "local service"
        snapshot.service.address = "http://127.0.0.1:7313/v1"
        snapshot.service.isSimulated = true
        snapshot.service.identity = .local(storeID: "store")
        snapshot.ledger.session.simulated = Money(microDollars: 240_000)
        snapshot.ledger.day.simulated = Money(microDollars: 1_480_000)
        change(&snapshot)
        return snapshot
    }

    static func job(
        _ number: UInt64, _ state: JobState, _ prompt: String, images: Int = 1, failure: JobFailure? = nil,
        startedSecondsAgo: Int64? = nil, parent: ResultID? = nil
    ) -> Job {
        var parameters = Parameters()
        parameters.seed = number
        parameters.numberResults = images
        var job = Job(
            id: JobID("6f9619ff-8b86-4d01-b42d-00cf4fc964f\(number % 10)"),
            request: ImageRequest(prompt: prompt, parameters: parameters), origin: JobOrigin(parent: parent),
            submittedAt: before(seconds: 300), service: .local(storeID: "store"), state: state)
        job.failure = failure
        if let startedSecondsAgo {
            job.attempts = [
                Attempt(
                    taskUUID: TaskUUID(randomBits: number, number), asked: images,
                    startedAt: before(seconds: startedSecondsAgo))
            ]
        }
        return job
    }

    static func result(_ job: Job, index: Int = 0, url: String, seed: UInt64?) -> ImageResult {
        ImageResult(
            id: ResultID("result-\(index)"), taskUUID: TaskUUID(randomBits: 1, 2),
            imageUUID: "fbb5763a-86e4-4414-9ac2-5e6215eb2409", index: index, url: url, seed: seed,
            cost: Money(microDollars: 40_000), nsfw: nil, receivedAt: now,
            media: .stored(path: "images/2025/11/lighthouse.jpg"))
    }

    /// One job in every state of the queue.
    static var everyJob: [Job] {
        let lost = JobFailure.lost(ConnectionFault(.closed, detail: "reset by peer"))
        var waiting = job(2, .queued, "waits for the limit of the service", failure: limit)
        waiting.notBefore = now.adding(milliseconds: 12_300)
        var running = job(4, .running, "four views of a cathedral in the rain", images: 4, startedSecondsAgo: 61)
        running.results = [result(running, url: "https://im.example/1.jpg", seed: 9)]
        return [
            job(3, .sending, "a red fox in fresh snow, 日本の冬", startedSecondsAgo: 3), running,
            job(5, .accepted, "an orchard at dawn", startedSecondsAgo: 15), waiting,
            job(1, .queued, "a lighthouse\nin the fog"), job(6, .uncertain, "a paper boat", failure: lost),
            job(7, .held, "made for another service", failure: .otherService(key: "https://api.runware.ai/v1#1f2e")),
        ]
    }

    static let limit = JobFailure.service([
        ServiceError(code: "rateLimitExceeded", message: "Too many requests, slow down.")
    ])

    static var refused: JobFailure {
        var error = ServiceError(
            code: "invalidBFLContent",
            message:
                "Content refused by \u{1B}[31mmoderation\u{1B}[0m.\u{202E}gnorw gnihtemoS\u{202C} Change the prompt.")
        error.parameters = ["positivePrompt"]
        error.responseContent = "{\"status\":\"Request Moderated\"}\u{9B}2J"
        error.documentation = "https://runware.ai/docs/models/bfl-flux-1-1-pro#request-positiveprompt"
        return .service([error])
    }

    /// History with a row of every state that ends there.
    static var rows: [HistoryRow] {
        let states: [(JobState, String, UInt64?)] = [
            (.done, "a lighthouse in the fog, waves, gulls, painted in oil on rough canvas", 4_130_628_435),
            (.done, "灯台と霧の海、油絵 🎨 two more words", 9_223_372_036_854_775_808),
            (.partial, "four views of a cathedral", nil), (.blocked, "something the provider refuses", 77),
            (.failed, "a fox", 12), (.abandoned, "let go of while it was drawn", 13), (.cancelled, "removed", 14),
            (.done, "no seed was reported", nil),
        ]
        return states.enumerated().map { index, row in
            HistoryRow(
                id: .result(ResultID("row-\(index)")), cursor: HistoryCursor(sequence: Int64(100 - index)),
                state: row.0, time: before(seconds: Int64(index) * 9000), excerpt: row.1,
                width: index == 1 ? 1440 : 1024, height: index == 1 ? 608 : 1024, seed: row.2,
                cost: Money(microDollars: 40_000), isSimulated: true)
        }
    }

    /// A studio with history, whose first row is known in full.
    static func withHistory(_ size: Size, entry kind: JobState = .done) -> StudioState {
        var state = start(size, prompt: "a lighthouse in the fog")
        _ = reduce(.engine(snapshot(2) { $0.historyRevision = 1 }), &state)
        _ = reduce(.page(HistoryPage(rows: rows), question: state.history.question, appended: false), &state)
        let row = rows[0]
        let job = job(
            4_130_628_435, kind, "a lighthouse in the fog, waves, gulls,\npainted in oil on rough canvas",
            failure: kind == .done ? nil : refused, startedSecondsAgo: 90,
            parent: ResultID("6a1c1d3e-8f5f-4b43-9d55-0f3a1d0c5e21"))
        let url =
            "https://im.runware.ai/image/os/a62d25/ws/2/ii/fbb5763a-86e4-4414-9ac2-5e6215eb2409.jpg\u{1B}]0;x\u{07}"
        let result = kind == .done ? result(job, url: url, seed: 4_130_628_435) : nil
        _ = reduce(.entry(row.id, HistoryEntry(row: row, job: job, result: result)), &state)
        return state
    }
}

extension StudioState {
    /// Lets keys be pressed, written as in the command table.
    mutating func press(_ keys: String...) {
        for text in keys { if let key = KeyEvent(text) { _ = reduce(.key(key), &self) } }
    }

    mutating func type(_ text: String) {
        for character in text { _ = reduce(.key(KeyEvent(.character(character))), &self) }
    }
}
