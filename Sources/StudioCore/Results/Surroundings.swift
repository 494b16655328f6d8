import RunwareAPI

/// Where the program runs, as far as links care: over a line or not, and whether something here can show them.
package struct Surroundings: Hashable, Sendable {
    /// How this machine was reached; nil when nobody logged in over SSH.
    package var login: RemoteLogin?
    /// Whether there is a display for a browser.
    package var hasDisplay: Bool

    package init(environment: [String: String] = [:]) {
        login = RemoteLogin(environment: environment)
        hasDisplay = ["DISPLAY", "WAYLAND_DISPLAY"].contains { environment[$0]?.isEmpty == false }
    }

    /// The command that makes a link to this very machine reachable from the user's; nil when none is needed.
    package func tunnel(to url: String) -> String? {
        guard let login, let place = WebPlace(url), place.isLoopback else { return nil }
        return login.tunnel(to: place)
    }
}

/// Host and port of a link.
struct WebPlace {
    let host: String
    let port: Int
    let isLoopback: Bool

    /// Nil when it is no http or https address.
    init?(_ url: String) {
        guard WebAddress.isValid(url) else { return nil }
        let scheme = url.lowercased().hasPrefix("https://") ? "https://" : "http://"
        let authority = url.dropFirst(scheme.count).prefix { !"/?#".contains($0) }
        guard let address = ServiceAddress(scheme + authority) else { return nil }
        (host, port, isLoopback) = (address.host, address.port, address.isLoopback)
    }
}

/// How the user's machine reached this one over SSH.
package struct RemoteLogin: Hashable, Sendable {
    /// The user here; nil when the environment does not say.
    let user: String?
    /// The address by which this machine was reached.
    let host: String
    let port: Int

    /// From `SSH_CONNECTION`: the client's address and port, then ours. Nil when it is not set, or not readable.
    init?(environment: [String: String]) {
        let words = (environment["SSH_CONNECTION"] ?? "").split(separator: " ")
        guard words.count == 4, let port = Int(words[3]), (1...65_535).contains(port),
            words[2].allSatisfy({ $0.isHexDigit || ".:%".contains($0) || ($0.isASCII && $0.isLetter) })
        else { return nil }
        host = String(words[2])
        self.port = port
        user = [environment["USER"], environment["LOGNAME"]].compactMap(\.self).first { name in
            !name.isEmpty && !name.hasPrefix("-")
                && name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0)) }
        }
    }

    func tunnel(to place: WebPlace) -> String {
        let target = place.host.contains(":") ? "[\(place.host)]" : place.host
        let door = port == 22 ? "" : " -p \(port)"
        let account = user.map { "\($0)@" } ?? ""
        return "ssh -L \(place.port):\(target):\(place.port)\(door) \(account)\(host)"
    }
}
