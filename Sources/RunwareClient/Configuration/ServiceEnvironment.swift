package import RunwareAPI

/// Which service the environment asks for (product §11): `RUNWARE_BASE_URL` and `RUNWARE_WS_BASE_URL` name it,
/// `RUNWARE_API_KEY` opens it. A variable that is set to nothing counts as not set.
package enum ServiceEnvironment: Hashable, Sendable {
    /// A service beyond this machine, always with a key.
    case remote(ServiceEndpoints, APIKey)
    /// A service on this machine: a local one, or a real one behind a tunnel. Without a key here, the local service's
    /// own key file is meant.
    case loopback(ServiceEndpoints, APIKey?)
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
        var key = storedKey
        if let text = Self.value(.key, environment) {
            guard let read = APIKey(text) else { throw .badKey }
            key = read
        }
        let chosen = try Self.endpoints(environment)
        switch (chosen, key) {
        case (nil, nil): self = .inProcess
        case (nil, let key?): self = .remote(.runware, key)
        case (let chosen?, let key) where chosen.endpoints.http.isLoopback: self = .loopback(chosen.endpoints, key)
        case (let chosen?, nil): throw .missingKey(chosen.variable, host: chosen.endpoints.http.host)
        case (let chosen?, let key?):
            try Self.checkSecure(chosen)
            self = .remote(chosen.endpoints, key)
        }
    }

    /// The base URL to name where a request is handed on as text: the one that is set, else Runware's own, because the
    /// local service of this machine is none for others. No key is needed for it.
    package static func address(_ environment: [String: String]) throws(ServiceEnvironmentFault) -> ServiceAddress {
        guard let chosen = try endpoints(environment) else { return .runware }
        if !chosen.endpoints.http.isLoopback { try checkSecure(chosen) }
        return chosen.endpoints.http
    }

    private static func value(_ variable: Variable, _ environment: [String: String]) -> String? {
        environment[variable.rawValue].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// A key leaves this machine with encryption only.
    private static func checkSecure(
        _ chosen: (endpoints: ServiceEndpoints, variable: Variable)
    ) throws(ServiceEnvironmentFault) {
        let (endpoints, host) = (chosen.endpoints, chosen.endpoints.http.host)
        guard endpoints.http.isSecure else { throw .plainText(chosen.variable, host: host) }
        guard endpoints.socket.place.isSecure else { throw .plainText(.socketURL, host: host) }
    }

    /// The pair of addresses, and the variable that named it first; each is derived from the other when only one is set.
    private static func endpoints(
        _ environment: [String: String]
    ) throws(ServiceEnvironmentFault) -> (endpoints: ServiceEndpoints, variable: Variable)? {
        let (base, socket) = (value(.baseURL, environment), value(.socketURL, environment))
        let door = try socket.map { text throws(ServiceEnvironmentFault) in
            guard let door = SocketEndpoint(text) else { throw .badAddress(.socketURL) }
            return door
        }
        guard let base else {
            return door.map { (ServiceEndpoints($0.httpAddress, socket: $0), .socketURL) }
        }
        guard let address = ServiceAddress(base) else { throw .badAddress(.baseURL) }
        // The vendor's two hosts are one by the derivation.
        if let door, door.httpAddress.host != address.host { throw .differentHosts(address.host, door.place.host) }
        return (ServiceEndpoints(address, socket: door), .baseURL)
    }
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
