package import RunwareAPI

/// Which service the environment asks for (product §11): `RUNWARE_BASE_URL` and `RUNWARE_WS_BASE_URL` name it,
/// `RUNWARE_API_KEY` opens it. A variable that is set to nothing counts as not set.
package enum ServiceEnvironment: Hashable, Sendable {
    /// A service beyond this machine, always with a key.
    case remote(ServiceAddress, APIKey)
    /// A service on this machine: a local one, or a real one behind a tunnel. Without a key here, the local service's
    /// own key file is meant.
    case loopback(ServiceAddress, APIKey?)
    /// Neither key nor address: the program's own local service.
    case inProcess

    /// Names of the three variables.
    package enum Variable: String, Hashable, Sendable {
        case baseURL = "RUNWARE_BASE_URL"
        case socketURL = "RUNWARE_WS_BASE_URL"
        case key = "RUNWARE_API_KEY"
    }

    /// Reads the variables. `storedKey` is used when `RUNWARE_API_KEY` is not set.
    package init(
        _ environment: [String: String], storedKey: APIKey? = nil
    ) throws(ServiceEnvironmentFault) {
        func given(_ variable: Variable) -> String? {
            environment[variable.rawValue].flatMap { $0.isEmpty ? nil : $0 }
        }
        var key = storedKey
        if let text = given(.key) {
            guard let read = APIKey(text) else { throw .badKey }
            key = read
        }
        let chosen = try Self.address(base: given(.baseURL), socket: given(.socketURL))
        switch (chosen, key) {
        case (nil, nil): self = .inProcess
        case (nil, let key?): self = .remote(.runware, key)
        case (let place?, let key) where place.address.isLoopback: self = .loopback(place.address, key)
        case (let place?, nil): throw .missingKey(place.variable, host: place.address.host)
        case (let place?, let key?):
            guard place.address.isSecure else { throw .plainText(place.variable, host: place.address.host) }
            self = .remote(place.address, key)
        }
    }

    private static func address(
        base: String?, socket: String?
    ) throws(ServiceEnvironmentFault) -> (address: ServiceAddress, variable: Variable)? {
        let derived = try socket.map { text throws(ServiceEnvironmentFault) in try httpAddress(ofSocket: text) }
        guard let base else { return derived.map { ($0, .socketURL) } }
        guard let address = ServiceAddress(base) else { throw .badAddress(.baseURL) }
        // The vendor's pair has become equal by the derivation.
        if let derived, derived.host != address.host { throw .differentHosts(address.host, derived.host) }
        return (address, .baseURL)
    }

    /// The HTTP address beside a WebSocket address; the vendor's two endpoints have names of their own (contract 1).
    private static func httpAddress(ofSocket text: String) throws(ServiceEnvironmentFault) -> ServiceAddress {
        let lowered = text.lowercased()
        let schemes = [("wss://", "https://"), ("ws://", "http://")]
        guard let scheme = schemes.first(where: { lowered.hasPrefix($0.0) }) else { throw .badAddress(.socketURL) }
        let rest = text.dropFirst(scheme.0.count)
        guard let address = ServiceAddress(scheme.1 + rest) else { throw .badAddress(.socketURL) }
        guard address.host == "ws-api." + vendorDomain else { return address }
        guard let vendor = ServiceAddress(scheme.1 + "api." + rest.dropFirst("ws-api.".count)) else {
            throw .badAddress(.socketURL)
        }
        return vendor
    }

    private static let vendorDomain = "runware.ai"
}

/// What is wrong with the environment. No case holds a value of a variable but host names, so no sentence can show a
/// key, not even one that was pasted into the wrong variable.
package enum ServiceEnvironmentFault: Error, Hashable, Sendable {
    case badAddress(ServiceEnvironment.Variable)
    case badKey
    /// A host beyond this machine was named, and no key is known.
    case missingKey(ServiceEnvironment.Variable, host: String)
    /// The two addresses name different hosts.
    case differentHosts(String, String)
    /// The key would leave this machine without encryption.
    case plainText(ServiceEnvironment.Variable, host: String)

    /// One sentence that names the variable and the rule.
    package var sentence: String {
        switch self {
        case .badAddress(.socketURL):
            "RUNWARE_WS_BASE_URL must be a ws:// or wss:// address without user name, query or fragment"
        case .badAddress(let variable):
            "\(variable.rawValue) must be an http:// or https:// address without user name, query or fragment"
        case .badKey:
            "RUNWARE_API_KEY must be 1–\(APIKey.longest) visible ASCII characters; it holds a space, a line break "
                + "or another character that no key has"
        case .missingKey(let variable, let host):
            "\(variable.rawValue) names \(host), which needs a key: set RUNWARE_API_KEY"
        case .differentHosts(let base, let socket):
            "RUNWARE_BASE_URL and RUNWARE_WS_BASE_URL must name the same host, not \(base) and \(socket)"
        case .plainText(let variable, let host):
            "\(variable.rawValue) must use https (or wss) for \(host): over plain http the key would travel in the clear"
        }
    }
}
