package import EngineCore
package import EngineModel
import Foundation
import LoopTasks
import NIOCore
import NIOPosix
package import RunwareAPI
import Synchronization

/// The engine's `ImageService`: tasks and questions over the socket where it can be had, else over HTTP; files, the
/// account and the question who the service is always over HTTP.
///
/// A task goes to HTTP only after the socket has said that nothing of it left this machine. That the way is another
/// one is said once, when HTTP has proved to work, and the socket is tried again after a while.
///
/// `shutDown()` has to be called before an instance is let go.
package final class RunwareImageService: ImageService {
    package let events: AsyncStream<ServiceEvent>
    package let executor: (any TaskExecutor)?

    private let http: RunwareHTTPClient
    private let socket: RunwareSocketClient?
    private let clock: any EngineClock
    private let place: String
    private let sink: AsyncStream<ServiceEvent>.Continuation
    private let detour: Detour

    /// How long HTTP stands in before the socket is tried again, in milliseconds.
    private static let detourLength: Int64 = 300_000

    /// Whether HTTP stands in for the socket.
    private final class Detour: Sendable {
        struct State {
            /// The socket is not tried before.
            var until: Timestamp?
            var isSaid = false
        }
        let state = Mutex(State())
    }

    /// Prepares both ways; nothing is connected yet. Without a key there is only HTTP: a socket begins with a login.
    package init(
        _ configuration: ClientConfiguration, clock: any EngineClock = SystemEngineClock(),
        random: any RandomNumberGenerator & Sendable = SystemRandomNumberGenerator()
    ) {
        let (events, sink) = AsyncStream<ServiceEvent>.makeStream()
        let detour = Detour()
        self.events = events
        self.sink = sink
        self.detour = detour
        self.clock = clock
        place = configuration.endpoints.socket.authority
        http = RunwareHTTPClient(configuration, clock: clock)
        guard configuration.transport == .socket, let key = configuration.key else {
            socket = nil
            executor = nil
            return
        }
        let eventLoop = MultiThreadedEventLoopGroup.singleton.any()
        executor = LoopExecutor(eventLoop)
        socket = RunwareSocketClient(configuration, key: key, on: eventLoop, clock: clock, random: random) { event in
            if case .session = event {
                let wasSaid = detour.state.withLock { state in
                    defer { state = Detour.State() }
                    return state.isSaid
                }
                if wasSaid { sink.yield(.notice(nil)) }
            }
            sink.yield(event)
        }
    }

    // MARK: ImageService

    package func identify() async -> Identification { await http.identify() }

    package func send(
        _ task: ImageInference, onFirstByte: @escaping @Sendable () -> Void,
        deliver: @escaping @Sendable (Answer) async -> Void
    ) async -> SendEnd {
        guard let socket = usableSocket else {
            return await http.send(task, onFirstByte: onFirstByte, deliver: deliver)
        }
        let end = await socket.send(task, onFirstByte: onFirstByte, deliver: deliver)
        guard case .notSent(let fault) = end, !Task.isCancelled else { return end }
        let second = await http.send(task, onFirstByte: onFirstByte, deliver: deliver)
        if case .notSent = second { return second }
        turnAside(fault)
        return second
    }

    package func collect(_ questions: [CollectQuestion]) async -> CollectOutcome {
        guard let socket = usableSocket else { return await http.collect(questions) }
        let outcome = await socket.collect(questions)
        guard let fault = outcome.fault, outcome.answers.isEmpty, !Task.isCancelled else { return outcome }
        let second = await http.collect(questions)
        if second.fault == nil, fault.isOfTheWay { turnAside(fault) }
        return second
    }

    package func resume(session: String) async { await usableSocket?.resume(session) }

    package func fetch(_ url: String) async -> FetchOutcome { await http.fetch(url) }

    package func account() async -> AccountOutcome { await http.account() }

    package func ping() async -> PingOutcome {
        guard let socket = usableSocket else { return await http.ping() }
        let outcome = await socket.ping()
        guard case .failed(let fault) = outcome, !Task.isCancelled else { return outcome }
        let second = await http.ping()
        if case .answered = second { turnAside(fault) }
        return second
    }

    package func shutDown() async {
        await socket?.shutDown()
        await http.shutDown()
        sink.finish()
    }

    // MARK: Inside

    /// The socket, unless HTTP stands in for it now.
    private var usableSocket: RunwareSocketClient? {
        let until = detour.state.withLock { $0.until }
        if let until, clock.now() < until { return nil }
        return socket
    }

    /// HTTP works where the socket did not.
    private func turnAside(_ fault: ConnectionFault) {
        let until = clock.now().adding(milliseconds: Self.detourLength)
        let wasSaid = detour.state.withLock { state in
            defer { state = Detour.State(until: until, isSaid: true) }
            return state.isSaid
        }
        guard !wasSaid else { return }
        sink.yield(.notice("Tasks go over HTTP for now; the socket of \(place) cannot be used: \(fault.detail)."))
    }
}

extension ConnectionFault {
    /// Whether it speaks of the way to the service rather than of an answer.
    fileprivate var isOfTheWay: Bool {
        switch kind {
        case .refused, .unknownHost, .insecure: true
        case .timedOut, .closed, .tooLarge, .other: false
        }
    }
}
