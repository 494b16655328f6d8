import EngineCore
import EngineModel
import EngineStore
import Foundation
import RunwareAPI
import RunwareClient
import RunwareService
import TestSupport
import Testing

/// As many cases at once as the machine can hold.
actor Turnstile {
    static let shared = Turnstile(places: 4)
    private var places: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(places: Int) {
        self.places = places
    }

    func enter() async {
        if places > 0 { places -= 1 } else { await withCheckedContinuation { waiting.append($0) } }
    }

    func leave() {
        if waiting.isEmpty { places += 1 } else { waiting.removeFirst().resume() }
    }
}

/// The whole way of a task: engine, store and client of the product against the local service, all in one process.
struct Rig: Sendable {
    /// How many times as fast the pauses of engine and client pass.
    private static let haste: Int64 = 60

    let service: RunningService
    let engine: Engine
    let store: EngineStore
    let folder: URL

    /// - Parameter breaking: wraps the client, to break it on purpose.
    static func make(
        transport: ServiceTransport, forgets: Bool = false,
        breaking: (any ImageService) -> any ImageService = { $0 }
    ) async throws -> Rig {
        await Turnstile.shared.enter()
        do {
            return try await Rig(transport: transport, forgets: forgets, breaking: breaking)
        } catch {
            await Turnstile.shared.leave()
            throw error
        }
    }

    private init(
        transport: ServiceTransport, forgets: Bool, breaking: (any ImageService) -> any ImageService
    ) async throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "easel-matrix-\(UUID().uuidString)")
        var settings = ServiceConfiguration(storeDirectory: folder.path + "/service")
        settings.port = 0
        settings.latency = .zero
        settings.predraws = true
        settings.forgetsUUIDs = forgets
        service = try await LocalService.start(settings)
        var configuration = ClientConfiguration(
            address: service.address, key: APIKey(service.key), fingerprintSalt: "salt", version: "test")
        configuration.transport = transport
        // A socket's waits are measured by the fast clock, those of HTTP by the network's own.
        let wait: Duration = transport == .socket ? .milliseconds(1500 * Rig.haste) : .milliseconds(1500)
        configuration.connectTimeout = transport == .socket ? wait * 3 : .seconds(5)
        configuration.replyTimeout = wait
        configuration.questionTimeout = wait
        configuration.fetchTimeout = .milliseconds(1500)
        let client = breaking(RunwareImageService(configuration, clock: FastClock(factor: Rig.haste)))
        var bits = RandomBits()
        store = try EngineStore.open(dataDirectory: folder.path + "/data", ownerBits: bits.nextUUID())
        engine = Engine(
            service: client, journal: store, library: store, media: store, spool: store,
            clock: FastClock(factor: Rig.haste),
            patience: .seconds(360))
        try await engine.start()
        _ = await engine.currentService()
    }

    func close() async {
        await engine.shutDown()
        await store.close()
        await service.stop()
        try? FileManager.default.removeItem(at: folder)
        await Turnstile.shared.leave()
    }

    /// Runs one job to its end, files included. Its prompt is its own, so that its generations can be counted.
    func run(
        prompt: String, delivery: DeliveryMethod, images: Int, seed: UInt64? = nil, outputType: OutputType = .url
    ) async throws -> Job {
        var parameters = Parameters()
        (parameters.width, parameters.height) = (256, 256)
        parameters.deliveryMethod = delivery
        parameters.numberResults = images
        parameters.seed = seed
        parameters.outputType = outputType
        let id = try await engine.submit([Submission(ImageRequest(prompt: prompt, parameters: parameters))])[0]
        _ = await engine.settled(id)
        await engine.filesSettled()
        return try #require(await engine.job(id))
    }

    /// Images charged for a prompt.
    func charges(_ prompt: String) async -> Int { await service.charges()[prompt] ?? 0 }

    /// Whether each image has one whole file of its own, and no file is left over.
    func filesAreRight(_ job: Job) -> Bool {
        let paths = job.results.compactMap { result -> String? in
            guard case .stored(let path) = result.media else { return nil }
            return store.absolutePath(path)
        }
        let images = folder.path + "/data/images"
        let there = FileManager.default.enumerator(atPath: images)?.compactMap { $0 as? String } ?? []
        return paths.count == job.results.count && Set(paths).count == paths.count
            && there.count { $0.hasSuffix(".jpg") } == paths.count
            && paths.allSatisfy { FileManager.default.contents(atPath: $0)?.suffix(2) == Data([0xFF, 0xD9]) }
    }
}
