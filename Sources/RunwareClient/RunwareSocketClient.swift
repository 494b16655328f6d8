import EngineCore
import EngineModel
import Foundation
import NIOCore
import NIOSSL
import RunwareAPI
import Synchronization

/// Speaks to the service over one WebSocket: performs what `SocketLine` decides, with the clock, the connections and
/// the departures of tasks that it has none of.
///
/// It lives on the event loop of its connections: a message goes from the call to the wire, and from the wire to
/// whoever waits for it, with one change of threads each, and with none for a task that prefers that loop.
///
/// `shutDown()` has to be called before an instance is let go.
actor RunwareSocketClient {
    private let configuration: ClientConfiguration
    private let key: APIKey
    private let clock: any EngineClock
    private let settings: SocketConnection.Settings?
    private let tell: @Sendable (ServiceEvent) -> Void
    private let eventLoop: any EventLoop
    private let tickets = Atomic<SocketLine.Ticket>(0)

    nonisolated var unownedExecutor: UnownedSerialExecutor { eventLoop.executor.asUnownedSerialExecutor() }

    private var line: SocketLine
    private var connection: (id: SocketLine.ConnectionID, socket: SocketConnection)?
    private var outgoing: [SocketLine.Ticket: Outgoing] = [:]
    private var alarm: (time: Timestamp, task: Task<Void, Never>)?
    private var isShutDown = false

    /// What belongs to one ticket.
    private struct Outgoing {
        let text: String
        var departure: Departure?
        let sink: AsyncStream<Delivery>.Continuation

        /// The last that is said.
        func end(_ ending: SocketLine.Ending, with answer: Answer? = nil) { sink.yield(.end(answer, ending)) }
    }

    private enum Delivery: Sendable {
        case answer(Answer)
        /// The end, with the answer that brought it.
        case end(Answer?, SocketLine.Ending)
    }

    private static let ended = ConnectionFault(.other, detail: "the client has ended")
    private static let cancelled = ConnectionFault(.other, detail: "cancelled")

    /// Prepares a line; nothing is connected yet. `tell` is called in order.
    init(
        _ configuration: ClientConfiguration, key: APIKey, on eventLoop: any EventLoop, clock: any EngineClock,
        random: any RandomNumberGenerator & Sendable, tell: @escaping @Sendable (ServiceEvent) -> Void
    ) {
        self.configuration = configuration
        self.key = key
        self.eventLoop = eventLoop
        self.clock = clock
        self.tell = tell
        let endpoint = configuration.endpoints.socket
        var limits = SocketLine.Limits()
        limits.connect = configuration.connectTimeout.milliseconds
        limits.reply = configuration.replyTimeout.milliseconds
        line = SocketLine(limits: limits, place: endpoint.authority, random: random)
        settings = try? SocketConnection.Settings(configuration)
    }

    // MARK: Calls

    /// As `ImageService.send`.
    nonisolated func send(
        _ task: ImageInference, onFirstByte: @escaping @Sendable () -> Void,
        deliver: @escaping @Sendable (Answer) async -> Void
    ) async -> SendEnd {
        let departure = Departure(onDeparture: onFirstByte)
        let ending = await run(task.body, departure, deliver: deliver) { line, ticket, now in
            line.send(task, ticket, now: now)
        }
        switch ending {
        case .answered, .ponged: return .answered
        case .fault(let fault): return departure.withdraw() ? .notSent(fault) : .lost(fault)
        case .refused(let errors):
            let words = errors.first?.message ?? "the login was refused"
            return departure.withdraw() ? .refusedAtDoor(errors) : .lost(ConnectionFault(.other, detail: words))
        }
    }

    /// As `ImageService.collect`.
    nonisolated func collect(_ questions: [CollectQuestion]) async -> CollectOutcome {
        guard !questions.isEmpty else { return CollectOutcome() }
        let gathered = Gathered()
        let text = "[" + questions.map(\.jsonText).joined(separator: ",") + "]"
        let ending = await run(text, deliver: { await gathered.add($0) }) { line, ticket, now in
            line.collect(questions, ticket, now: now)
        }
        let answers = await gathered.answers
        switch ending {
        case .answered, .ponged: return CollectOutcome(answers: answers)
        case .fault(let fault): return CollectOutcome(answers: answers, fault: fault)
        case .refused(let errors):
            let words = errors.first?.message ?? "no reason given"
            return CollectOutcome(
                answers: answers, fault: ConnectionFault(.other, detail: "the login was refused: \(words)"))
        }
    }

    /// As `ImageService.resume`; returns when the service has answered the login, or cannot be reached.
    nonisolated func resume(_ session: String) async {
        _ = await run("", deliver: { _ in }) { line, ticket, now in line.resume(session, ticket, now: now) }
    }

    /// As `ImageService.ping`.
    nonisolated func ping() async -> PingOutcome {
        let ending = await run(Self.pingText, deliver: { _ in }) { line, ticket, now in line.ping(ticket, now: now) }
        switch ending {
        case .ponged(let milliseconds): return .answered(milliseconds: milliseconds, over: .socket)
        case .answered: return .failed(Self.ended)
        case .refused(let errors): return .refused(errors)
        case .fault(let fault): return .failed(fault)
        }
    }

    /// Ends the connection and all that waits; what has arrived is still delivered.
    func shutDown() {
        guard !isShutDown else { return }
        isShutDown = true
        alarm?.task.cancel()
        alarm = nil
        connection?.socket.close()
        connection = nil
        for waiting in outgoing.values { waiting.end(.fault(Self.ended)) }
        outgoing = [:]
    }

    // MARK: Inside

    private static let pingText = #"[{"taskType":"ping","ping":true}]"#

    private typealias Start = @Sendable (inout SocketLine, SocketLine.Ticket, Timestamp) -> [SocketLine.Action]

    /// Hands something to the line under a ticket and stays until the line ends it. What is delivered is worked on where
    /// the caller works.
    private nonisolated func run(
        _ text: String, _ departure: Departure? = nil, deliver: @Sendable (Answer) async -> Void,
        _ start: @escaping Start
    ) async -> SocketLine.Ending {
        guard !Task.isCancelled else { return .fault(Self.cancelled) }
        let (deliveries, sink) = AsyncStream<Delivery>.makeStream()
        let ticket = tickets.add(1, ordering: .relaxed).newValue
        let waiting = Outgoing(text: text, departure: departure, sink: sink)
        onLoop { $0.begin(ticket, waiting, start) }
        // Ends by itself when the task is cancelled; what has arrived by then is delivered all the same.
        for await delivery in deliveries {
            switch delivery {
            case .answer(let answer): await deliver(answer)
            case .end(let answer, let ending):
                if let answer { await deliver(answer) }
                return ending
            }
        }
        onLoop { $0.forget(ticket) }
        return .fault(Self.cancelled)
    }

    /// Does something on the event loop, at once where this is it. What one caller does is done in its order.
    private nonisolated func onLoop(_ body: @escaping @Sendable (isolated RunwareSocketClient) -> Void) {
        if eventLoop.inEventLoop { return assumeIsolated(body) }
        eventLoop.execute { self.assumeIsolated(body) }
    }

    private func begin(_ ticket: SocketLine.Ticket, _ waiting: Outgoing, _ start: Start) {
        guard !isShutDown else { return waiting.end(.fault(Self.ended)) }
        outgoing[ticket] = waiting
        perform(start(&line, ticket, clock.now()))
    }

    private func forget(_ ticket: SocketLine.Ticket) {
        outgoing[ticket] = nil
        line.forget(ticket, now: clock.now())
        rearm()
    }

    private func perform(_ actions: [SocketLine.Action]) {
        guard !isShutDown else { return }
        var actions = actions[...]
        while let action = actions.popFirst() {
            // Mostly an answer is the end of a task, and whoever waits is woken once.
            if case .deliver(let ticket, let answer) = action, case .end(ticket, let ending)? = actions.first {
                actions.removeFirst()
                outgoing.removeValue(forKey: ticket)?.end(ending, with: answer)
            } else {
                perform(action)
            }
        }
        rearm()
    }

    private func perform(_ action: SocketLine.Action) {
        switch action {
        case .connect(let id): connect(id)
        case .close(let id):
            if connection?.id == id { connection?.socket.close() }
        case .login(let id, let session): write(Self.login(key, session), id)
        case .write(let id, let ticket):
            if let waiting = outgoing[ticket] { write(waiting.text, id, waiting.departure) }
        case .ask(let id, let ticket):
            if let waiting = outgoing[ticket] { write(waiting.text, id) }
        case .ping(let id): write(Self.pingText, id)
        case .deliver(let ticket, let answer): outgoing[ticket]?.sink.yield(.answer(answer))
        case .end(let ticket, let ending): outgoing.removeValue(forKey: ticket)?.end(ending)
        case .tell(let event): tell(event)
        }
    }

    private func write(_ text: String, _ id: SocketLine.ConnectionID, _ departure: Departure? = nil) {
        guard let connection, connection.id == id else { return }
        connection.socket.write(text, departure: departure)
    }

    /// The authentication task (contract 2.2). The key is written here and in a header of HTTP, and nowhere else.
    private static func login(_ key: APIKey, _ session: String?) -> String {
        var members = [("taskType", JSONText.quoted("authentication")), ("apiKey", JSONText.quoted(key.text))]
        if let session { members.append(("connectionSessionUUID", JSONText.quoted(session))) }
        return "[" + JSONText.object(members) + "]"
    }

    private func connect(_ id: SocketLine.ConnectionID) {
        guard let settings else {
            let fault = ConnectionFault(.insecure, detail: "TLS cannot be set up here")
            return perform(line.closed(id, fault, unsent: [], now: clock.now()))
        }
        let socket = SocketConnection(settings, on: eventLoop) { [weak self] event in
            self?.assumeIsolated { $0.happened(event, id) }
        }
        connection = (id, socket)
    }

    private func happened(_ event: SocketConnection.Event, _ id: SocketLine.ConnectionID) {
        guard !isShutDown else { return }
        let now = clock.now()
        switch event {
        case .connected: perform(line.connected(id, now: now))
        case .text(let bytes): perform(line.received(key.redacted(from: bytes), on: id, now: now))
        case .ended(let fault):
            if connection?.id == id { connection = nil }
            let unsent = outgoing.filter { $0.value.departure?.hasDeparted == false }
            perform(line.closed(id, fault, unsent: Set(unsent.keys), now: now))
        }
    }

    /// Sees to it that the line is asked again when something becomes due. An alarm that is too early does no harm, and
    /// every message puts off what is due.
    private func rearm() {
        let time = isShutDown ? nil : line.nextDeadline
        if let time, let alarm, alarm.time <= time { return }
        alarm?.task.cancel()
        alarm = time.map { time in
            let clock = clock
            let task = Task {
                do { try await clock.sleep(until: time) } catch { return }
                self.rang(time)
            }
            return (time, task)
        }
    }

    private func rang(_ time: Timestamp) {
        guard alarm?.time == time, !isShutDown else { return }
        alarm = nil
        perform(line.tick(now: max(time, clock.now()), bytesHeard: connection?.socket.bytesHeard ?? 0))
    }
}

/// Answers to questions, as they come.
private actor Gathered {
    private(set) var answers: [Answer] = []
    func add(_ answer: Answer) { answers.append(answer) }
}

extension SocketConnection.Settings {
    init(_ configuration: ClientConfiguration) throws {
        endpoint = configuration.endpoints.socket
        tls = endpoint.place.isSecure ? try NIOSSLContext(configuration: configuration.tls) : nil
        userAgent = configuration.userAgent
        connectTimeout = configuration.connectTimeout
        maximumFrameBytes = configuration.maximumFrameBytes
        faults = FaultReading(
            address: configuration.endpoints.socket.place, connectTimeout: configuration.connectTimeout,
            wholeTimeout: configuration.replyTimeout, maximumBytes: configuration.maximumFrameBytes)
    }
}

extension Duration {
    var milliseconds: Int64 { components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000 }
}
