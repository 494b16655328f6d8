import AsyncHTTPClient
import Dispatch
package import EngineCore
import EngineModel
import Foundation
import NIOCore
import NIOHTTP1
import NIOSSL
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

    private let configuration: ClientConfiguration
    private let http: HTTPClient
    private let departures = Departures()
    private let faults: FaultReading
    /// One large reply is decoded at a time, which also bounds the memory that it takes.
    private let decoding = DispatchQueue(label: "easel.reply-decoding")

    /// Replies above this many bytes are decoded on a thread of their own.
    private static let largeReply = 1024 * 1024

    /// Prepares connections; nothing is sent yet.
    package init(_ configuration: ClientConfiguration) {
        self.configuration = configuration
        self.faults = FaultReading(
            address: configuration.address, connectTimeout: configuration.connectTimeout,
            replyTimeout: configuration.replyTimeout, maximumReplyBytes: configuration.maximumReplyBytes)
        self.http = HTTPClient(
            eventLoopGroupProvider: .singleton,
            configuration: Self.transport(configuration, departures: departures))
    }

    /// Settings of the connections. No proxy is named, so none of the environment's is used either.
    private static func transport(
        _ configuration: ClientConfiguration, departures: Departures
    ) -> HTTPClient.Configuration {
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.minimumTLSVersion = .tlsv12
        var pool = HTTPClient.Configuration.ConnectionPool()
        // Below the shortest limit that servers commonly have (5 s): a request written into a connection that the
        // server is just closing is of unknown fate, and a new connection costs nothing beside drawing an image.
        pool.idleTimeout = .seconds(3)
        pool.concurrentHTTP1ConnectionsPerHostSoftLimit = 16
        // A refused connection is news for the queue, which decides what to do about it.
        pool.retryConnectionEstablishment = false
        var transport = HTTPClient.Configuration(
            tlsConfiguration: tls,
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
        let address = configuration.address
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
                Self.ping, headers: commonHeaders, within: configuration.connectTimeout)
            if let storeID = answer.headers.first(name: Self.identityHeader), Self.isStoreID(storeID) {
                status.name = "local service"
                status.isSimulated = true
                status.identity = .local(storeID: storeID)
            } else {
                status.identity = .remote(address, keyFingerprint: fingerprint)
            }
            return .known(status)
        } catch {
            return .unreachable(status, faults.fault(error))
        }
    }

    package func send(
        _ task: ImageInference, onFirstByte: @escaping @Sendable () -> Void
    ) async -> SendOutcome {
        let departure = Departure(onDeparture: onFirstByte)
        let ticket = departures.list(departure)
        defer { departures.strike(ticket) }
        var headers = commonHeaders
        if let key = configuration.key { headers.add(name: "Authorization", value: "Bearer \(key.text)") }
        headers.add(name: Departures.ticketHeader, value: ticket)
        do {
            let answer = try await exchange(
                task.body, headers: headers, within: configuration.connectTimeout + configuration.replyTimeout)
            return await outcome(of: answer)
        } catch {
            let fault = faults.fault(error)
            return departure.withdraw() ? .notSent(fault) : .lost(fault)
        }
    }

    package func shutDown() async {
        // The only error says that it was shut down already.
        try? await http.shutdown()
    }

    // MARK: Inside

    /// The task that costs nothing (contract 2.2).
    private static let ping = #"[{"taskType":"ping","ping":true}]"#

    private var commonHeaders: HTTPHeaders {
        ["Content-Type": "application/json", "User-Agent": "easel/\(configuration.version)"]
    }

    private static func isStoreID(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count) && text.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != 0x23 }
    }

    /// Posts a body and gathers the whole answer. The time limit covers everything, a body that trickles in included.
    private func exchange(
        _ body: String, headers: HTTPHeaders, within limit: Duration
    ) async throws -> HTTPClient.Response {
        try Task.checkCancellation()
        let request = try HTTPClient.Request(
            url: configuration.address.text, method: .POST, headers: headers, body: .string(body))
        let running = http.execute(
            request: request,
            delegate: ResponseAccumulator(request: request, maxBodySize: configuration.maximumReplyBytes),
            deadline: .now() + TimeAmount(limit))
        return try await withTaskCancellationHandler {
            try await running.get()
        } onCancel: {
            running.cancel()
        }
    }

    private func outcome(of answer: HTTPClient.Response) async -> SendOutcome {
        let status = Int(answer.status.code)
        let retryAfter = RetryAfter.seconds(
            answer.headers.first(name: "Retry-After"), date: answer.headers.first(name: "Date"))
        let body = answer.body ?? ByteBuffer()
        if let reply = await reply(in: body, status: status) {
            return .reply(reply, httpStatus: status, retryAfterSeconds: retryAfter)
        }
        let excerpt =
            (300..<400).contains(status)
            ? "a redirect, which is not followed" : Excerpt.of(body.readableBytesView, redacting: configuration.key)
        return .unreadable(httpStatus: status, excerpt: excerpt, retryAfterSeconds: retryAfter)
    }

    private func reply(in body: ByteBuffer, status: Int) async -> ServiceReply? {
        let key = configuration.key
        let decode: @Sendable () -> ServiceReply? = {
            ServiceReply(parsing: Data(body.readableBytesView), httpStatus: status)?.without(key)
        }
        guard body.readableBytes > Self.largeReply else { return decode() }
        return await withCheckedContinuation { continuation in
            decoding.async { continuation.resume(returning: decode()) }
        }
    }
}

extension ServiceReply {
    /// The reply with the key taken out of the service's own words, should it repeat what it was asked with.
    fileprivate func without(_ key: APIKey?) -> ServiceReply {
        guard let key else { return self }
        var reply = self
        for index in reply.errors.indices { reply.errors[index].remove(key) }
        for index in reply.items.indices { reply.items[index].error?.remove(key) }
        return reply
    }
}

extension ServiceError {
    fileprivate mutating func remove(_ key: APIKey) {
        code = key.redacted(from: code)
        message = key.redacted(from: message)
        responseContent = responseContent.map { key.redacted(from: $0) }
        allowedValues = allowedValues.map { key.redacted(from: $0) }
    }
}
