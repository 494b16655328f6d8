import CTerm
import EngineCore
import EngineModel
import EngineStore
import RunwareAPI

/// What the journal's durable writes cost beside a bare durable row on the same disk in the same moments.
struct DurableWrites {
    private let stage: Stage
    private static let rounds = 60

    init(_ stage: Stage) { self.stage = stage }

    func measures() throws -> [Measure] {
        let folder = stage.root + "/store"
        var random = RandomBits()
        let store = try EngineStore.open(dataDirectory: folder, ownerBits: random.nextUUID())
        let bare = try BareDatabase(path: stage.root + "/bare.sqlite")
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
            try bare.writeRow()
            rows.append(milliseconds(ct_monotonic() - start))
        }
        try bare.close()
        try Blocking.wait { await store.close() }
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
        try Blocking.wait {
            do throws(StoreFailure) {
                try await store.write(entries)
            } catch {
                throw BenchFailure(error.sentence)
            }
        }
        return milliseconds(ct_monotonic() - start)
    }
}
