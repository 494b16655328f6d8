package import Foundation
package import Logging

/// What the local service needs to know before it starts.
package struct ServiceConfiguration: Sendable {
    /// The documented port.
    package static let defaultPort = 7313

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
    /// Measures `latency`.
    package var clock: any Clock<Duration> = ContinuousClock()
    /// The time of day, for records and for the end of links.
    package var now: @Sendable () -> Date = { Date() }
    /// Where the service writes what it does; by default nowhere.
    package var logger = Logger(label: "easel.service") { _ in SwiftLogNoOpLogHandler() }

    /// A service on this store with the documented port and the defaults above.
    package init(storeDirectory: String) {
        self.storeDirectory = storeDirectory
    }
}
