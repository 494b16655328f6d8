import EngineCore
import EngineModel
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import NIOWebSocket
import RunwareAPI
import RunwareClient
import Synchronization

/// A WebSocket service on loopback that does with each message what a script says, and tells in order what happens.
final class SocketServer: Sendable {
    /// What to do on a connection.
    enum Act: Sendable {
        case text(String)
        /// One message in several frames.
        case fragments([String])
        /// Exactly these bytes, past the encoder of frames.
        case raw([UInt8])
        case ping(String)
        case close(UInt16)
        /// Ends the connection without a word.
        case drop
    }

    /// What happened; connections are numbered from 1.
    enum Happening: Hashable, Sendable {
        case opened(Int)
        case said(Int, String)
        case pong(Int, String)
        case closed(Int)
    }

    /// The acts for a message of a connection.
    typealias Script = @Sendable (_ connection: Int, _ text: String) -> [Act]

    let port: Int
    private let listener: any Channel
    private let book: Book

    private final class Book: Sendable {
        struct State {
            var connections: [any Channel] = []
            var said: [String] = []
            var iterator: AsyncStream<Happening>.Iterator?
        }
        let state = Mutex(State())
        let happenings: AsyncStream<Happening>
        let sink: AsyncStream<Happening>.Continuation
        let script: Script

        init(_ script: @escaping Script) {
            self.script = script
            (happenings, sink) = AsyncStream.makeStream()
        }
    }

    /// Starts a server. Logins are answered with the session `s` and the number of the connection, unless the script
    /// does it.
    static func start(
        tls: NIOSSLContext? = nil, _ script: @escaping Script = { _, _ in [] }
    ) async throws -> SocketServer {
        let book = Book { number, text in
            let acts = script(number, text)
            guard acts.isEmpty, text.contains(#""authentication""#) else { return acts }
            return [.text(Self.session("s\(number)"))]
        }
        let listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                let upgrader = NIOWebSocketServerUpgrader(
                    maxFrameSize: 1 << 20, shouldUpgrade: { channel, _ in channel.eventLoop.makeSucceededFuture([:]) },
                    upgradePipelineHandler: { channel, _ in
                        channel.eventLoop.makeCompletedFuture {
                            try channel.pipeline.syncOperations.addHandler(Speaker(book, channel))
                        }
                    })
                return channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    if let tls { try pipeline.addHandler(NIOSSLServerHandler(context: tls)) }
                    try pipeline.configureHTTPServerPipeline(
                        withServerUpgrade: (upgraders: [upgrader], completionHandler: { _ in }))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        return SocketServer(listener, book)
    }

    private init(_ listener: any Channel, _ book: Book) {
        self.listener = listener
        self.book = book
        port = listener.localAddress?.port ?? 0
    }

    static func session(_ name: String) -> String {
        #"{"data":[{"taskType":"authentication","connectionSessionUUID":"\#(name)"}]}"#
    }

    var endpoints: ServiceEndpoints {
        ServiceEndpoints(ServiceAddress(loopbackPort: port), socket: SocketEndpoint("ws://127.0.0.1:\(port)/v1"))
    }
    /// Every message that was understood so far.
    var said: [String] { book.state.withLock { $0.said } }
    var connections: Int { book.state.withLock { $0.connections.count } }

    /// Waits for what happens next.
    func next() async -> Happening? {
        var iterator = book.happenings.makeAsyncIterator()
        return await iterator.next()
    }

    /// Waits for the next message and returns it.
    func nextMessage() async -> String? {
        while let happening = await next() {
            if case .said(_, let text) = happening { return text }
        }
        return nil
    }

    /// Waits for the end of a connection.
    func nextEnd() async -> Int? {
        while let happening = await next() {
            if case .closed(let number) = happening { return number }
        }
        return nil
    }

    /// Does something on the newest connection by itself.
    func act(_ acts: Act...) {
        guard let channel = book.state.withLock({ $0.connections.last }) else { return }
        channel.eventLoop.execute { Self.perform(acts, channel) }
    }

    func stop() async {
        try? await listener.close()
        for channel in book.state.withLock({ $0.connections }) { try? await channel.close() }
        book.sink.finish()
    }

    private static func perform(_ acts: [Act], _ channel: any Channel) {
        func write(_ opcode: WebSocketOpcode, _ bytes: ByteBuffer, isLast: Bool = true) {
            channel.writeAndFlush(WebSocketFrame(fin: isLast, opcode: opcode, data: bytes), promise: nil)
        }
        for act in acts {
            switch act {
            case .text(let text): write(.text, ByteBuffer(string: text))
            case .fragments(let pieces):
                for (index, piece) in pieces.enumerated() {
                    write(
                        index == 0 ? .text : .continuation, ByteBuffer(string: piece),
                        isLast: index == pieces.count - 1)
                }
            case .raw(let bytes):
                guard
                    let context = try? channel.pipeline.syncOperations.context(handlerType: WebSocketFrameEncoder.self)
                else { continue }
                context.writeAndFlush(NIOAny(ByteBuffer(bytes: bytes)), promise: nil)
            case .ping(let text): write(.ping, ByteBuffer(string: text))
            case .close(let code):
                var bytes = ByteBuffer()
                bytes.writeInteger(code)
                write(.connectionClose, bytes)
            case .drop: channel.close(promise: nil)
            }
        }
    }

    /// One connection.
    private final class Speaker: ChannelInboundHandler {
        typealias InboundIn = WebSocketFrame

        private let book: Book
        private let number: Int

        init(_ book: Book, _ channel: any Channel) {
            self.book = book
            number = book.state.withLock {
                $0.connections.append(channel)
                return $0.connections.count
            }
            book.sink.yield(.opened(number))
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let frame = unwrapInboundIn(data)
            // A client that does not mask its frames is at fault.
            guard frame.maskKey != nil else { return context.close(promise: nil) }
            let text = String(decoding: frame.unmaskedData.readableBytesView, as: UTF8.self)
            switch frame.opcode {
            case .text:
                book.state.withLock { $0.said.append(text) }
                book.sink.yield(.said(number, text))
                SocketServer.perform(book.script(number, text), context.channel)
            case .pong: book.sink.yield(.pong(number, text))
            case .connectionClose: context.close(promise: nil)
            default: break
            }
        }

        func channelInactive(context: ChannelHandlerContext) { book.sink.yield(.closed(number)) }

        func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
    }
}

/// A clock that stands until it is moved.
final class StillClock: EngineClock {
    private struct State {
        var now = Timestamp(milliseconds: 1_000_000)
        var sleepers: [UInt64: (time: Timestamp, wake: CheckedContinuation<Void, any Error>)] = [:]
        var next: UInt64 = 0
        var cancelled: Set<UInt64> = []
    }
    private let state = Mutex(State())

