import EngineModel
import RunwareAPI
import StudioCore
import TerminalUI

extension Scene {
    /// The queue at work, what can be done about its jobs, and what is off the record.
    static let queueing = [
        Scene("queue-at-work") { atWork($0) },
        Scene("queue-held") { size in
            var state = atWork(size)
            state.press("G", "k", "k", "k", "k")
            return state
        },
        Scene("queue-failed") { size in
            var state = atWork(size)
            state.press("G", "k")
            return state
        },
        Scene("queue-clear") { size in
            var state = atWork(size)
            state.press("X")
            return state
        },
        Scene("queue-abandon-running") { size in
            var state = atWork(size)
            state.press("g", "j", "x")
            return state
        },
        Scene("off-record") { size in
            var state = Sample.start(size)
            state.press("M-h")
            _ = reduce(.pasted("a face that is nobody's business"), &state)
            _ = reduce(.engine(offRecord(2)), &state)
            return state
        },
        Scene("off-record-result") { size in
            var state = Sample.start(size)
            state.press("M-h")
            _ = reduce(.engine(offRecord(2)), &state)
            state.press("M-3", "G", "Enter")
            return state
        },
    ]

    /// Ten jobs in the queue pane, the pace known, three failed.
    private static func atWork(_ size: Size) -> StudioState {
        var state = Sample.start(size, prompt: "a lighthouse in the fog")
        let snapshot = Sample.snapshot(2) { snapshot in
            var late = Sample.job(5, .accepted, "an orchard at dawn, mist between the trees", startedSecondsAgo: 22)
            late.retries = 1
            var again = Sample.job(2, .queued, "a kingfisher above a brook", images: 4, failure: Sample.timeout)
            again.notBefore = Sample.now.adding(milliseconds: 7_200)
            again.retries = 2
            again.results = [Sample.result(again, url: "https://im.example/2.jpg", seed: 9)]
            var running = Sample.job(
                4, .running, "four views of a cathedral in the rain", images: 4, startedSecondsAgo: 6)
            running.results = [
                Sample.result(running, url: "https://im.example/1.jpg", seed: 9),
                Sample.result(running, index: 1, url: "https://im.example/2.jpg", seed: 10),
            ]
            snapshot.jobs = [
                Sample.job(3, .sending, "a red fox in fresh snow, 日本の冬", startedSecondsAgo: 3), running, late, again,
                Sample.job(1, .queued, "a lighthouse\nin the fog"),
                Sample.job(6, .uncertain, "a paper boat", failure: .lost(ConnectionFault(.closed, detail: "reset"))),
                Sample.job(
                    7, .held, "made for another service", failure: .otherService(key: "https://api.runware.ai/v1#1f2e")),
            ]
            var partial = Sample.job(8, .partial, "six studies of hands", images: 6, failure: Sample.timeout)
            partial.results = [Sample.result(partial, url: "https://im.example/3.jpg", seed: 3)]
            snapshot.recent = [
                Sample.job(9, .blocked, "what the provider refuses", failure: Sample.refused), partial,
                Sample.job(10, .failed, "a fox", failure: Sample.timeout),
            ]
            snapshot.failed = snapshot.recent
            snapshot.pace = 12_000
            snapshot.parallelism = 3
        }
        _ = reduce(.engine(snapshot), &state)
        state.press("M-3")
        return state
    }

    private static func offRecord(_ revision: UInt64) -> EngineSnapshot {
        Sample.snapshot(revision) { snapshot in
            let mark = JobOrigin(isOffRecord: true)
            func unrecorded(_ job: Job) -> Job {
                var copy = Job(
                    id: job.id, request: job.request, origin: mark, submittedAt: job.submittedAt, service: job.service,
                    state: job.state)
                copy.attempts = job.attempts
                copy.finishedAt = Sample.before(seconds: 20)
                return copy
            }
            snapshot.jobs = [
                unrecorded(Sample.job(3, .accepted, "a face in the window", startedSecondsAgo: 4)),
                Sample.job(4, .queued, "a lighthouse in the fog"),
            ]
            var done = unrecorded(
                Sample.job(5, .done, "a face that is nobody's business", images: 2, startedSecondsAgo: 40))
            done.results = (0..<2).map { index in
                let id = ResultID("off-\(index)")
                return ImageResult(
                    id: id, taskUUID: TaskUUID(randomBits: 1, 2), imageUUID: "image-\(index)", index: index,
                    url:
                        "https://im.runware.ai/image/os/a62d25/ws/2/ii/fbb5763a-86e4-4414-9ac2-5e6215eb240\(index).jpg",
                    seed: 77 + UInt64(index), cost: Money(microDollars: 40_000), nsfw: nil, receivedAt: Sample.now,
                    media: .linked)
            }
            snapshot.recent = [done]
            snapshot.offRecord = [done]
            snapshot.finishedJobs = 1
            snapshot.pace = 12_000
        }
    }
}

extension Sample {
    static let timeout = JobFailure.service([
        ServiceError(code: "timeoutProvider", message: "The provider did not answer in time.")
    ])
}
