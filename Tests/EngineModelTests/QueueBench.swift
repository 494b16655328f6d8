import EngineModel
import RunwareAPI

/// A queue at a service that answers, and what came out of it: what was sent, asked and written.
struct QueueBench {
    var queue: JobQueue
    var random = CountingUUIDs()
    /// The time of the last fact, in milliseconds.
    private(set) var now: Int64 = 0
    private(set) var sent: [ImageInference] = []
    private(set) var asked: [CollectQuestion] = []
    /// Results in the order in which they were written.
    private(set) var written: [ImageResult] = []
    private(set) var forgotten: [TaskUUID] = []
    private(set) var fetched: [ResultID] = []

    init(parallelism: Int = 3) {
        queue = JobQueue(parallelism: parallelism)
    }

    func job(_ name: String) -> Job? { queue.job(JobID(name)) }

    mutating func take(_ actions: [QueueAction]) {
        for action in actions {
            switch action {
            case .write(let entries, let then):
                for case .result(_, let result) in entries { written.append(result) }
                take(then)
            case .send(_, let task): sent.append(task)
            case .collect(let questions): asked += questions
            case .forget(let tasks): forgotten += tasks
            case .fetch(let id, _, _): fetched.append(id)
            case .keep, .wake, .settled: break
            }
        }
    }

    mutating func begin(_ jobs: [Job]) {
        take(queue.serviceKnown(.here, now: time(now), random: &random))
        take(queue.submitted(jobs, now: time(now), random: &random))
    }

    /// Jobs that a process which was killed left, at a service that is known.
    mutating func adopt(_ jobs: [Job], at later: Int64 = 0) {
        now = later
        take(queue.adopted(jobs, now: time(now)))
        take(queue.serviceKnown(.here, now: time(now), random: &random))
    }

    mutating func tick(at later: Int64) {
        now = later
        take(queue.tick(now: time(now), random: &random))
    }

    mutating func answer(_ task: UInt64, _ reading: ReplyReading, at later: Int64? = nil) {
        now = later ?? now
        take(queue.answered(uuid(task), reading, now: time(now), random: &random))
    }

    /// Questions about one task were answered so; nil when nobody answered.
    mutating func collect(_ readings: [CollectQuestion: ReplyReading], at later: Int64) {
        collect(Array(readings.keys), readings, at: later)
    }

    mutating func collect(_ questions: [CollectQuestion], _ readings: [CollectQuestion: ReplyReading], at later: Int64)
    {
        now = later
        take(queue.collected(questions, readings, now: time(now), random: &random))
    }
}
