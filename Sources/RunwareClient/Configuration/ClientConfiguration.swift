package import RunwareAPI

/// What the client has to know: where the service is, with which key to ask, and how long and how much to wait for.
package struct ClientConfiguration: Sendable {
    package var address: ServiceAddress
    /// Nil sends no `Authorization`; only a service on this machine may accept that.
    package var key: APIKey?
    /// Random text, one per data folder, that makes key fingerprints of two folders incomparable.
    package var fingerprintSalt: String
    /// Version of the program, for the `User-Agent`.
    package var version: String
    /// Longest wait for name, connection and TLS together.
    package var connectTimeout: Duration = .seconds(10)
    /// Longest wait for the whole answer once connecting is over: a sync task answers when its last image is drawn.
    package var replyTimeout: Duration = .seconds(300)
    /// Largest body of one reply: 64 MiB of images as base64, and the JSON around them.
    package var maximumReplyBytes = 96 * 1024 * 1024

    /// The defaults of waiting and size hold unless they are changed afterwards.
    package init(address: ServiceAddress, key: APIKey?, fingerprintSalt: String, version: String) {
        self.address = address
        self.key = key
        self.fingerprintSalt = fingerprintSalt
        self.version = version
    }
}
