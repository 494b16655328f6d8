package import EngineCore
import NIOSSL
package import RunwareAPI

/// What the client has to know: where the service is, with which key to ask, and how long and how much to wait for.
package struct ClientConfiguration: Sendable {
    package var endpoints: ServiceEndpoints
    /// Nil sends no `Authorization`; only a service on this machine may accept that.
    package var key: APIKey?
    /// Random text, one per data folder, that makes key fingerprints of two folders incomparable.
    package var fingerprintSalt: String
    /// Version of the program, for the `User-Agent`.
    package var version: String
    /// The way that tasks take. The socket needs a key, and HTTP stands in where it cannot be had.
    package var transport = ServiceTransport.socket
    /// Longest wait for name, connection and TLS together; on a socket for the upgrade too, and as long again for the
    /// login.
    package var connectTimeout: Duration = .seconds(10)
    /// Longest wait for the whole answer once connecting is over: a sync task answers when its last image is drawn. On
    /// a socket, the longest silence about a task.
    package var replyTimeout: Duration = .seconds(300)
    /// Longest wait for the answer to a question that costs nothing.
    package var questionTimeout: Duration = .seconds(30)
    /// Longest wait for a file behind a link.
    package var fetchTimeout: Duration = .seconds(120)
    /// Largest body of one reply: 64 MiB of images as base64, and the JSON around them.
    package var maximumReplyBytes = 96 * 1024 * 1024
    /// Largest message of a socket.
    package var maximumFrameBytes = 64 * 1024 * 1024
    /// Largest file behind a link.
    package var maximumFileBytes = 64 * 1024 * 1024
    /// Whose certificates are trusted; tests stand in for the world.
    var trustRoots = NIOSSLTrustRoots.default

    /// The defaults of way, waiting and size hold unless they are changed afterwards.
    package init(endpoints: ServiceEndpoints, key: APIKey?, fingerprintSalt: String, version: String) {
        self.endpoints = endpoints
        self.key = key
        self.fingerprintSalt = fingerprintSalt
        self.version = version
    }

    /// The same for an address whose socket is where one expects it.
    package init(address: ServiceAddress, key: APIKey?, fingerprintSalt: String, version: String) {
        self.init(endpoints: ServiceEndpoints(address), key: key, fingerprintSalt: fingerprintSalt, version: version)
    }

    var userAgent: String { "easel/\(version)" }

    /// How connections are secured, those of HTTP and of sockets.
    var tls: TLSConfiguration {
        var settings = TLSConfiguration.makeClientConfiguration()
        settings.minimumTLSVersion = .tlsv12
        settings.trustRoots = trustRoots
        return settings
    }
}
