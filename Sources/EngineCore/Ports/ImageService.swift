package import EngineModel
package import Foundation
package import RunwareAPI

/// The service as the engine sees it. Implementations never throw: every way to fail is an outcome with its own
/// consequence for the job. They repeat nothing that may cost.
package protocol ImageService: Sendable {
    /// What happens without a question. One consumer; ends with `shutDown`.
    var events: AsyncStream<ServiceEvent> { get }
    /// Where tasks that send and ask do so without a change of threads; nil when it makes no difference.
    var executor: (any TaskExecutor)? { get }
    /// Who the service is, before anything is sent to it. It may have to be asked; nothing that costs is sent.
    func identify() async -> Identification
    /// Sends one task and stays until nothing more can come of it: `deliver` gets each answer in order and is waited
    /// for. `onFirstByte` is called before the first byte of the request leaves.
    func send(
        _ task: ImageInference, onFirstByte: @escaping @Sendable () -> Void,
        deliver: @escaping @Sendable (Answer) async -> Void
    ) async -> SendEnd
    /// Asks about tasks that were sent before, all in one message. Costs nothing.
    func collect(_ questions: [CollectQuestion]) async -> CollectOutcome
    /// Takes up a socket session of an earlier process, so that what it has undelivered comes as unasked answers.
    func resume(session: String) async
    /// Fetches the file behind a link of a result. The key is not shown to whoever serves it.
    func fetch(_ url: String) async -> FetchOutcome
    /// Balance and usage of the account.
    func account() async -> AccountOutcome
    /// Asks for a sign of life, with the key and the way that tasks take. Costs nothing.
    func ping() async -> PingOutcome
    /// Ends connections and whatever else was started: all calls under way return soon, with what is known. May be
    /// called before anything was sent.
    func shutDown() async
}

extension ImageService {
    package var executor: (any TaskExecutor)? { nil }
}

/// What the service, or the way to it, tells by itself.
package enum ServiceEvent: Hashable, Sendable {
    /// An answer about tasks that no `send` waits for any more: late frames, and those of a resumed session.
    case unasked(Answer)
    /// Tasks travel in this socket session from now on.
    case session(String)
    /// What the user should know of the way to the service; nil when all is as usual.
    case notice(String?)
}

/// The answer to "who are you".
package enum Identification: Hashable, Sendable {
    case known(ServiceStatus)
    case unreachable(ServiceStatus, ConnectionFault)
}

/// How the sending of a task ended.
package enum SendEnd: Hashable, Sendable {
    /// Everything that the service says by itself about the task was delivered.
    case answered
    /// Nothing left this machine.
    case notSent(ConnectionFault)
    /// Nothing left this machine, because the service refused the login, in its own words.
    case refusedAtDoor([ServiceError])
    /// The request left, and the connection ended, or fell silent, before the answer was whole.
    case lost(ConnectionFault)
}

/// What came of a question.
package struct CollectOutcome: Hashable, Sendable {
    /// Over HTTP one, on a socket one for each question.
    package var answers: [Answer]
    /// Why not every question was answered.
    package var fault: ConnectionFault?

    package init(answers: [Answer] = [], fault: ConnectionFault? = nil) {
        self.answers = answers
        self.fault = fault
    }
}

/// What came of fetching a file.
package enum FetchOutcome: Hashable, Sendable {
    /// The whole body of a 200 answer.
    case bytes(Data)
    case refused(httpStatus: Int)
    case failed(ConnectionFault)
    /// The link is none that is followed: no http or https address.
    case notALink
}

/// What came of asking for the account.
package enum AccountOutcome: Hashable, Sendable {
    case account(AccountDetails)
    case refused([ServiceError])
    case failed(ConnectionFault)
}

/// What came of asking for a sign of life.
package enum PingOutcome: Hashable, Sendable {
    /// The time from the question to its answer, connecting to a socket not included.
    case answered(milliseconds: Int64, over: ServiceTransport)
    case refused([ServiceError])
    case failed(ConnectionFault)
}

/// The way that tasks take to the service.
package enum ServiceTransport: String, Hashable, Sendable, CaseIterable {
    case socket
    case http
}
