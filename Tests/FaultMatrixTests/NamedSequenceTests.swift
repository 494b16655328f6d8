import EngineCore
import EngineModel
import Foundation
import RunwareAPI
import RunwareService
import Testing

/// Sequences that a review found dangerous, end to end, each by its name.
@Suite(.timeLimit(.minutes(10))) struct NamedSequenceTests {
    @Test(arguments: ServiceTransport.allCases)
    func `an error to a poll while the task goes on`(transport: ServiceTransport) async throws {
        let rig = try await Rig.make(transport: transport)
        rig.service.inject(Fault(.internalError, at: .poll, count: 3))
        let job = try await rig.run(prompt: "a kite", delivery: .async, images: 4)
        #expect(job.state == .done && job.results.count == 4 && job.attempts.count == 1)
        #expect(await rig.charges("a kite") == 4)
        await rig.close()
    }

    @Test(arguments: ServiceTransport.allCases)
    func `a conflict that carries our UUID`(transport: ServiceTransport) async throws {
        // The first answer is lost; the user sends again what the service has: it answers by a conflict.
        let rig = try await Rig.make(transport: transport)
        rig.service.inject(Fault(.drop, at: .afterAcceptance))
        let job = try await rig.run(prompt: "a kite", delivery: .sync, images: 1)
        #expect(job.state == .done && job.attempts.count == 1)
        #expect(await rig.charges("a kite") == 1)
        await rig.close()
    }

    @Test(arguments: ServiceTransport.allCases)
    func `a not-found that carries our UUID`(transport: ServiceTransport) async throws {
        // The archive knows no running task: not found, although it is being drawn.
        let rig = try await Rig.make(transport: transport)
        rig.service.inject(Fault(.drop, at: .afterAcceptance))
        let job = try await rig.run(prompt: "a kite", delivery: .async, images: 4)
        #expect(job.state == .done && job.attempts.count == 1)
        #expect(await rig.charges("a kite") == 4)
        await rig.close()
    }

    @Test(arguments: ServiceTransport.allCases, DeliveryMethod.allCases)
    func `a held seed in a retry after a transient error`(
        transport: ServiceTransport, delivery: DeliveryMethod
    ) async throws {
        let rig = try await Rig.make(transport: transport)
        rig.service.inject(Fault(.providerTimeout))
        let job = try await rig.run(prompt: "a kite", delivery: delivery, images: 4, seed: 42)
        #expect(job.state == .done && job.attempts.count == 2)
        // Nothing was delivered before: the same request is asked for again, seed and all.
        #expect(job.results.compactMap(\.seed).sorted() == [42, 43, 44, 45])
        #expect(await rig.charges("a kite") == 4)
        await rig.close()
    }

    @Test func `a timeout item for a sync task that then succeeds`() async throws {
        let rig = try await Rig.make(transport: .http)
        var fault = Fault(.gatewayTimeout, at: .afterAcceptance)
        fault.namesTask = true
        rig.service.inject(fault)
        let job = try await rig.run(prompt: "a kite", delivery: .sync, images: 1)
        #expect(job.state == .done && job.attempts.count == 1)
        #expect(await rig.charges("a kite") == 1)
        await rig.close()
    }

    @Test(arguments: [OutputType.base64Data, .dataURI], DeliveryMethod.allCases)
    func `images inside the answer become files like fetched ones`(
        type: OutputType, delivery: DeliveryMethod
    ) async throws {
        let rig = try await Rig.make(transport: .socket)
        let job = try await rig.run(prompt: "a kite", delivery: delivery, images: 4, outputType: type)
        #expect(job.state == .done && rig.filesAreRight(job))
        let spool = try FileManager.default.contentsOfDirectory(atPath: rig.folder.path + "/data/spool")
        #expect(spool.isEmpty, "what was kept of the answers is let go once the files are there")
        await rig.close()
    }
}
