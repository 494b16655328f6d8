import NIOCore
import NIOHTTP1
import NIOPosix

/// An HTTP server that keeps what it gets and answers with statuses from a list, 200 when the list is at its end.
final class Catcher: Sendable {
    struct Caught: Sendable {
        var method: String
        var path: String
        var headers: HTTPHeaders
        var body: String
        var size: Int
    }

    private let channel: any Channel
    private let caught: AsyncStream<Caught>

    private init(_ channel: any Channel, _ caught: AsyncStream<Caught>) {
        self.channel = channel
        self.caught = caught
    }

    var url: String { "http://127.0.0.1:\(channel.localAddress?.port ?? 0)" }

    /// Runs a body with a server that listens.
    static func run(_ statuses: [Int] = [], _ body: (Catcher) async throws -> Void) async throws {
        let (caught, news) = AsyncStream.makeStream(of: Caught.self)
        let answers = NIOLoopBoundBox.makeBoxSendingValue(
            statuses, eventLoop: MultiThreadedEventLoopGroup.singleton.next())
        let channel = try await ServerBootstrap(group: answers.eventLoop)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                    try channel.pipeline.syncOperations.addHandler(Handler(answers: answers, news: news))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        do {
            try await body(Catcher(channel, caught))
        } catch {
            try? await channel.close()
            throw error
        }
        try await channel.close()
    }

    /// The next request, waited for.
    func next() async -> Caught? {
        var iterator = caught.makeAsyncIterator()
        return await iterator.next()
    }

    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = HTTPServerRequestPart
        typealias OutboundOut = HTTPServerResponsePart

        private let answers: NIOLoopBoundBox<[Int]>
        private let news: AsyncStream<Caught>.Continuation
        private var head: HTTPRequestHead?
        private var body = ByteBuffer()

        init(answers: NIOLoopBoundBox<[Int]>, news: AsyncStream<Caught>.Continuation) {
            self.answers = answers
            self.news = news
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            switch unwrapInboundIn(data) {
            case .head(let head):
                self.head = head
                body = ByteBuffer()
            case .body(var part): body.writeBuffer(&part)
            case .end:
                guard let head else { return }
                let status = answers.value.isEmpty ? 200 : answers.value.removeFirst()
                news.yield(
                    Caught(
                        method: head.method.rawValue, path: head.uri, headers: head.headers,
                        body: String(buffer: body), size: body.readableBytes))
                let answer = HTTPResponseHead(
                    version: .http1_1, status: .init(statusCode: status), headers: ["Content-Length": "0"])
                context.write(wrapOutboundOut(.head(answer)), promise: nil)
                context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
            }
        }
    }
}
