package import RunwareAPI

/// A local service that listens.
package struct RunningService: Sendable {
    /// The port in use, which differs from the configured one only under `preferFixed` or for port 0.
    package let port: Int
    /// The base address for clients.
    package var address: ServiceAddress { ServiceAddress(loopbackPort: port) }
    /// The key that it accepts. Never to be logged.
    package let key: String
    /// Identity of the store, made once; every reply carries it in `LocalService.identityHeader`.
    package let storeID: String
    /// Path of the kept key; there is no file when the key was given in the configuration.
    package let keyFile: String
    let run: ServiceRun

    /// Adds faults to those in force.
    package func inject(_ faults: Fault...) {
        run.core.faults.book.add(faults)
    }

    /// Ends all faults in force.
    package func clearFaults() {
        run.core.faults.book.clear()
    }

    /// How many images were ever charged for, by prompt; empty when the store cannot be read.
    package func charges() async -> [String: Int] {
        (try? await run.store.charges()) ?? [:]
    }

    /// Stops within a second: closes the port and the connections, and leaves unfinished work to the next run. May be
    /// called more than once.
    package func stop() async {
        await run.stop()
    }

    /// Returns when the service has ended and let go of port, store and lock.
    package func waitUntilStopped() async {
        await run.waitUntilStopped()
    }
}
