import EngineCore
import EngineModel
import RunwareAPI
import RunwareService
import Synchronization
import Testing

/// The matrix has teeth: two clients that are broken on purpose draw more than was asked for, and are caught by it.
@Suite(.timeLimit(.minutes(10))) struct BrokenClientTests {
    @Test(arguments: DeliveryMethod.allCases)
    func `a blind re-send is caught where the service forgets UUIDs`(delivery: DeliveryMethod) async throws {
        let charged = try await charges(delivery, forgets: true) { BrokenClient($0, .blindResend) }
        #expect(charged == 2)
    }

    @Test(arguments: DeliveryMethod.allCases)
    func `a new UUID without a complete verdict is caught`(delivery: DeliveryMethod) async throws {
        let charged = try await charges(delivery, forgets: false) { BrokenClient($0, .newUUID) }
        #expect(charged == 2)
    }

    @Test(arguments: DeliveryMethod.allCases)
    func `the client as it is passes where the broken ones do not`(delivery: DeliveryMethod) async throws {
        #expect(try await charges(delivery, forgets: true) { $0 } == 1)
    }

    /// Images charged for one that was asked, when the line drops after acceptance.
    private func charges(
        _ delivery: DeliveryMethod, forgets: Bool, breaking: (any ImageService) -> any ImageService
    ) async throws -> Int {
        let rig = try await Rig.make(transport: .http, forgets: forgets, breaking: breaking)
        rig.service.inject(Fault(.drop, at: .afterAcceptance))
        _ = try await rig.run(prompt: "a kite", delivery: delivery, images: 1)
        let charged = await rig.charges("a kite")
        await rig.close()
        return charged
    }
}

/// A client that does what no client may do.
private final class BrokenClient: ImageService {
    enum Sin { case blindResend, newUUID }

    private let client: any ImageService
    private let sin: Sin

    init(_ client: any ImageService, _ sin: Sin) {
        self.client = client
        self.sin = sin
    }

    var events: AsyncStream<ServiceEvent> { client.events }
    func identify() async -> Identification { await client.identify() }
    func collect(_ questions: [CollectQuestion]) async -> CollectOutcome { await client.collect(questions) }
    func resume(session: String) async { await client.resume(session: session) }
    func fetch(_ url: String) async -> FetchOutcome { await client.fetch(url) }
    func account() async -> AccountOutcome { await client.account() }
    func ping() async -> PingOutcome { await client.ping() }
    func shutDown() async { await client.shutDown() }

    func send(
        _ task: ImageInference, onFirstByte: @escaping @Sendable () -> Void,
        deliver: @escaping @Sendable (Answer) async -> Void
    ) async -> SendEnd {
        let end = await client.send(task, onFirstByte: onFirstByte, deliver: deliver)
        guard case .lost = end else { return end }
        var again = task
        if sin == .newUUID {
            var bits = RandomBits()
            again = ImageInference(taskUUID: bits.nextUUID(), request: task.request)
        }
        return await client.send(again, onFirstByte: onFirstByte, deliver: deliver)
    }
}
