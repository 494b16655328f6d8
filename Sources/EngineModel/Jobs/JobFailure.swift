package import RunwareAPI

/// Why a job failed, waits, or is of unknown fate.
package enum JobFailure: Hashable, Sendable, Codable {
    /// The service's own errors, unchanged.
    case service([ServiceError])
    /// The service said this, and it is no verdict on the task.
    case undecided([ServiceError])
    /// Nothing left this machine.
    case notSent(ConnectionFault)
    /// Sent, and no answer that counts came.
    case lost(ConnectionFault)
    /// An answer that is none of the service's: a gateway's page, a cut body.
    case unreadable(httpStatus: Int, excerpt: String)
    /// The program ended while the request was on its way.
    case interrupted
    /// The service answered with fewer images than asked and no error.
    case shortDelivery(delivered: Int, asked: Int)
    /// The job belongs to another service than the current one.
    case otherService(key: String)
    /// It was deleted for ever while it waited to be tried again.
    case erased

    /// What the service said, in its own words.
    package var serviceErrors: [ServiceError] {
        switch self {
        case .service(let errors), .undecided(let errors): errors
        default: []
        }
    }

    /// The first error of the service, when there is one.
    package var serviceError: ServiceError? {
        serviceErrors.first
    }

    /// What kind of outcome it is, for words, suggestions and exit codes.
    package var category: ErrorCategory {
        switch self {
        case .service(let errors), .undecided(let errors): errors.first?.category ?? .unknown
        case .notSent, .lost, .interrupted: .connection
        case .unreadable(let status, _): ErrorCategory(httpStatus: status)
        case .shortDelivery, .otherService, .erased: .unknown
        }
    }
}

/// Why bytes could not be exchanged with the service.
package struct ConnectionFault: Error, Hashable, Sendable, Codable {
    /// The kinds that lead to different advice.
    package enum Kind: String, Hashable, Sendable, Codable {
        case refused, unknownHost, insecure, timedOut, closed, tooLarge, other
    }
    package let kind: Kind
    /// What the network said, without secrets.
    package let detail: String

    package init(_ kind: Kind, detail: String) {
        self.kind = kind
        self.detail = detail
    }
}
