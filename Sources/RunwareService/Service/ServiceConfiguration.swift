package import Foundation
package import Logging

/// What the local service needs to know before it starts.
package struct ServiceConfiguration: Sendable {
    /// The documented port.
    package static let defaultPort = 7313
    package static let defaultStoredImages = 20_000
    package static let defaultSockets = 64
    package static let defaultConnections = 256

    /// What to do when the port is taken.
    package enum PortPolicy: Sendable {
        /// Fail.
        case fixed
        /// Take the port that the store chose last time, else a free one, and remember it.
        case preferFixed
    }

    /// Path of the folder that holds database, key and lock; made when missing (0700).
    package var storeDirectory: String
    /// 1–65535; 0 means the port that the store remembers, or any free one the first time.
    package var port = Self.defaultPort
    package var portPolicy = PortPolicy.fixed
    /// A key to use instead of the kept one; it is not written anywhere.
    package var key: String?
    /// How long one image takes, besides the drawing; zero is allowed.
    package var latency = Duration.milliseconds(1500)
    /// Measures `latency`, the lives of sessions and all pauses.
    package var clock: any Clock<Duration> = ContinuousClock()
    /// The time of day, for records and for the end of links.
    package var now: @Sendable () -> Date = { Date() }
    /// Address to listen on, when that is to be another than this machine's own: then others may ask, if they have the
    /// key. Nil listens on loopback only.
    package var addressBeyondLoopback: String?
    /// So many of the newest images have links; older ones lead to 404.
    package var maximumStoredImages = Self.defaultStoredImages
    /// WebSockets open at a time.
    package var maximumSockets = Self.defaultSockets
    /// Connections that speak plain HTTP served at a time.
    package var maximumConnections = Self.defaultConnections
    /// Whether `accountManagement` tells the balance as a bare number, as in 2025, instead of an object.
    package var tellsPlainBalance = false
    /// Whether webhooks get `{"data":[…]}` instead of the bare item.
    package var wrapsWebhooks = false
    /// Whether all images of a size and format are one file, so that a measurement does not measure the drawing.
    package var predraws = false
    /// Whether a repeated UUID is accepted, generated and charged again, as by a service that remembers nothing.
    package var forgetsUUIDs = false
    /// Faults in force from the start.
    package var faults: [Fault] = []
    /// Where the service writes what it does; by default nowhere.
    package var logger = Logger(label: "easel.service") { _ in SwiftLogNoOpLogHandler() }

    /// A service on this store with the documented port and the defaults above.
    package init(storeDirectory: String) {
        self.storeDirectory = storeDirectory
    }

    /// The address to bind.
    var host: String { addressBeyondLoopback ?? "127.0.0.1" }

    /// The host in links: the one that was bound, or this machine when all addresses were.
    var linkHost: String {
        switch host {
        case "0.0.0.0", "::": "127.0.0.1"
        case let host where host.contains(":"): "[\(host)]"
        case let host: host
        }
    }
}
