package import RunwareAPI

/// The two doors of one service: HTTP, and the WebSocket beside it.
package struct ServiceEndpoints: Hashable, Sendable {
    /// What jobs are bound to.
    package let http: ServiceAddress
    package let socket: SocketEndpoint

    /// The service at an HTTP address, with the socket that is given, or else the one that belongs to the address.
    package init(_ http: ServiceAddress, socket: SocketEndpoint? = nil) {
        self.http = http
        self.socket = socket ?? SocketEndpoint(beside: http)
    }

    /// The vendor's pair (contract 1).
    package static let runware = ServiceEndpoints(.runware)
}

/// The address of a WebSocket.
package struct SocketEndpoint: Hashable, Sendable, CustomStringConvertible {
    /// The same place with the scheme that HTTP has for it: host, port, path and whether it is secure.
    package let place: ServiceAddress

    private static let vendorHost = "api.runware.ai"
    private static let vendorSocketHost = "ws-api.runware.ai"

    /// Reads a `ws` or `wss` address; without a path, `/v1` is meant. Nil when it is none, or carries a query, a
    /// fragment or a user name.
    package init?(_ text: String) {
        let lowered = text.lowercased()
        let schemes = [("wss://", "https://"), ("ws://", "http://")]
        guard let scheme = schemes.first(where: { lowered.hasPrefix($0.0) }),
            let place = ServiceAddress(scheme.1 + text.dropFirst(scheme.0.count))
        else { return nil }
        self.place = place
    }

    /// The socket that belongs to an HTTP address: the same place, but for the vendor, whose two doors have names of
    /// their own.
    package init(beside http: ServiceAddress) {
        place = Self.moved(http, from: Self.vendorHost, to: Self.vendorSocketHost)
    }

    /// The HTTP address that belongs to this socket.
    package var httpAddress: ServiceAddress {
        Self.moved(place, from: Self.vendorSocketHost, to: Self.vendorHost)
    }

    package var description: String { (place.isSecure ? "wss" : "ws") + place.text.dropFirst(place.isSecure ? 5 : 4) }

    /// The path of the upgrade request.
    var path: String {
        let rest = place.text.dropFirst(place.isSecure ? 8 : 7)
        return String(rest.drop { $0 != "/" })
    }

    /// The value of the `Host` header, and what sentences call the place.
    var authority: String {
        let host = place.host.contains(":") ? "[\(place.host)]" : place.host
        return place.port == (place.isSecure ? 443 : 80) ? host : "\(host):\(place.port)"
    }

    private static func moved(_ address: ServiceAddress, from old: String, to new: String) -> ServiceAddress {
        guard address.host == old else { return address }
        let scheme = address.isSecure ? "https://" : "http://"
        return ServiceAddress(scheme + new + address.text.dropFirst(scheme.count + old.count)) ?? address
    }
}
