import EngineModel
import RunwareAPI

/// UUIDs and seeds that count up, so that a test can name them; no jitter.
struct CountingUUIDs: RandomSource {
    var last: UInt64 = 0
    /// The next seeds, before those that count up from 1000.
    var seeds: [UInt64] = []
    private var lastSeed: UInt64 = 999

    mutating func nextUUID() -> TaskUUID {
        last += 1
        return uuid(last)
    }

    mutating func nextSeed() -> UInt64 {
        if !seeds.isEmpty { return seeds.removeFirst() }
        lastSeed += 1
        return lastSeed
    }

    func nextFraction() -> Double { 0 }
}

/// The UUID of this number.
func uuid(_ number: UInt64) -> TaskUUID { TaskUUID(randomBits: 0, number) }

func time(_ milliseconds: Int64) -> Timestamp { Timestamp(milliseconds: milliseconds) }

extension ServiceIdentity {
    static let here = ServiceIdentity(key: "here", isSimulated: false)
    static let there = ServiceIdentity(key: "there", isSimulated: false)
}

func makeJob(
    _ name: String, asked: Int = 1, service: ServiceIdentity = .here, state: JobState = .queued,
    outputType: OutputType = .url, delivery: DeliveryMethod = .sync, seed: UInt64? = nil
) -> Job {
    var parameters = Parameters()
    parameters.deliveryMethod = delivery
    parameters.seed = seed
    parameters.numberResults = asked
    parameters.outputType = outputType
    return Job(
        id: JobID(name), request: ImageRequest(prompt: "a kite", parameters: parameters), origin: JobOrigin(),
        submittedAt: time(0), service: service, state: state)
}

/// A job of an earlier run with one attempt under UUID 900.
func makeSentJob(
    _ name: String, _ state: JobState, attempt number: UInt64 = 900, asked: Int = 1, delivery: DeliveryMethod = .sync
) -> Job {
    var job = makeJob(name, asked: asked, state: state, delivery: delivery)
    job.attempts = [Attempt(taskUUID: uuid(number), asked: asked, startedAt: time(0))]
    return job
}

func image(
    _ name: String?, of task: TaskUUID?, url: String? = nil, cost: Int64? = 40_000, seed: UInt64? = 7
) -> ReplyItem {
    var item = ReplyItem()
    item.taskType = "imageInference"
    item.taskUUID = task?.text
    item.imageUUID = name
    item.output = .url(url ?? "http://host/\(name ?? "nameless")")
    item.seed = seed
    item.cost = cost.map(Money.init(microDollars:))
    return item
}

func acknowledgement(of task: TaskUUID) -> ReplyItem {
    var item = ReplyItem()
    item.taskType = "imageInference"
    item.taskUUID = task.text
    return item
}

func fault(
    _ code: String, _ task: TaskUUID? = nil, status: Int? = nil, told: String? = nil, taskType: String? = nil
) -> ServiceError {
    var error = ServiceError(code: code, message: "said \(code)")
    error.taskUUID = task?.text
    error.httpStatus = status
    error.status = told
    error.taskType = taskType
    return error
}

/// What is there of a task: all of it as in a poll, or one piece as in a frame.
func progress(
    _ items: [ReplyItem] = [], _ errors: [ServiceError] = [], isRunning: Bool = false, isCumulative: Bool = true
) -> ReplyReading {
    var progress = ReplyReading.Progress()
    progress.items = items
    progress.errors = errors
    progress.isRunning = isRunning
    progress.isCumulative = isCumulative
    return .progress(progress)
}

/// The acknowledgement of an async task.
let accepted = progress(isRunning: true, isCumulative: false)

/// The tasks that actions send, at whatever depth.
func sends(_ actions: [QueueAction]) -> [ImageInference] {
    actions.flatMap { action -> [ImageInference] in
        switch action {
        case .send(_, let task): [task]
        case .write(_, let then): sends(then)
        case .collect, .fetch, .keep, .forget, .wake, .settled: []
        }
    }
}

/// The questions that actions ask.
func questions(_ actions: [QueueAction]) -> [CollectQuestion] {
    actions.flatMap { action -> [CollectQuestion] in
        if case .collect(let questions) = action { questions } else { [] }
    }
}

let broken = ConnectionFault(.closed, detail: "reset by peer")
