/// The normalised HTTP address of a service: what a job is bound to (product §5 rule 5).
package struct ServiceAddress: Hashable, Sendable, CustomStringConvertible {
    /// Scheme, host and port in lower case, then the path, without a slash at the end.
    package let text: String
    /// Host name or address literal, without brackets.
    package let host: String
    /// Port, given or implied by the scheme.
    package let port: Int
    package let isSecure: Bool

    /// The vendor's endpoint (contract 1).
    package static let runware = ServiceAddress(secureHost: "api.runware.ai", path: "/v1")

    private init(secureHost: String, path: String) {
        self.text = "https://" + secureHost + path
        self.host = secureHost
        self.port = 443
        self.isSecure = true
    }

    /// An address on this machine.
    package init(loopbackPort: Int) {
        self.text = "http://127.0.0.1:\(loopbackPort)/v1"
        self.host = "127.0.0.1"
        self.port = loopbackPort
        self.isSecure = false
    }

    /// Reads a base URL; without a path, `/v1` is meant. Nil when it is no http or https address, or carries a query,
    /// a fragment or a user name.
    package init?(_ base: String) {
        guard WebAddress.isValid(base), !base.contains(where: { "?#@".contains($0) }) else { return nil }
        let secure = base.lowercased().hasPrefix("https://")
        let rest = base.dropFirst(secure ? 8 : 7)
        let authority = rest.prefix { $0 != "/" }.lowercased()
        var path = String(rest.drop { $0 != "/" })
        while path.hasSuffix("/") { path.removeLast() }
        if path.isEmpty { path = "/v1" }
        guard let (host, given) = WebAddress.hostAndPort(authority) else { return nil }
        let standard = secure ? 443 : 80
        self.host = host
        self.port = given ?? standard
        self.isSecure = secure
        let shownHost = host.contains(":") ? "[\(host)]" : host
        let shownPort = port == standard ? "" : ":\(port)"
        self.text = (secure ? "https://" : "http://") + shownHost + shownPort + path
    }

    /// Whether the address names this machine. Names below `.localhost` do not count: resolvers may ask the network.
    package var isLoopback: Bool {
        if host == "localhost" || host == "::1" { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0).map(String.init) == String($0) }
    }

    package var description: String { text }
}
