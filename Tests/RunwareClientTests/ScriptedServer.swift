import NIOCore
import NIOPosix
import NIOSSL
import RunwareAPI
import RunwareClient
import Synchronization

/// A server of raw bytes on loopback that does with each request what a script says, and remembers what it saw.
final class ScriptedServer: Sendable {
    /// What to do with one request.
    enum Act: Sendable {
        /// Close once this many bytes of the request were read, or more.
        case closeAfter(bytes: Int)
        /// Read the whole request, then send exactly these bytes, each piece flushed alone.
        case send([[UInt8]], thenClose: Bool)
        /// Read the whole request and say nothing.
        case silence

        static func answer(_ text: String, thenClose: Bool = false) -> Act {
            .send([Array(text.utf8)], thenClose: thenClose)
        }

        /// A well-formed answer of this status and body.
        static func http(_ status: String, _ body: String, headers: [String] = []) -> Act {
            let lines = ["HTTP/1.1 \(status)", "Content-Length: \(body.utf8.count)"] + headers
            return .answer(lines.joined(separator: "\r\n") + "\r\n\r\n" + body)
        }
    }

    private struct Seen {
        var acts: [Act]
        var connections = 0
        var requests: [[UInt8]] = []
        var bytes = 0
        var earlyBytes = 0
        var open: [any Channel] = []
    }

    let port: Int
    /// One element for every request that was read whole.
    let arrivals: AsyncStream<Void>

    private let listener: any Channel
    private let seen: Mutex<Seen>
    private let sink: AsyncStream<Void>.Continuation
    private let mayArrive: Mutex<@Sendable () -> Bool> = Mutex { true }

    /// Starts a server; the n-th request gets the n-th act, the last act serves all that follow.
    static func start(
        _ acts: [Act], host: String = "127.0.0.1", tls: NIOSSLContext? = nil
    ) async throws -> ScriptedServer {
        let link = Link()
        let listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    if let tls { try pipeline.addHandler(NIOSSLServerHandler(context: tls)) }
                    try pipeline.addHandler(Reader { link.server })
                }
            }
            .childChannelOption(.allowRemoteHalfClosure, value: false)
            .bind(host: host, port: 0).get()
        let server = ScriptedServer(listener, acts)
        link.set(server)
        return server
    }

    private init(_ listener: any Channel, _ acts: [Act]) {
        self.listener = listener
        self.port = listener.localAddress?.port ?? 0
        self.seen = Mutex(Seen(acts: acts))
        (arrivals, sink) = AsyncStream.makeStream()
    }

    var address: ServiceAddress { ServiceAddress(loopbackPort: port) }
    /// The requests that were read whole, as text.
    var requests: [String] { seen.withLock { $0.requests.map { String(decoding: $0, as: UTF8.self) } } }
    /// Bytes of any kind that arrived.
    var bytes: Int { seen.withLock { $0.bytes } }
    /// Bytes that arrived while the watch said that none may.
    var earlyBytes: Int { seen.withLock { $0.earlyBytes } }
    var connections: Int { seen.withLock { $0.connections } }

    /// From now on, bytes that arrive while `mayArrive` is false are counted as early.
    func watch(_ mayArrive: @escaping @Sendable () -> Bool) {
        self.mayArrive.withLock { $0 = mayArrive }
    }

    /// Waits for the next whole request.
    func nextArrival() async {
        var iterator = arrivals.makeAsyncIterator()
        _ = await iterator.next()
    }

    /// Returns when every connection so far has ended.
    func drained() async {
        for channel in seen.withLock({ $0.open }) { try? await channel.closeFuture.get() }
    }

    func stop() async {
        try? await listener.close()
        for channel in seen.withLock({ $0.open }) { try? await channel.close() }
    }

    fileprivate func accepted(_ channel: any Channel) {
        seen.withLock {
            $0.connections += 1
            $0.open.append(channel)
        }
    }

    fileprivate func read(_ count: Int) {
        let isEarly = !mayArrive.withLock { $0() }
        seen.withLock {
            $0.bytes += count
            if isEarly { $0.earlyBytes += count }
        }
    }

    /// The act for the request that is being read.
    fileprivate var currentAct: Act {
        seen.withLock { $0.acts[min($0.requests.count, $0.acts.count - 1)] }
    }

    fileprivate func finished(_ request: [UInt8]) {
        seen.withLock { $0.requests.append(request) }
        sink.yield()
    }

    /// Leads from a connection to its server, which is made after the listener.
    private final class Link: Sendable {
        private let held = Mutex<ScriptedServer?>(nil)
        var server: ScriptedServer? { held.withLock { $0 } }
        func set(_ server: ScriptedServer) { held.withLock { $0 = server } }
    }

    /// Reads requests of one connection.
    private final class Reader: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        private let find: @Sendable () -> ScriptedServer?
        private var pending: [UInt8] = []

        init(_ find: @escaping @Sendable () -> ScriptedServer?) { self.find = find }

        func channelActive(context: ChannelHandlerContext) {
            guard let server = find() else { return }
            server.accepted(context.channel)
            if case .closeAfter(bytes: 0) = server.currentAct { context.close(promise: nil) }
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            guard let server = find() else { return }
            let buffer = unwrapInboundIn(data)
            server.read(buffer.readableBytes)
            pending += buffer.readableBytesView
            let act = server.currentAct
            if case .closeAfter(let bytes) = act {
                if pending.count >= bytes { context.close(promise: nil) }
                return
            }
            guard let length = wholeRequest() else { return }
            let request = Array(pending.prefix(length))
            pending.removeFirst(length)
            if case .send(let pieces, let thenClose) = act {
                for piece in pieces { context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: piece)), promise: nil) }
                if thenClose { context.close(promise: nil) }
            }
            server.finished(request)
        }

        /// The length of the first request in what was read, once all of it is there.
        private func wholeRequest() -> Int? {
            let text = String(decoding: pending, as: Unicode.ASCII.self)
            guard let end = text.firstRange(of: "\r\n\r\n") else { return nil }
            let head = text[..<end.upperBound]
            let field = head.split(separator: "\r\n").first { $0.lowercased().hasPrefix("content-length:") }
            let body = field.flatMap { Int($0.dropFirst(15).trimmingPrefix { $0 == " " }) } ?? 0
            let length = head.utf8.count + body
            return pending.count >= length ? length : nil
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            context.close(promise: nil)
        }
    }
}