    func now() -> Timestamp { state.withLock { $0.now } }

    func startOfDay(_ time: Timestamp) -> Timestamp { time }

    func sleep(until deadline: Timestamp) async throws {
        let number = state.withLock { state in
            state.next += 1
            return state.next
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (wake: CheckedContinuation<Void, any Error>) in
                let result: Result<Void, any Error>? = state.withLock { state in
                    if state.cancelled.remove(number) != nil { return .failure(CancellationError()) }
                    if state.now >= deadline { return .success(()) }
                    state.sleepers[number] = (deadline, wake)
                    return nil
                }
                if let result { wake.resume(with: result) }
            }
        } onCancel: {
            let sleeper = state.withLock { state in
                let found = state.sleepers.removeValue(forKey: number)
                if found == nil { state.cancelled.insert(number) }
                return found
            }
            sleeper?.wake.resume(throwing: CancellationError())
        }
    }

    func advance(seconds: Int64) {
        wake { $0.now.adding(milliseconds: seconds * 1000) }
    }

    /// Moves to the next time for which somebody waits, if it is no more than so many seconds away.
    func advanceToAlarm(within seconds: Int64) {
        wake { state in
            let next = state.sleepers.values.map(\.time).min()
            guard let next, next.since(state.now) <= seconds * 1000 else { return state.now }
            return max(next, state.now)
        }
    }

    /// Waits until somebody waits for a time no farther away than this, and moves to it.
    func ring(within seconds: Int64) async {
        while true {
            let isNear = state.withLock { state in
                state.sleepers.values.contains { $0.time.since(state.now) <= seconds * 1000 }
            }
            if isNear { return advanceToAlarm(within: seconds) }
            await Task.yield()
        }
    }

    private func wake(_ move: (State) -> Timestamp) {
        let woken = state.withLock { state in
            state.now = move(state)
            let due = state.sleepers.filter { $0.value.time <= state.now }
            for number in due.keys { state.sleepers[number] = nil }
            return due.values.map(\.wake)
        }
        for wake in woken { wake.resume() }
    }
}

/// A generator that always says the same.
struct Constant: RandomNumberGenerator, Sendable {
    var value: UInt64 = 0
    func next() -> UInt64 { value }
}
