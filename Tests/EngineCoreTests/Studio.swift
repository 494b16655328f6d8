@testable import EngineCore
import EngineModel
import RunwareAPI
import Synchronization
import TestSupport
import Testing

/// An engine among fakes, and shortcuts to what tests do with it.
struct Studio {
    let service: FakeImageService
    let store: MemoryStore
    let clock = ManualClock()
    let engine: Engine

    init(
        _ identification: Identification = .known(.fake), jobs: [Job] = [], store: MemoryStore? = nil,
        parallelism: Int = 3, seed: UInt64 = 1, caps: Caps = Caps()
    ) {
        service = FakeImageService(identification)
        self.store = store ?? MemoryStore(jobs: jobs)
        engine = Engine(
            service: service, journal: self.store, library: self.store, media: self.store, spool: self.store,
            clock: clock,
            random: RandomBits(SeededGenerator(seed: seed)), parallelism: parallelism, caps: caps)
    }

    /// Starts the engine and waits until it knows its service.
    func start() async throws {
        try await engine.start()
        await engine.idle()
    }

    /// Lets time pass, from one deadline to the next, until a job has settled.
    func settled(_ id: JobID) async -> Job? { await passingTime { await engine.settled(id) } }

    /// Lets time pass, from one deadline to the next, until this has returned.
    func passingTime<Value: Sendable>(_ wait: @escaping @Sendable () async -> Value) async -> Value {
        let isOver = Mutex(false)
        async let value = {
            let value = await wait()
            isOver.withLock { $0 = true }
            return value
        }()
        while !isOver.withLock({ $0 }), !Task.isCancelled {
            await engine.idle()
            guard let next = clock.deadlines.first else {
                await Task.yield()
                continue
            }
            clock.advance(milliseconds: max(next.since(clock.now()), 0))
        }
        return await value
    }

    func submit(
        _ count: Int, asked: Int = 1, outputType: OutputType = .url, delivery: DeliveryMethod = .sync
    ) async throws -> [JobID] {
        var parameters = Parameters()
        parameters.deliveryMethod = delivery
        parameters.numberResults = asked
        parameters.outputType = outputType
        return try await engine.submit(
            (0..<count).map { Submission(ImageRequest(prompt: "kite \($0)", parameters: parameters)) })
    }

    func states(_ ids: [JobID]) async -> [JobState?] {
        var states: [JobState?] = []
        for id in ids { states.append(await engine.job(id)?.state) }
        return states
    }
}

/// The last snapshot of an engine that has been shut down, and whether revisions rose on the way.
func lastSnapshot(of engine: Engine) async -> EngineSnapshot? {
    var last: EngineSnapshot?
    for await snapshot in engine.snapshots {
        if let last { #expect(snapshot.revision > last.revision) }
        last = snapshot
    }
    return last
}

let unreachableFault = ConnectionFault(.refused, detail: "nobody listens")

func isSending(_ entries: [JournalEntry]) -> Bool {
    entries.contains { if case .sending = $0 { true } else { false } }
}

func isSubmitted(_ entries: [JournalEntry]) -> Bool {
    entries.contains { if case .submitted = $0 { true } else { false } }
}

func hasResult(_ entries: [JournalEntry]) -> Bool {
    entries.contains { if case .result = $0 { true } else { false } }
}
