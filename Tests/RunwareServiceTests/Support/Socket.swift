import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOWebSocket
import RunwareAPI
import RunwareService

/// A WebSocket client for tests: sends texts, reads whole texts, and sees closing frames.
final class Socket: Sendable {
    typealias Connection = NIOAsyncChannel<WebSocketFrame, WebSocketFrame>

    /// What the handshake gave.
    enum Handshake: Sendable {
        case socket(Connection, HTTPHeaders)
        case refused
    }

    /// Something the service sent.
    enum Message: Sendable, Hashable {
        case text(String)
        case pong(String)
        /// A closing frame with its code, or nil for an end without one.
        case closed(Int?)
    }

    struct Refused: Error {}

    let headers: HTTPHeaders
    private let channel: any Channel
    private let messages: AsyncStream<Message>
    private let reading: Task<Void, Never>

    private init(_ connection: Connection, headers: HTTPHeaders) {
        self.headers = headers
        channel = connection.channel
        let (messages, news) = AsyncStream.makeStream(of: Message.self)
        self.messages = messages
        // Ends with the connection, which `Rig` closes by stopping the service.
        reading = Task {
            var code: Int?
            try? await connection.executeThenClose { inbound, _ in
                for try await frame in inbound {
                    var data = frame.data
                    switch frame.opcode {
                    case .text: news.yield(.text(String(buffer: data)))
                    case .pong: news.yield(.pong(String(buffer: data)))
                    case .connectionClose:
                        code = data.readWebSocketErrorCode().map { Int(UInt16(webSocketErrorCode: $0)) }
                        return
                    default: break
                    }
                }
            }
            news.yield(.closed(code))
            news.finish()
        }
    }

    /// Connects and performs the handshake; throws `Refused` when the service does not switch protocols.
    static func open(
        port: Int, path: String = "/v1", headers extra: [String: String] = [:]
    ) async throws -> Socket {
        let upgrade = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    let upgrader = NIOTypedWebSocketClientUpgrader<Handshake>(maxFrameSize: 16 << 20) { channel, head in
                        channel.eventLoop.makeCompletedFuture {
                            try channel.pipeline.syncOperations.addHandler(
                                NIOWebSocketFrameAggregator(
                                    minNonFinalFragmentSize: 1, maxAccumulatedFrameCount: 1024,
                                    maxAccumulatedFrameSize: 16 << 20))
                            return .socket(try Connection(wrappingChannelSynchronously: channel), head.headers)
                        }
                    }
                    var fields = HTTPHeaders([("Host", "127.0.0.1:\(port)"), ("Content-Length", "0")])
                    for (name, value) in extra { fields.replaceOrAdd(name: name, value: value) }
                    let head = HTTPRequestHead(version: .http1_1, method: .GET, uri: path, headers: fields)
                    return try channel.pipeline.syncOperations.configureUpgradableHTTPClientPipeline(
                        configuration: .init(
                            upgradeConfiguration: .init(
                                upgradeRequestHead: head, upgraders: [upgrader],
                                notUpgradingCompletionHandler: { channel in
                                    channel.close(promise: nil)
                                    return channel.eventLoop.makeSucceededFuture(.refused)
                                })))
                }
            }
        guard case .socket(let connection, let headers) = try await upgrade.get() else { throw Refused() }
        return Socket(connection, headers: headers)
    }

    /// A connection that asks nothing.
    static func bare(port: Int) async throws -> any Channel {
        try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup).connect(host: "127.0.0.1", port: port)
            .get()
    }

    func send(_ text: String) async throws {
        try await send(.text, ByteBuffer(string: text))
    }

    func send(_ opcode: WebSocketOpcode, _ data: ByteBuffer, fin: Bool = true) async throws {
        try await channel.writeAndFlush(
            WebSocketFrame(fin: fin, opcode: opcode, maskKey: .random(), data: data)
        ).get()
    }

    /// The next message; `.closed(nil)` for ever after the end.
    func next() async -> Message {
        var iterator = messages.makeAsyncIterator()
        return await iterator.next() ?? .closed(nil)
    }

    /// The next message as a reply; nil when it is no JSON text.
    func reply() async -> Rig.Answer? {
        guard case .text(let text) = await next() else { return nil }
        return Rig.Answer(status: 0, headers: [:], bytes: Array(text.utf8))
    }

    /// Ends the connection without a word.
    func cut() async {
        try? await channel.close().get()
        await reading.value
    }
}

extension Rig {
    /// A socket whose service knows the key; what comes with the login stays to be read.
    func login(_ session: String? = nil) async throws -> (socket: Socket, session: String) {
        let socket = try await Socket.open(port: service.port)
        let resumed = session.map { ",\"connectionSessionUUID\":\"\($0)\"" } ?? ""
        try await socket.send("[{\"taskType\":\"authentication\",\"apiKey\":\"\(service.key)\"\(resumed)}]")
        guard let name = await socket.reply()?.items.first?["connectionSessionUUID"]?.string else {
            throw Socket.Refused()
        }
        return (socket, name)
    }
}
