package import EngineModel
package import RunwareAPI

/// The service as the engine sees it. Implementations never throw: every way to fail is an outcome with its own
/// consequence for the job.
package protocol ImageService: Sendable {
    /// Who the service is, before anything is sent to it. It may have to be asked; nothing that costs is sent.
    func identify() async -> Identification
    /// Sends one task and waits for the reply. `onFirstByte` is called before the first byte of the request leaves.
    func send(_ task: ImageInference, onFirstByte: @escaping @Sendable () -> Void) async -> SendOutcome
    /// Ends connections and whatever else was started: every `send` and `identify` under way returns soon, with what is
    /// known of it. May be called before anything was sent.
    func shutDown() async
}

/// The answer to "who are you".
package enum Identification: Hashable, Sendable {
    case known(ServiceStatus)
    case unreachable(ServiceStatus, ConnectionFault)
}

/// What became of a task that was to be sent.
package enum SendOutcome: Hashable, Sendable {
    /// An answer in the service's envelope, whatever its status.
    case reply(ServiceReply, httpStatus: Int, retryAfterSeconds: Int?)
    /// Nothing left this machine.
    case notSent(ConnectionFault)
    /// The request left, and the connection ended without an answer.
    case lost(ConnectionFault)
    /// The request left, and what came back is no answer of the service.
    case unreadable(httpStatus: Int, excerpt: String, retryAfterSeconds: Int?)
}
