import Glibc
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import ServiceLifecycle

/// A server that listens on a port.
struct Listening {
    /// Long enough for a reply that is being written, short enough for a stop within a second.
    private static let graceForConnections = Duration.milliseconds(300)

    let port: Int
    let group: ServiceGroup
    /// Ends when the server has ended and its connections are closed.
    let end: Task<Void, Never>

    /// Opens the port (0: a free one) and waits until it is open.
    /// - Parameter ready: called with the port before the first connection is served.
    init(
        on port: Int, _ configuration: ServiceConfiguration, front: HTTPFront, sessions: SessionBook,
        ready: @escaping @Sendable (Int) async -> Void
    ) async throws(ServiceStartFailure) {
        let logger = configuration.logger
        let (news, report) = AsyncStream.makeStream(of: Result<Int, any Error>.self)
        let application = Application(
            responder: front,
            server: HTTPServerBuilder { responder in
                UpgradableChannel(
                    responder: responder, front: front, sessions: sessions, clock: configuration.clock, logger: logger)
            },
            configuration: ApplicationConfiguration(address: .hostname(configuration.host, port: port)),
            onServerRunning: { channel in
                let taken = channel.localAddress?.port ?? port
                await ready(taken)
                report.yield(.success(taken))
            },
            logger: logger)
        // No signals: the program around this service has one owner for them.
        var lifecycle = ServiceGroupConfiguration(services: [application], logger: logger)
        lifecycle.maximumGracefulShutdownDuration = Self.graceForConnections
        let group = ServiceGroup(configuration: lifecycle)
        let end = Task {
            do { try await group.run() } catch { report.yield(.failure(error)) }
            report.finish()
        }
        var first: Result<Int, any Error>?
        for await outcome in news {
            first = outcome
            break
        }
        switch first {
        case .success(let taken)?:
            self.port = taken
            self.group = group
            self.end = end
        case .failure(let error)?:
            await end.value
            throw Self.failure(error, port: port)
        case nil:
            await end.value
            throw .cannotListen(port: port, reason: "the server ended at once")
        }
    }

    private static func failure(_ error: any Error, port: Int) -> ServiceStartFailure {
        if let error = error as? IOError, error.errnoCode == EADDRINUSE { return .portInUse(port) }
        return .cannotListen(port: port, reason: "\(error)")
    }
}
