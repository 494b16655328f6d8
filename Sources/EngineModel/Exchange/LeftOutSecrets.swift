import RunwareAPI

/// The credentials in a request's addresses, so that they are left out wherever a record repeats them: a service that
/// refuses an address may quote it.
struct LeftOutSecrets {
    private let replacements: [(secret: String, shown: String)]

    /// A shorter query is no secret, and taking it out could hit words that have nothing to do with it.
    private static let shortestQuery = 8

    init(_ request: ImageRequest) {
        let addresses = [request.parameters.webhookURL, request.parameters.uploadEndpoint].compactMap(\.self)
        var replacements: [(secret: String, shown: String)] = []
        for address in addresses {
            let shown = WebAddress.withoutSecrets(address)
            guard shown != address else { continue }
            replacements.append((address, shown))
            let query = address.drop { $0 != "?" }.dropFirst()
            if query.count >= Self.shortestQuery { replacements.append((String(query), "…")) }
        }
        self.replacements = replacements
    }

    /// The text without them.
    func clean(_ text: String) -> String {
        replacements.reduce(text) { text, pair in
            // JSON may escape the slashes of what it quotes.
            let escaped = pair.secret.replacing("/", with: "\\/")
            return text.replacing(pair.secret, with: pair.shown).replacing(escaped, with: pair.shown)
        }
    }

    func clean(_ error: ServiceError) -> ServiceError {
        var error = error
        error.code = clean(error.code)
        error.message = clean(error.message)
        error.parameters = error.parameters.map(clean)
        error.type = error.type.map(clean)
        error.documentation = error.documentation.map(clean)
        error.responseContent = error.responseContent.map(clean)
        error.allowedValues = error.allowedValues.map(clean)
        return error
    }

    /// The failure without them, and without the fingerprint of a key.
    func clean(_ failure: JobFailure) -> JobFailure {
        switch failure {
        case .service(let errors): .service(errors.map(clean))
        case .undecided(let errors): .undecided(errors.map(clean))
        case .notSent(let fault): .notSent(ConnectionFault(fault.kind, detail: clean(fault.detail)))
        case .lost(let fault): .lost(ConnectionFault(fault.kind, detail: clean(fault.detail)))
        case .unreadable(let status, let excerpt): .unreadable(httpStatus: status, excerpt: clean(excerpt))
        case .interrupted, .shortDelivery, .erased: failure
        case .otherService(let key): .otherService(key: ServiceIdentity(key: key, isSimulated: false).withoutKey.key)
        }
    }
}

extension ServiceIdentity {
    /// The service as it is called elsewhere: its address without the fingerprint of a key. Equal to the identity of no
    /// service that jobs can be sent to with a key.
    package var withoutKey: ServiceIdentity {
        let address = key.lastIndex(of: "#").map { String(key[..<$0]) } ?? key
        return ServiceIdentity(key: WebAddress.withoutSecrets(address), isSimulated: isSimulated)
    }
}
