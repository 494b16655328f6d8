import CTerm
import Dispatch
import EngineCore
import EngineModel
import EngineStore
import GRDB
import RunwareAPI
import Synchronization

/// What the journal's durable writes cost beside a bare durable row on the same disk in the same moments.
struct DurableWrites {
    private let stage: Stage
    private static let rounds = 60

    init(_ stage: Stage) { self.stage = stage }

    func measures() throws -> [Measure] {
        let folder = stage.root + "/store"
        var random = RandomBits()
        let store = try EngineStore.open(dataDirectory: folder, ownerBits: random.nextUUID())
        let bare = try DatabasePool(path: stage.root + "/bare.sqlite")
        try bare.writeWithoutTransaction { database in
            try database.execute(sql: "PRAGMA synchronous = FULL")
            try database.execute(sql: "CREATE TABLE bare (id INTEGER PRIMARY KEY, words TEXT)")
        }
        let words = String(repeating: "a row as long as a result. ", count: 20)

        var results: [Double] = []
        var sends: [Double] = []
        var rows: [Double] = []
        for _ in 0..<Self.rounds {
            let job = Job(
                id: JobID(random.nextUUID()), request: ImageRequest(prompt: words, parameters: Parameters()),
                origin: JobOrigin(), submittedAt: SystemEngineClock().now(), service: .local(storeID: "bench"))
            let attempt = Attempt(taskUUID: random.nextUUID(), asked: 1, startedAt: job.submittedAt)
            let result = ImageResult(
                id: ResultID(random.nextUUID()), taskUUID: attempt.taskUUID, imageUUID: random.nextUUID().text,
                index: 0,
                url: "http://127.0.0.1:7313/image/0.jpg", seed: 7, cost: Money(microDollars: 40_000), nsfw: false,
                receivedAt: job.submittedAt, media: .linked)
            _ = try time(store, [.submitted(job)])
            sends.append(try time(store, [.sending(job.id, attempt)]))
            results.append(try time(store, [.result(job.id, result)]))
            let start = ct_monotonic()
            try bare.write { try $0.execute(sql: "INSERT INTO bare (words) VALUES (?)", arguments: [words]) }
            rows.append(milliseconds(ct_monotonic() - start))
        }
        try bare.close()
        try wait { () async throws(StoreFailure) in await store.close() }
        return [
            Measure(
                "durable.result", unit: "ms",
                about:
                    "a result written through the journal; the floor is a bare row (write-ahead log, synchronous FULL)",
                easel: results, floor: rows),
            Measure(
                "durable.sending", unit: "ms",
                about: "a task written before it is sent, with its line in the plain log; the same floor",
                easel: sends, floor: rows),
        ]
    }

    private func time(_ store: EngineStore, _ entries: [JournalEntry]) throws -> Double {
        let start = ct_monotonic()
        try wait { () async throws(StoreFailure) in try await store.write(entries) }
        return milliseconds(ct_monotonic() - start)
    }

    /// Waits on this thread, which belongs to no task pool.
    private func wait(_ work: @escaping @Sendable () async throws(StoreFailure) -> Void) throws {
        let done = DispatchSemaphore(value: 0)
        let box = Box()
        Task {
            do throws(StoreFailure) {
                try await work()
            } catch {
                box.failure.withLock { $0 = error }
            }
            done.signal()
        }
        done.wait()
        if let failure = box.failure.withLock({ $0 }) { throw BenchFailure(failure.sentence) }
    }

    private final class Box: Sendable {
        let failure = Mutex<StoreFailure?>(nil)
    }
}
