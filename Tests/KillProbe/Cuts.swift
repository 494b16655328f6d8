import EngineCore
import EngineModel
import EngineStore
import Foundation
import RunwareAPI
import Synchronization

/// Counts down; true when it reaches zero.
final class Counter: Sendable {
    private let left: Mutex<Int>

    init(_ count: Int) {
        left = Mutex(count)
    }

    func down() -> Bool {
        left.withLock { left in
            left -= 1
            return left == 0
        }
    }
}

/// The service with the points at which the process may be cut off.
struct CutService: ImageService {
    private let service: any ImageService
    private let knife: Knife

    init(_ service: any ImageService, _ knife: Knife) {
        self.service = service
        self.knife = knife
    }

    var events: AsyncStream<ServiceEvent> { service.events }
    func identify() async -> Identification { await service.identify() }
    func resume(session: String) async { await service.resume(session: session) }
    func fetch(_ url: String) async -> FetchOutcome { await service.fetch(url) }
    func account() async -> AccountOutcome { await service.account() }
    func ping() async -> PingOutcome { await service.ping() }
    func shutDown() async { await service.shutDown() }

    func send(
        _ task: ImageInference, onFirstByte: @escaping @Sendable () -> Void,
        deliver: @escaping @Sendable (Answer) async -> Void
    ) async -> SendEnd {
        await service.send(task) {
            knife.pass(.bytesWritten)
            onFirstByte()
        } deliver: { answer in
            knife.pass(.acknowledged)
            await deliver(answer)
        }
    }

    func collect(_ questions: [CollectQuestion]) async -> CollectOutcome {
        let outcome = await service.collect(questions)
        if !outcome.answers.isEmpty { knife.pass(.acknowledged) }
        return outcome
    }
}

/// The store with the points at which the process may be cut off.
struct CutStore: JobJournal, MediaStore, AnswerSpool {
    private let store: EngineStore
    private let knife: Knife

    init(_ store: EngineStore, _ knife: Knife) {
        self.store = store
        self.knife = knife
    }

    func submit(_ jobs: [Job], within limit: DayLimit?) async throws(AdmissionFailure) {
        try await store.submit(jobs, within: limit)
    }

    func write(_ entries: [JournalEntry]) async throws(StoreFailure) -> Set<JobID> {
        let erased = try await store.write(entries)
        for entry in entries {
            switch entry {
            case .sending: knife.pass(.durable)
            case .result: knife.pass(.rowWritten)
            default: break
            }
        }
        return erased
    }

    func erased(among jobs: [JobID]) async throws(StoreFailure) -> Set<JobID> { try await store.erased(among: jobs) }

    func keep(_ answer: Answer, for tasks: [TaskUUID]) async throws(StoreFailure) {
        try await store.keep(answer, for: tasks)
        knife.pass(.spooled)
    }

    func store(_ bytes: Data, for result: ResultID, format: OutputFormat) async throws(StoreFailure) -> String {
        let path = try await store.store(bytes, for: result, format: format)
        knife.pass(.fileRenamed)
        return path
    }

    func adopt() async throws(StoreFailure) -> Adoption { try await store.adopt() }
    func erase(_ jobs: [JobID]) async throws(StoreFailure) { try await store.erase(jobs) }
    func job(named name: TaskUUID, at service: ServiceIdentity) async throws(StoreFailure) -> Job? {
        try await store.job(named: name, at: service)
    }
    func job(task: TaskUUID) async throws(StoreFailure) -> Job? { try await store.job(task: task) }
    func forgotten(since time: Timestamp) async throws(StoreFailure) -> [ForgottenTask] {
        try await store.forgotten(since: time)
    }
    func recover(_ job: Job) async throws(StoreFailure) -> Bool { try await store.recover(job) }
    func durations(last count: Int, isSimulated: Bool) async throws(StoreFailure) -> [Int64] {
        try await store.durations(last: count, isSimulated: isSimulated)
    }
    var changes: AsyncStream<Void> { store.changes }
    func kept(for task: TaskUUID) async throws(StoreFailure) -> [Answer] { try await store.kept(for: task) }
    func discard(_ tasks: [TaskUUID]) async { await store.discard(tasks) }
    func find(_ result: ResultID) async -> String? { await store.find(result) }
    func absolutePath(_ path: String) -> String { store.absolutePath(path) }
}
