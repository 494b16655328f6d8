import Foundation

/// The local service: the other side of the Runware contract, on loopback, with a durable store of its own. It speaks
/// and validates as the real service does and draws deterministic sketches where the model would draw (product §12).
///
/// By folder: `Wire` reads messages and writes replies (pure), `Core` accepts tasks, makes results and answers questions
/// without knowing a transport, `Store` is what survives, `HTTP` and `Socket` are the two transports of the one port,
/// `Faults` is what goes wrong on purpose, `Outgoing` calls webhooks and uploads. This target must never contain
/// anything of the client, the queue or the screen, never be reachable from beyond this machine unless its
/// configuration says so, never install a signal handler and never write to standard output or error.
package enum LocalService {
    /// Name of the response header by which every reply names the store it comes from (product §5 rule 5).
    package static let identityHeader = "Easel-Service"

    /// Path of the key's file in a store directory. A loopback base URL without a key of its own uses that file.
    package static func keyFile(in storeDirectory: String) -> String {
        StoreFiles(directory: storeDirectory).key
    }

    /// The key kept in a store directory; nil when there is none or it cannot be read. Reads a small file.
    package static func readKey(in storeDirectory: String) -> String? {
        KeyFile(path: keyFile(in: storeDirectory)).read()
    }

    /// The port on which the service of a store directory listened last: where to look for it when the store is in use
    /// by another process. Reads a small file.
    package static func lastPort(in storeDirectory: String) -> Int? {
        PortFile(path: StoreFiles(directory: storeDirectory).port).read()
    }

    /// Starts the service and returns once it listens. Work that an earlier run accepted and did not finish goes on.
    package static func start(
        _ configuration: ServiceConfiguration
    ) async throws(ServiceStartFailure) -> RunningService {
        try await ServiceRun.start(configuration)
    }
}
