import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import NIOHTTPTypesHTTP1
import NIOWebSocket
import ServiceLifecycle

/// A connection that is HTTP, or a WebSocket when its first request asks for one at `/v1`.
struct UpgradableChannel: HTTPChannelHandler {
    typealias HTTPConnection = NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart>
    typealias SocketConnection = NIOAsyncChannel<WebSocketFrame, WebSocketFrame>

    /// What a connection became with its first request.
    enum Kind: Sendable {
        case http(HTTPConnection)
        case socket(SocketConnection)
    }

    /// A connection whose first request may not be there yet.
    struct Value: ServerChildChannelValue {
        let channel: any Channel
        let kind: EventLoopFuture<Kind>
    }

    let responder: HTTPChannelHandler.Responder
    let front: HTTPFront
    let sessions: SessionBook
    let clock: any Clock<Duration>
    let logger: Logger

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        channel.eventLoop.makeCompletedFuture {
            let pipeline = channel.pipeline.syncOperations
            var configuration = NIOUpgradableHTTPServerPipelineConfiguration(
                upgradeConfiguration: NIOTypedHTTPServerUpgradeConfiguration(
                    upgraders: [upgrader()],
                    notUpgradingCompletionHandler: { channel in
                        channel.eventLoop.makeCompletedFuture { .http(try Self.http(channel, logger)) }
                    }))
            // As Hummingbird's own channel: requests come one after the other, and it answers errors itself.
            configuration.enablePipelining = false
            configuration.enableErrorHandling = false
            configuration.enableResponseHeaderValidation = false
            let kind = try pipeline.configureUpgradableHTTPServerPipeline(configuration: configuration)
            let upgrading = try pipeline.handler(type: NIOTypedHTTPServerUpgradeHandler<Kind>.self)
            try pipeline.addHandler(
                UpgradeFilter(sockets: front.sockets, connections: front.connections, isOpen: front.isOpen),
                position: .before(upgrading))
            // Not before it is set up: whoever takes it up then sees that it has ended.
            if !front.connections.enter(channel) { channel.eventLoop.execute { channel.close(promise: nil) } }
            return Value(channel: channel, kind: kind)
        }
    }

    func handle(value: Value, logger: Logger) async {
        do {
            // Before its first request nobody else would end a connection when the service stops.
            let kind = try await withTaskCancellationOrGracefulShutdownHandler {
                try await value.kind.get()
            } onCancelOrGracefulShutdown: {
                value.channel.close(promise: nil)
            }
            switch kind {
            case .http(let connection): await handleHTTP(asyncChannel: connection, logger: logger)
            case .socket(let connection):
                await SocketConversation(front: front, sessions: sessions, logger: logger).run(connection, clock)
            }
        } catch {
            logger.debug("a connection ended before its first request", metadata: ["error": "\(error)"])
            value.channel.close(promise: nil)
        }
    }

    private func upgrader() -> NIOTypedWebSocketServerUpgrader<Kind> {
        let identity = front.storeID
        return NIOTypedWebSocketServerUpgrader(
            maxFrameSize: HTTPFront.maximumBody,
            // `UpgradeFilter` has refused whatever is to be refused. No extension is offered: NIO has no compression.
            shouldUpgrade: { channel, _ in
                channel.eventLoop.makeSucceededFuture([LocalService.identityHeader: identity])
            },
            upgradePipelineHandler: { channel, _ in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(
                        NIOWebSocketFrameAggregator(
                            minNonFinalFragmentSize: 1, maxAccumulatedFrameCount: 1024,
                            maxAccumulatedFrameSize: HTTPFront.maximumBody))
                    return .socket(try SocketConnection(wrappingChannelSynchronously: channel))
                }
            })
    }

    private static func http(_ channel: any Channel, _ logger: Logger) throws -> HTTPConnection {
        try channel.pipeline.syncOperations.addHandler(HTTP1ToHTTPServerCodec(secure: false))
        try channel.pipeline.syncOperations.addHandler(HTTPConnectionStateHandler(idleTimeout: nil, logger: logger))
        return try HTTPConnection(
            wrappingChannelSynchronously: channel,
            configuration: .init(isOutboundHalfClosureEnabled: true))
    }
}
