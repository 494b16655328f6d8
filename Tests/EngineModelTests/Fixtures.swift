import EngineModel
import RunwareAPI

/// UUIDs that count up, so that a test can name them.
struct CountingUUIDs: UUIDSource {
    var last: UInt64 = 0

    mutating func nextUUID() -> TaskUUID {
        last += 1
        return uuid(last)
    }
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
    outputType: OutputType = .url
) -> Job {
    var parameters = Parameters()
    parameters.numberResults = asked
    parameters.outputType = outputType
    return Job(
        id: JobID(name), request: ImageRequest(prompt: "a kite", parameters: parameters), origin: JobOrigin(),
        submittedAt: time(0), service: service, state: state)
}

/// A job of an earlier run with one attempt under UUID 900.
func makeSentJob(_ name: String, _ state: JobState, attempt number: UInt64 = 900) -> Job {
    var job = makeJob(name, state: state)
    job.attempts = [Attempt(taskUUID: uuid(number), asked: 1, startedAt: time(0))]
    return job
}

func image(_ name: String?, of task: TaskUUID?, url: String? = nil, cost: Int64? = 40_000) -> ReplyItem {
    var item = ReplyItem()
    item.taskType = "imageInference"
    item.taskUUID = task?.text
    item.imageUUID = name
    item.output = .url(url ?? "http://host/\(name ?? "nameless")")
    item.seed = 7
    item.cost = cost.map(Money.init(microDollars:))
    return item
}

func acknowledgement(of task: TaskUUID) -> ReplyItem {
    var item = ReplyItem()
    item.taskType = "imageInference"
    item.taskUUID = task.text
    return item
}

func fault(_ code: String, _ task: TaskUUID? = nil, status: Int? = nil) -> ServiceError {
    var error = ServiceError(code: code, message: "said \(code)")
    error.taskUUID = task?.text
    error.httpStatus = status
    return error
}

let broken = ConnectionFault(.closed, detail: "reset by peer")
