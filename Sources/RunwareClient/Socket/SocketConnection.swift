import EngineModel
import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import NIOWebSocket
import RunwareAPI
import Synchronization

/// One WebSocket connection, from its name's addresses to its end. It lives on one event loop: there it is used, and
/// there it says what happens. It knows nothing of tasks.
final class SocketConnection: Sendable {
    enum Event: Sendable {
        case connected
        /// A whole text message.
        case text(Data)
        /// The last event; nothing is written after it.
        case ended(ConnectionFault)
    }

    /// How to connect; the same for every connection.
    struct Settings: Sendable {
        let endpoint: SocketEndpoint
        /// Nil for an endpoint that is not secure.
        let tls: NIOSSLContext?
        let userAgent: String
        let connectTimeout: Duration
        let maximumFrameBytes: Int
        let faults: FaultReading
    }

    private let settings: Settings
    private let eventLoop: any EventLoop
    private let happened: @Sendable (Event) -> Void
    private let state = Mutex(State())
    private let heard = Atomic(0)

    private struct State {
        var channel: (any Channel)?
        var hasEnded = false
        /// Whether messages were written that are not flushed yet.
        var isFlushDue = false
    }

    private enum Upgrade: Sendable {
        case socket
        /// The status of the answer to the upgrade request.
        case refused(EventLoopFuture<Int>)
    }

    /// Begins to connect.
    ///
    /// - Parameter happened: called on the event loop, in order, but never while something is asked of the connection.
    init(_ settings: Settings, on eventLoop: any EventLoop, happened: @escaping @Sendable (Event) -> Void) {
        self.settings = settings
        self.eventLoop = eventLoop
        self.happened = happened
        ClientBootstrap(group: eventLoop)
            .connectTimeout(TimeAmount(settings.connectTimeout))
            .connect(host: settings.endpoint.place.host, port: settings.endpoint.place.port)
            // Not sooner: several addresses of one name are tried, each with a channel of its own.
            .flatMapThrowing { try self.prepare($0) }
            .whenFailure { self.end(settings.faults.fault($0)) }
    }

    /// Bytes that arrived, so that a long message does not pass for silence.
    var bytesHeard: Int { heard.load(ordering: .relaxed) }

    /// Writes a message; with a departure, only when it has not departed before and was not withdrawn. On the event
    /// loop. What is written in one turn of the loop leaves together.
    func write(_ text: String, departure: Departure? = nil) {
        let (channel, hasEnded) = state.withLock { ($0.channel, $0.hasEnded) }
        guard let channel, !hasEnded, channel.isActive, departure?.depart() ?? true else { return }
        let frame = WebSocketFrame(
            fin: true, opcode: .text, maskKey: .random(), data: channel.allocator.buffer(string: text))
        channel.write(frame, promise: nil)
        let wasDue = state.withLock { state in
            defer { state.isFlushDue = true }
            return state.isFlushDue
        }
        if wasDue { return }
        eventLoop.execute {
            self.state.withLock { $0.isFlushDue = false }
            channel.flush()
        }
    }

    /// Ends the connection, whatever its state.
    func close() { end(ConnectionFault(.other, detail: "cancelled")) }

    private func end(_ fault: ConnectionFault) {
        let channel = state.withLock { state -> (any Channel)? in
            guard !state.hasEnded else { return nil }
            state.hasEnded = true
            // Behind what is being done now: whoever closes is not told in the middle of it.
            eventLoop.execute { self.happened(.ended(fault)) }
            return state.channel
        }
        channel?.close(promise: nil)
    }

    /// Builds the pipeline of a channel that is connected: TLS, the count of bytes, and the upgrade, which puts frames in the place of HTTP.
    private func prepare(_ channel: any Channel) throws {
        let isWanted = state.withLock { state in
            state.channel = channel
            return !state.hasEnded
        }
        guard isWanted else { return channel.close(promise: nil) }
        channel.closeFuture.whenComplete { _ in self.end(self.settings.faults.fault(ChannelError.eof)) }
        let pipeline = channel.pipeline.syncOperations
        if let tls = settings.tls {
            let host = settings.endpoint.place.host
            let isLiteral = (try? NIOCore.SocketAddress(ipAddress: host, port: 0)) != nil
            try pipeline.addHandler(NIOSSLClientHandler(context: tls, serverHostname: isLiteral ? nil : host))
        }
        try pipeline.addHandler(ByteCounter { self.heard.add($0, ordering: .relaxed) })
        let upgrade = try pipeline.configureUpgradableHTTPClientPipeline(configuration: upgradeConfiguration)
        upgrade.whenComplete { result in
            switch result {
            case .success(.socket): self.tell(.connected)
            case .success(.refused(let status)): status.whenComplete { self.endRefused(try? $0.get()) }
            case .failure(let error): self.end(self.settings.faults.fault(error))
            }
        }
    }

    private func tell(_ event: Event) {
        if !state.withLock({ $0.hasEnded }) { happened(event) }
    }

    private func endRefused(_ status: Int?) {
        let words = status.map { "HTTP \($0)" } ?? "no answer"
        end(ConnectionFault(.refused, detail: "\(settings.endpoint.authority) opens no WebSocket (\(words))"))
    }

    private var upgradeConfiguration: NIOUpgradableHTTPClientPipelineConfiguration<Upgrade> {
        var head = HTTPRequestHead(version: .http1_1, method: .GET, uri: settings.endpoint.path)
        head.headers.add(name: "Host", value: settings.endpoint.authority)
        head.headers.add(name: "User-Agent", value: settings.userAgent)
        let limit = settings.maximumFrameBytes
        let upgrader = NIOTypedWebSocketClientUpgrader<Upgrade>(maxFrameSize: limit) { channel, _ in
            channel.eventLoop.makeCompletedFuture {
                try channel.pipeline.syncOperations.addHandlers(
                    NIOWebSocketFrameAggregator(
                        minNonFinalFragmentSize: 0, maxAccumulatedFrameCount: 65_536, maxAccumulatedFrameSize: limit),
                    FrameHandler(
                        text: { self.tell(.text($0)) },
                        closed: { self.endClosed($0) },
                        failed: { self.end(self.settings.faults.fault($0)) }))
                return .socket
            }
        }
        var configuration = NIOUpgradableHTTPClientPipelineConfiguration(
            upgradeConfiguration: NIOTypedHTTPClientUpgradeConfiguration(
                upgradeRequestHead: head, upgraders: [upgrader],
                notUpgradingCompletionHandler: { channel in
                    channel.eventLoop.makeCompletedFuture {
                        let status = channel.eventLoop.makePromise(of: Int.self)
                        try channel.pipeline.syncOperations.addHandler(StatusReader(status))
                        return .refused(status.futureResult)
                    }
                }))
        // A frame may come in one piece with the head that permits it.
        configuration.leftOverBytesStrategy = .forwardBytes
        return configuration
    }

    private func endClosed(_ code: UInt16?) {
        let words = code.map { " (code \($0))" } ?? ""
        end(ConnectionFault(.closed, detail: "closed by \(settings.endpoint.authority)\(words)"))
    }
}
