import AsyncHTTPClient
package import EngineCore
package import EngineModel
import Foundation
import NIOCore
import NIOHTTP1
package import RunwareAPI

/// The HTTP adapter of the engine's `ImageService`: one task out, one reply back, and for every way to fail a truthful
/// answer to "did anything leave this machine?".
///
/// This target speaks to the service and reads the environment that names it. It must never contain decisions of the
/// queue (what is retried, collected or given up), storage, a screen, or a retry of its own: a task that is sent twice
/// may be paid for twice. The key appears in the `Authorization` header of requests and nowhere else.
///
/// `shutDown()` has to be called before an instance is let go.
package final class RunwareHTTPClient: ImageService {
    /// Response header by which the local service names its store (product §5 rule 5).
    package static let identityHeader = "Easel-Service"

    /// Nothing is told unasked over HTTP: the stream only ends.
    package let events: AsyncStream<ServiceEvent>

    let configuration: ClientConfiguration
    let http: HTTPClient
    private let departures = Departures()
    private let eventSink: AsyncStream<ServiceEvent>.Continuation
    private let clock: any EngineClock

    /// Prepares connections; nothing is sent yet.
    package init(_ configuration: ClientConfiguration, clock: any EngineClock = SystemEngineClock()) {
        self.configuration = configuration
        self.clock = clock
        (events, eventSink) = AsyncStream.makeStream()
        self.http = HTTPClient(
            eventLoopGroupProvider: .singleton,
            configuration: Self.transport(configuration, departures: departures))
    }

    /// Settings of the connections. No proxy is named, so none of the environment's is used either.
    private static func transport(
        _ configuration: ClientConfiguration, departures: Departures
    ) -> HTTPClient.Configuration {
        var pool = HTTPClient.Configuration.ConnectionPool()
        // Below the shortest limit that servers commonly have (5 s): a request written into a connection that the
        // server is just closing is of unknown fate, and a new connection costs nothing beside drawing an image.
        pool.idleTimeout = .seconds(3)
        pool.concurrentHTTP1ConnectionsPerHostSoftLimit = 16
        // A refused connection is news for the queue, which decides what to do about it.
        pool.retryConnectionEstablishment = false
        var transport = HTTPClient.Configuration(
            tlsConfiguration: configuration.tls,
            // Following would hand the key to another host, or repeat the task.
            redirectConfiguration: .disallow,
            timeout: HTTPClient.Configuration.Timeout(connect: TimeAmount(configuration.connectTimeout)),
            connectionPool: pool)
        // One request per connection at a time: the gate stands in HTTP/1 connections, and a stream reset by HTTP/2
        // would leave open whether the service has the task.
        transport.httpVersion = .http1Only
        transport.http1_1ConnectionDebugInitializer = { DepartureGate.install(in: $0, for: departures) }
        return transport
    }

    // MARK: ImageService

    package func identify() async -> Identification {
        let address = configuration.endpoints.http
        var status = ServiceStatus()
        status.name = address.host == ServiceAddress.runware.host ? "Runware" : address.host
        status.address = address.text
        let fingerprint = configuration.key?.fingerprint(salt: configuration.fingerprintSalt) ?? "nokey"
        guard address.isLoopback else {
            status.identity = .remote(address, keyFingerprint: fingerprint)
            return .known(status)
        }
        do {
            // Without the key: every answer identifies, a refusal too, and a stranger on the port learns nothing.
            let answer = try await exchange(
                Self.pingBody, headers: commonHeaders, within: configuration.connectTimeout)
            if let storeID = answer.headers.first(name: Self.identityHeader), Self.isStoreID(storeID) {
                status.name = "local service"
                status.isSimulated = true
                status.identity = .local(storeID: storeID)
            } else {
                status.identity = .remote(address, keyFingerprint: fingerprint)
            }
            return .known(status)
        } catch {
            return .unreachable(status, faults(within: configuration.connectTimeout).fault(error))
        }
    }

    package func send(
        _ task: ImageInference, onFirstByte: @escaping @Sendable () -> Void,
        deliver: @escaping @Sendable (Answer) async -> Void
    ) async -> SendEnd {
        let departure = Departure(onDeparture: onFirstByte)
        let ticket = departures.list(departure)
        defer { departures.strike(ticket) }
        var headers = openingHeaders
        headers.add(name: Departures.ticketHeader, value: ticket)
        let limit = configuration.connectTimeout + configuration.replyTimeout
        do {
            await deliver(answer(.send, try await exchange(task.body, headers: headers, within: limit)))
            return .answered
        } catch {
            let fault = faults(within: limit).fault(error)
            return departure.withdraw() ? .notSent(fault) : .lost(fault)
        }
    }

    package func collect(_ questions: [CollectQuestion]) async -> CollectOutcome {
        guard !questions.isEmpty else { return CollectOutcome() }
        let body = "[" + questions.map(\.jsonText).joined(separator: ",") + "]"
        do throws(ConnectionFault) {
            return CollectOutcome(answers: [answer(.collect, try await ask(body))])
        } catch {
            return CollectOutcome(fault: error)
        }
    }

    package func resume(session: String) async {}

    package func account() async -> AccountOutcome {
        let uuid = TaskUUID(randomBits: .random(in: 0...UInt64.max), .random(in: 0...UInt64.max))
        let body =
            #"[{"taskType":"\#(ReplyItem.accountType)","taskUUID":"\#(uuid.text)","operation":"getDetails"}]"#
        do throws(ConnectionFault) {
            let answer = answer(.collect, try await ask(body))
            let reply = ServiceReply(parsing: answer.bytes, httpStatus: answer.httpStatus)
            if let account = reply?.items.lazy.compactMap(\.account).first { return .account(account) }
            if let errors = reply?.allErrors, !errors.isEmpty { return .refused(errors) }
            return .failed(Self.beside("the account", answer))
        } catch {
            return .failed(error)
        }
    }

    package func ping() async -> PingOutcome {
        let start = clock.now()
        do throws(ConnectionFault) {
            let answer = answer(.collect, try await ask(Self.pingBody))
            let milliseconds = max(0, clock.now().since(start))
            let reply = ServiceReply(parsing: answer.bytes, httpStatus: answer.httpStatus)
            if reply?.items.contains(where: \.pong) == true {
                return .answered(milliseconds: milliseconds, over: .http)
            }
            if let errors = reply?.allErrors, !errors.isEmpty { return .refused(errors) }
            return .failed(Self.beside("a pong", answer))
        } catch {
            return .failed(error)
        }
    }

    package func shutDown() async {
        // The only error says that it was shut down already.
        try? await http.shutdown()
        eventSink.finish()
    }

    // MARK: Inside

    /// The task that costs nothing (contract 2.2).
    private static let pingBody = #"[{"taskType":"ping","ping":true}]"#

    private var commonHeaders: HTTPHeaders {
        ["Content-Type": "application/json", "User-Agent": configuration.userAgent]
    }

    /// The headers that open the service.
    private var openingHeaders: HTTPHeaders {
        var headers = commonHeaders
        if let key = configuration.key { headers.add(name: "Authorization", value: "Bearer \(key.text)") }
        return headers
    }

    private static func isStoreID(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count) && text.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != 0x23 }
    }

    private static func beside(_ wanted: String, _ answer: Answer) -> ConnectionFault {
        let status = answer.httpStatus.map(String.init) ?? ""
        return ConnectionFault(.other, detail: "HTTP \(status) without \(wanted): \(Excerpt.of(answer.bytes))")
    }

    private func faults(within limit: Duration) -> FaultReading {
        FaultReading(
            address: configuration.endpoints.http, connectTimeout: configuration.connectTimeout, wholeTimeout: limit,
            maximumBytes: configuration.maximumReplyBytes)
    }

    /// Asks with the key for what costs nothing.
    private func ask(_ body: String) async throws(ConnectionFault) -> HTTPClient.Response {
        let limit = configuration.questionTimeout
        do {
            return try await exchange(body, headers: openingHeaders, within: limit)
        } catch {
            throw faults(within: limit).fault(error)
        }
    }

    /// Posts a body to the service and gathers the whole answer.
    private func exchange(
        _ body: String, headers: HTTPHeaders, within limit: Duration
    ) async throws -> HTTPClient.Response {
        try await http.whole(
            HTTPClient.Request(
                url: configuration.endpoints.http.text, method: .POST, headers: headers, body: .string(body)),
            atMost: configuration.maximumReplyBytes, deadline: .now() + TimeAmount(limit))
    }

    /// What a reply said, without the key.
    private func answer(_ occasion: Answer.Occasion, _ reply: HTTPClient.Response) -> Answer {
        let bytes = Data((reply.body ?? ByteBuffer()).readableBytesView)
        let retryAfter = RetryAfter.seconds(
            reply.headers.first(name: "Retry-After"), date: reply.headers.first(name: "Date"))
        return Answer(
            occasion, over: .reply(httpStatus: Int(reply.status.code), retryAfterSeconds: retryAfter),
            bytes: configuration.key?.redacted(from: bytes) ?? bytes)
    }
}

extension HTTPClient {
    /// The whole answer to a request. The time limit covers everything, a body that trickles in included.
    func whole(_ request: Request, atMost limit: Int, deadline: NIODeadline) async throws -> Response {
        try _Concurrency.Task.checkCancellation()
        let running = execute(
            request: request, delegate: ResponseAccumulator(request: request, maxBodySize: limit), deadline: deadline)
        return try await withTaskCancellationHandler {
            try await running.get()
        } onCancel: {
            running.cancel()
        }
    }
}

extension ServiceReply {
    /// The errors beside the items and in them.
    var allErrors: [ServiceError] { errors + items.compactMap(\.error) }
}
