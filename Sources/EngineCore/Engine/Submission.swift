package import EngineModel
package import RunwareAPI

/// A request on its way into the queue.
package struct Submission: Hashable, Sendable {
    package var request: ImageRequest
    package var origin: JobOrigin

    package init(_ request: ImageRequest, origin: JobOrigin = JobOrigin()) {
        self.request = request
        self.origin = origin
    }
}

/// Why nothing was queued.
package enum SubmitFailure: Error, Hashable, Sendable {
    /// The request breaks these rules.
    case illegal([ParameterFault])
    /// The journal could not be written; nothing was sent.
    case notDurable(String)
    /// The user has to agree to it first.
    case objection(SubmitObjection)

    /// One sentence.
    package var sentence: String {
        switch self {
        case .illegal(let faults): faults.map(\.message).joined(separator: "; ")
        case .notDurable(let reason): "nothing was queued and nothing sent: \(reason)"
        case .objection(let objection): objection.sentence
        }
    }
}
