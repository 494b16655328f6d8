import EngineCore
import EngineModel
import EngineStore
import Foundation
import RunwareAPI
import RunwareClient
import RunwareService
import TestSupport
import Testing

/// Product §5 rule 5, with the engine, the client and two services: a job is sent only to the one it was queued for.
@Suite(.timeLimit(.minutes(5))) struct BindingTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "easel-binding-\(UUID().uuidString)")
        .path

    private func service(_ name: String) async throws -> RunningService {
        var settings = ServiceConfiguration(storeDirectory: folder + "/" + name)
        settings.port = 0
        settings.latency = .zero
        settings.predraws = true
        return try await LocalService.start(settings)
    }

    /// One life of the program at this service; the store is the same in all.
    private func life<Value>(
        at address: ServiceAddress, key: String, _ body: (Engine) async throws -> Value
    ) async throws -> Value {
        var configuration = ClientConfiguration(
            address: address, key: APIKey(key), fingerprintSalt: "salt", version: "test")
        configuration.transport = .http
        var bits = RandomBits()
        let store = try EngineStore.open(dataDirectory: folder + "/data", ownerBits: bits.nextUUID())
        let engine = Engine(
            service: RunwareImageService(configuration), journal: store, library: store, media: store, spool: store,
            clock: FastClock(factor: 60))
        try await engine.start()
        _ = await engine.currentService()
        await engine.idle()
        let value = try await body(engine)
        await engine.shutDown()
        await store.close()
        return value
    }

    private func submitUnsent(_ engine: Engine) async throws -> JobID {
        await engine.pause()
        var parameters = Parameters()
        (parameters.width, parameters.height) = (256, 256)
        let request = ImageRequest(prompt: "a kite", parameters: parameters)
        return try await engine.submit([Submission(request)])[0]
    }

    @Test func `a job of one local service is held at another, and sent where it belongs after a key press`()
        async throws
    {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let (mine, other) = (try await service("mine"), try await service("other"))
        let id = try await life(at: mine.address, key: mine.key) { try await submitUnsent($0) }
        try await life(at: other.address, key: other.key) { engine in
            await engine.resume()
            await engine.idle()
            let job = try #require(await engine.job(id))
            #expect(job.state == .held && job.failure == .otherService(key: "local:\(mine.storeID)"))
        }
        #expect(await other.charges().isEmpty)
        try await life(at: mine.address, key: mine.key) { engine in
            await engine.idle()
            #expect(await engine.job(id)?.state == .queued)
            #expect(await mine.charges().isEmpty)
            await engine.resume()
            #expect(await engine.settled(id)?.state == .done)
        }
        #expect(await mine.charges() == ["a kite": 1])
        await mine.stop()
        await other.stop()
    }

    @Test func `services elsewhere are told apart by base URL and by a fingerprint of the key that does not show it`()
        async throws
    {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        // They are known without any traffic, and paused engines send nothing.
        let address = try #require(ServiceAddress("https://service.invalid/v1"))
        let (first, second) = ("first-key-0123456789", "second-key-0123456789")
        let id = try await life(at: address, key: first) { try await submitUnsent($0) }
        try await life(at: address, key: second) { engine in
            let job = try #require(await engine.job(id))
            #expect(job.state == .held)
            let key = job.service.key
            #expect(key.hasPrefix("https://service.invalid/v1#") && !key.contains(first))
            #expect(key.wholeMatch(of: #/.*#[0-9a-f]{12}/#) != nil)
        }
        let elsewhere = try #require(ServiceAddress("https://other.invalid/v1"))
        try await life(at: elsewhere, key: first) { #expect(await $0.job(id)?.state == .held) }
        // The same base URL in other words is the same service.
        let same = try #require(ServiceAddress("HTTPS://Service.Invalid:443/v1/"))
        try await life(at: same, key: first) { engine in
            #expect(await engine.job(id)?.state == .queued)
        }
    }
}
