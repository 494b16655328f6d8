import EngineModel
import RunwareAPI
import TestSupport

/// Entries of history at random, with everything in them that a store could hold.
struct RandomRecord {
    var dice: SeededGenerator

    init(seed: UInt64) {
        dice = SeededGenerator(seed: seed)
    }

    mutating func uuid() -> TaskUUID { TaskUUID(randomBits: dice.next(), dice.next()) }

    private mutating func flip() -> Bool { Bool.random(using: &dice) }

    mutating func text(_ pieces: ClosedRange<Int> = 0...12) -> String {
        let all = [
            "fox", " ", "É", "\"", "\\", "\n", "\u{7}", "e\u{301}", "👩‍👩‍👧", "/", "漢字", "\u{202E}", "\u{2028}", "'",
            "{a|b}", "\u{7F}", "\u{1F1E9}\u{1F1EA}", "\u{FFFD}", "\r",
        ]
        return (0..<Int.random(in: pieces, using: &dice)).map { _ in all.randomElement(using: &dice) ?? "" }.joined()
    }

    private mutating func seed() -> UInt64? {
        [nil, 0, SeedRange.safeMaximum, SeedRange.maximum, dice.next()].randomElement(using: &dice) ?? nil
    }

    private mutating func time() -> Timestamp {
        Timestamp(milliseconds: Int64.random(in: -62_167_219_200_000..<253_402_300_800_000, using: &dice))
    }

    mutating func request() -> ImageRequest {
        var parameters = Parameters()
        parameters.width = 256 + 32 * Int.random(in: 0...37, using: &dice)
        parameters.height = 256 + 32 * Int.random(in: 0...37, using: &dice)
        parameters.seed = seed().map { min($0, SeedRange.maximum) }
        parameters.numberResults = Int.random(in: 1...20, using: &dice)
        parameters.outputType = OutputType.allCases.randomElement(using: &dice) ?? .url
        parameters.outputFormat = OutputFormat.allCases.randomElement(using: &dice) ?? .jpg
        parameters.ttl = parameters.outputType == .url && flip() ? Int.random(in: 60...10_000_000, using: &dice) : nil
        parameters.includeCost = flip()
        parameters.deliveryMethod = flip() ? .sync : .async
        parameters.webhookURL =
            [nil, "https://hooks.example/a", "https://hooks.example/a?token=hook-secret", "http://me:pass-secret@h/x"]
            .randomElement(using: &dice) ?? nil
        parameters.uploadEndpoint =
            [nil, "http://[::1]:8080/put", "https://u:pass-secret@up.example/put?X-Amz-Signature=put-secret&b=%20#f"]
            .randomElement(using: &dice) ?? nil
        if flip() { try? parameters.insist(on: .width, 1500) }
        return ImageRequest(prompt: "a fox" + text(), parameters: parameters)
    }

    private mutating func error(_ request: ImageRequest) -> ServiceError {
        var error = ServiceError(code: text(1...2), message: text() + (request.parameters.uploadEndpoint ?? ""))
        if flip() { error.parameters = ["seed", text()] }
        if flip() { error.type = text() }
        if flip() { error.documentation = "https://docs.example/" }
        if flip() { error.taskUUID = uuid().text }
        if flip() { error.status = "error" }
        if flip() {
            error.responseContent = text() + (request.parameters.webhookURL ?? "").replacing("/", with: "\\/")
        }
        if flip() { error.allowedValues = "[1,\"a\"]" }
        if flip() { error.httpStatus = Int.random(in: 100...599, using: &dice) }
        return error
    }

    private mutating func failure(_ request: ImageRequest) -> JobFailure? {
        switch Int.random(in: 0...9, using: &dice) {
        case 0: .service([error(request), error(request)])
        case 1: .undecided([error(request)])
        case 2: .notSent(ConnectionFault(.refused, detail: text()))
        case 3: .lost(ConnectionFault(.closed, detail: "put \(request.parameters.uploadEndpoint ?? "")"))
        case 4: .unreadable(httpStatus: 502, excerpt: text())
        case 5: .interrupted
        case 6: .shortDelivery(delivered: 1, asked: 4)
        case 7: .otherService(key: "https://api.runware.ai/v1#key-secret")
        case 8: .erased
        default: nil
        }
    }

    private mutating func result(_ task: TaskUUID) -> ImageResult {
        let media: MediaState =
            [.linked, .pending, .stored(path: "images/2026-05/\(uuid()).jpg"), .failed(reason: text())]
            .randomElement(using: &dice) ?? .linked
        return ImageResult(
            id: ResultID(uuid()), taskUUID: task, imageUUID: flip() ? uuid().text : text(1...4) + uuid().text,
            index: Int.random(in: 0...19, using: &dice), url: flip() ? "https://im.example/" + text() : nil,
            seed: seed(), cost: flip() ? Money(microDollars: Int64.random(in: 0...9_999_999, using: &dice)) : nil,
            nsfw: [nil, true, false].randomElement(using: &dice) ?? nil, receivedAt: time(), media: media)
    }

    /// A row of a job of its own; in an unfinished state only when that is asked for.
    mutating func entry(of states: [JobState] = [.done, .partial, .blocked, .failed, .abandoned]) -> HistoryEntry {
        let request = request()
        var origin = JobOrigin()
        if flip() { origin.name = uuid() }
        if flip() { origin.parent = ResultID(uuid()) }
        if flip() { origin.batch = BatchID(uuid()) }
        if flip() { origin.template = text() }
        let service: ServiceIdentity =
            flip()
            ? .local(storeID: "store")
            : ServiceIdentity(key: "https://api.runware.ai/v1#key-secret", isSimulated: false)
        var job = Job(
            id: JobID(uuid()), request: request, origin: origin, submittedAt: time(), service: service,
            state: states.randomElement(using: &dice) ?? .done)
        job.retries = Int.random(in: 0...3, using: &dice)
        job.failure = failure(request)
        job.finishedAt = flip() ? time() : nil
        job.attempts = (0..<Int.random(in: 1...3, using: &dice)).map { _ in
            var attempt = Attempt(
                taskUUID: uuid(), asked: Int.random(in: 1...20, using: &dice), seed: seed(), startedAt: time())
            (attempt.bytesWritten, attempt.hasVerdict) = (flip(), flip())
            if flip() { attempt.errors = [error(request)] }
            return attempt
        }
        let isBare = [.blocked, .failed, .abandoned].contains(job.state) && flip()
        if !isBare { job.results = (0...2).map { _ in result(job.attempts[0].taskUUID) } }
        let shown = job.results.randomElement(using: &dice)
        var marks = HistoryMarks(rating: [nil, 1, 5].randomElement(using: &dice) ?? nil, isPicked: flip())
        for tag in ["sea", "é\u{301}", text(1...3)] where flip() {
            _ = marks.take(.tag(tag, isOn: true), now: Timestamp(milliseconds: 0))
        }
        marks.note = flip() ? text() : nil
        marks.deletedAt = flip() ? time() : nil
        let row = HistoryRow(
            id: shown.map { .result($0.id) } ?? .job(job.id), cursor: HistoryCursor(sequence: 1), state: job.state,
            time: job.submittedAt, excerpt: "", width: 1, height: 1, seed: nil, cost: nil, isSimulated: false,
            marks: marks)
        return HistoryEntry(row: row, job: job, result: shown)
    }
}
