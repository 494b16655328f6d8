import EngineModel
import RunwareAPI

/// A generator that repeats (SplitMix64).
struct Dice: RandomNumberGenerator, Sendable {
    private var state: UInt64

    init(_ seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func uuid() -> TaskUUID { TaskUUID(randomBits: next(), next()) }

    /// A prompt of so many pieces: words, quotes, marks, emoji, controls.
    mutating func prompt(pieces: Int) -> String {
        let all = [
            "fox", " ", "É", "\"", "\\", "\n", "\u{7}", "e\u{301}", "👩‍👩‍👧", "/", "漢字", "\u{202E}", "\u{2028}", "'",
            "{a|b}", "\u{7F}",
            "\u{1F1E9}\u{1F1EA}", "ß",
        ]
        return "a fox" + (0..<pieces).map { _ in all.randomElement(using: &self) ?? " " }.joined()
    }

    /// A legal request with every parameter at random.
    mutating func request() -> ImageRequest {
        var parameters = Parameters()
        parameters.width = 256 + 32 * Int.random(in: 0...37, using: &self)
        parameters.height = 256 + 32 * Int.random(in: 0...37, using: &self)
        parameters.seed =
            [nil, 0, SeedRange.maximum, SeedRange.safeMaximum, UInt64.random(in: 0...SeedRange.maximum, using: &self)]
            .randomElement(using: &self) ?? nil
        parameters.numberResults = Int.random(in: 1...20, using: &self)
        parameters.outputType = OutputType.allCases.randomElement(using: &self) ?? .url
        parameters.outputFormat = OutputFormat.allCases.randomElement(using: &self) ?? .jpg
        parameters.outputQuality = Int.random(in: 20...99, using: &self)
        if parameters.outputType == .url, Bool.random(using: &self) {
            parameters.ttl = Int.random(in: 60...10_000_000, using: &self)
        }
        parameters.includeCost = Bool.random(using: &self)
        parameters.deliveryMethod = Bool.random(using: &self) ? .sync : .async
        parameters.webhookURL = Bool.random(using: &self) ? "https://hooks.example/a?b=c&d=%20" : nil
        parameters.uploadEndpoint = Bool.random(using: &self) ? "http://[::1]:8080/put" : nil
        parameters.safetyMode = Bool.random(using: &self) ? .none : .fast
        parameters.promptUpsampling = Bool.random(using: &self)
        parameters.safetyTolerance = Int.random(in: 0...6, using: &self)
        return ImageRequest(prompt: prompt(pieces: Int.random(in: 0...60, using: &self)), parameters: parameters)
    }

    /// A queued job of one prompt.
    mutating func job(
        _ prompt: String = "a fox in the snow", seed: UInt64? = nil, at service: ServiceIdentity = .sample,
        origin: JobOrigin = JobOrigin()
    ) -> Job {
        var parameters = Parameters()
        parameters.seed = seed
        return Job(
            id: JobID(uuid()), request: ImageRequest(prompt: prompt, parameters: parameters), origin: origin,
            submittedAt: Timestamp(milliseconds: 1_750_000_000_000), service: service)
    }

    mutating func attempt(asked: Int = 1) -> Attempt {
        Attempt(taskUUID: uuid(), asked: asked, startedAt: Timestamp(milliseconds: 1_750_000_000_500))
    }

    mutating func result(
        of attempt: Attempt, index: Int = 0, seed: UInt64? = 7, cost: Money? = Money(microDollars: 40_000),
        at time: Int64 = 1_750_000_001_000, media: MediaState = .linked
    ) -> ImageResult {
        ImageResult(
            id: ResultID(uuid()), taskUUID: attempt.taskUUID, imageUUID: uuid().text, index: index,
            url: "https://im.runware.ai/image/ws/2/ii/x.jpg", seed: seed, cost: cost, nsfw: false,
            receivedAt: Timestamp(milliseconds: time), media: media)
    }
}

extension ServiceIdentity {
    static let sample = ServiceIdentity(key: "https://api.runware.ai/v1#1234", isSimulated: false)
    static let local = ServiceIdentity.local(storeID: "store")
}

extension Job {
    /// The job done with these results.
    func done(_ attempt: Attempt, _ results: [ImageResult]) -> Job {
        var job = self
        var attempt = attempt
        attempt.bytesWritten = true
        attempt.hasVerdict = true
        job.attempts = [attempt]
        job.results = results
        job.state = .done
        job.finishedAt = Timestamp(milliseconds: 1_750_000_002_000)
        return job
    }

    /// The job failed with no picture.
    func failed(_ state: JobState = .failed) -> Job {
        var job = self
        job.state = state
        job.failure = .service([ServiceError(code: "invalidProviderContent", message: "no")])
        job.finishedAt = Timestamp(milliseconds: 1_750_000_002_000)
        return job
    }
}

extension Dice {
    /// The entries of a job that was sent and delivered one picture, and the job at its end.
    mutating func delivered(
        _ job: Job, seed: UInt64? = 7, cost: Money? = Money(microDollars: 40_000), at time: Int64 = 1_750_000_001_000
    ) -> (entries: [JournalEntry], job: Job) {
        let attempt = attempt()
        let result = result(of: attempt, seed: seed, cost: cost, at: time)
        let done = job.done(attempt, [result])
        return ([.submitted(job), .sending(job.id, attempt), .result(job.id, result), .changed(done)], done)
    }
}
