import EngineCore
import EngineModel
import Foundation
import NIOSSL
import RunwareAPI

/// Speaks to the service over one WebSocket: performs what `SocketLine` decides, with the clock, the connections and
/// the departures of tasks that it has none of.
///
/// `shutDown()` has to be called before an instance is let go.
actor RunwareSocketClient {
    private let configuration: ClientConfiguration
    private let key: APIKey
    private let clock: any EngineClock
    private let settings: SocketConnection.Settings?
    private let tell: @Sendable (ServiceEvent) -> Void

    private var line: SocketLine
    private var connection: (id: SocketLine.ConnectionID, socket: SocketConnection)?
    private var outgoing: [SocketLine.Ticket: Outgoing] = [:]
    private var tickets: SocketLine.Ticket = 0
    private var alarm: (time: Timestamp, task: Task<Void, Never>)?
    private var isShutDown = false

    /// What belongs to one ticket.
    private struct Outgoing {
        let text: String
        var departure: Departure?
        let sink: AsyncStream<Delivery>.Continuation
    }

    private enum Delivery: Sendable {
        case answer(Answer)
        case end(SocketLine.Ending)
    }

    private static let ended = ConnectionFault(.other, detail: "the client has ended")
    private static let cancelled = ConnectionFault(.other, detail: "cancelled")

    /// Prepares a line; nothing is connected yet. `tell` is called in order.
    init(
        _ configuration: ClientConfiguration, key: APIKey, clock: any EngineClock,
        random: any RandomNumberGenerator & Sendable, tell: @escaping @Sendable (ServiceEvent) -> Void
    ) {
        self.configuration = configuration
        self.key = key
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
    func send(
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
    func collect(_ questions: [CollectQuestion]) async -> CollectOutcome {
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
    func resume(_ session: String) async {
        _ = await run("", deliver: { _ in }) { line, ticket, now in line.resume(session, ticket, now: now) }
    }

    /// As `ImageService.ping`.
    func ping() async -> PingOutcome {
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
        for waiting in outgoing.values {
            waiting.sink.yield(.end(.fault(Self.ended)))
            waiting.sink.finish()
        }
        outgoing = [:]
    }

    // MARK: Inside

    private static let pingText = #"[{"taskType":"ping","ping":true}]"#

    /// Hands something to the line under a ticket and stays until the line ends it.
    private func run(
        _ text: String, _ departure: Departure? = nil, deliver: @Sendable (Answer) async -> Void,
        _ start: (inout SocketLine, SocketLine.Ticket, Timestamp) -> [SocketLine.Action]
    ) async -> SocketLine.Ending {
        guard !isShutDown else { return .fault(Self.ended) }
        guard !Task.isCancelled else { return .fault(Self.cancelled) }
        tickets += 1
        let ticket = tickets
        let (deliveries, sink) = AsyncStream<Delivery>.makeStream()
        outgoing[ticket] = Outgoing(text: text, departure: departure, sink: sink)
        perform(start(&line, ticket, clock.now()))
        // Ends by itself when the task is cancelled; what has arrived by then is delivered all the same.
        for await delivery in deliveries {
            switch delivery {
            case .answer(let answer): await deliver(answer)
            case .end(let ending): return ending
            }
        }
        outgoing[ticket] = nil
        line.forget(ticket, now: clock.now())
        rearm()
        return .fault(Self.cancelled)
    }

    private func perform(_ actions: [SocketLine.Action]) {
        guard !isShutDown else { return }
        for action in actions { perform(action) }
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
        case .end(let ticket, let ending):
            let waiting = outgoing.removeValue(forKey: ticket)
            waiting?.sink.yield(.end(ending))
            waiting?.sink.finish()
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
        let socket = SocketConnection(settings)
        connection = (id, socket)
        // Ends with the connection, which `close` or the other side ends.
        Task {
            for await event in socket.events { self.happened(event, id) }
        }
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

    /// Sees to it that the line is asked again when something becomes due.
    private func rearm() {
        let time = isShutDown ? nil : line.nextDeadline
        guard time != alarm?.time else { return }
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
