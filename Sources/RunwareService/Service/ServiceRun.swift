import NIOPosix
import ServiceLifecycle

/// One life of the service, from the lock on its store to the last closed connection.
final class ServiceRun: Sendable {
    let core: ServiceCore
    let store: ServiceDatabase
    let courier: Courier
    let sessions: SessionBook
    private let group: ServiceGroup
    /// Ends when the server has ended and everything is released.
    private let life: Task<Void, Never>

    private init(
        core: ServiceCore, store: ServiceDatabase, courier: Courier, sessions: SessionBook, group: ServiceGroup,
        life: Task<Void, Never>
    ) {
        self.core = core
        self.store = store
        self.courier = courier
        self.sessions = sessions
        self.group = group
        self.life = life
    }

    func stop() async {
        await core.stop()
        await group.triggerGracefulShutdown()
        await life.value
    }

    func waitUntilStopped() async {
        await life.value
    }

    static func start(_ configuration: ServiceConfiguration) async throws(ServiceStartFailure) -> RunningService {
        let threads = NIOThreadPool(numberOfThreads: 2)
        threads.start()
        let store: OpenStore
        switch await openStore(configuration, on: threads) {
        case .success(let open): store = open
        case .failure(let failure):
            try? await threads.shutdownGracefully()
            throw failure
        }
        let gallery = Gallery(
            store: store.database, drawing: Drawing(threads: threads, predrawn: configuration.predraws),
            limit: configuration.maximumStoredImages, now: configuration.now)
        let courier = Courier(
            gallery: gallery, clock: configuration.clock, wrapsWebhooks: configuration.wrapsWebhooks,
            logger: configuration.logger)
        let core = ServiceCore(
            configuration, store: store.database, gallery: gallery, courier: courier, key: ServiceKey(store.key))
        let sessions = SessionBook(clock: configuration.clock)
        let front = HTTPFront(
            core: core, gallery: gallery, sockets: SocketCount(maximum: configuration.maximumSockets),
            connections: ConnectionCount(maximum: configuration.maximumConnections),
            storeID: store.state.storeID, isOpen: configuration.addressBeyondLoopback != nil,
            clock: configuration.clock, logger: configuration.logger)
        var failure = ServiceStartFailure.cannotListen(port: configuration.port, reason: "no port was tried")
        for port in candidatePorts(configuration, remembered: store.state.chosenPort) {
            do {
                let server = try await Listening(on: port, configuration, front: front, sessions: sessions) { taken in
                    await core.open(port: taken, chosen: taken != configuration.port)
                }
                let portFile = PortFile(path: StoreFiles(directory: configuration.storeDirectory).port)
                try? await threads.runIfActive { portFile.write(server.port) }
                let life = Task {
                    await server.end.value
                    await core.stop()
                    await courier.stop()
                    sessions.stop()
                    try? await threads.shutdownGracefully()
                    await store.close()
                }
                return RunningService(
                    port: server.port, key: store.key, storeID: store.state.storeID,
                    keyFile: StoreFiles(directory: configuration.storeDirectory).key,
                    run: ServiceRun(
                        core: core, store: store.database, courier: courier, sessions: sessions, group: server.group,
                        life: life))
            } catch {
                failure = error
                guard case .portInUse = error else { break }
            }
        }
        await courier.stop()
        try? await threads.shutdownGracefully()
        await store.close()
        throw failure
    }

    /// The ports to try, in order. The configured one comes first, so that links stay what they were.
    static func candidatePorts(_ configuration: ServiceConfiguration, remembered: Int?) -> [Int] {
        switch (configuration.port, configuration.portPolicy) {
        case (0, .fixed): [remembered ?? 0]
        case (0, .preferFixed): [remembered, 0].compactMap(\.self)
        case (let port, .fixed): [port]
        case (let port, .preferFixed): [port, remembered, 0].compactMap(\.self)
        }
    }

    private static func openStore(
        _ configuration: ServiceConfiguration, on threads: NIOThreadPool
    ) async -> Result<OpenStore, ServiceStartFailure> {
        let path = configuration.storeDirectory
        do {
            return try await threads.runIfActive { () -> Result<OpenStore, ServiceStartFailure> in
                do throws(ServiceStartFailure) {
                    return .success(try OpenStore(directory: path, givenKey: configuration.key))
                } catch {
                    return .failure(error)
                }
            }
        } catch {
            return .failure(.cannotOpenStore(path: path, reason: "\(error)"))
        }
    }
}
