import EngineModel
import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import NIOWebSocket
import RunwareAPI
import Synchronization

/// One WebSocket connection, from its name's addresses to its end. It says what happens in one stream and knows
/// nothing of tasks.
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

    let events: AsyncStream<Event>
    private let sink: AsyncStream<Event>.Continuation
    private let settings: Settings
    private let state = Mutex(State())
    private let heard = Atomic(0)

    private struct State {
        var channel: (any Channel)?
        var hasEnded = false
    }

    private enum Upgrade: Sendable {
        case socket
        /// The status of the answer to the upgrade request.
        case refused(EventLoopFuture<Int>)
    }

    /// Begins to connect.
    init(_ settings: Settings) {
        self.settings = settings
        (events, sink) = AsyncStream.makeStream()
        ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connectTimeout(TimeAmount(settings.connectTimeout))
            .connect(host: settings.endpoint.place.host, port: settings.endpoint.place.port)
            // Not sooner: several addresses of one name are tried, each with a channel of its own.
            .flatMapThrowing { try self.prepare($0) }
            .whenFailure { self.end(settings.faults.fault($0)) }
    }

    /// Bytes that arrived, so that a long message does not pass for silence.
    var bytesHeard: Int { heard.load(ordering: .relaxed) }

    /// Writes a message; with a departure, only when it has not departed before and was not withdrawn.
    func write(_ text: String, departure: Departure? = nil) {
        guard let channel = state.withLock({ $0.channel }) else { return }
        channel.eventLoop.execute {
            guard channel.isActive, !self.state.withLock({ $0.hasEnded }), departure?.depart() ?? true else { return }
            let frame = WebSocketFrame(
                fin: true, opcode: .text, maskKey: .random(), data: channel.allocator.buffer(string: text))
            channel.writeAndFlush(frame, promise: nil)
        }
    }

    /// Ends the connection, whatever its state.
    func close() { end(ConnectionFault(.other, detail: "cancelled")) }

    private func end(_ fault: ConnectionFault) {
        let channel = state.withLock { state -> (any Channel)? in
            guard !state.hasEnded else { return nil }
            state.hasEnded = true
            sink.yield(.ended(fault))
            sink.finish()
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
            case .success(.socket): self.sink.yield(.connected)
            case .success(.refused(let status)): status.whenComplete { self.endRefused(try? $0.get()) }
            case .failure(let error): self.end(self.settings.faults.fault(error))
            }
        }
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
                        text: { self.sink.yield(.text($0)) },
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
