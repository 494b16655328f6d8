import NIOCore
import NIOHTTP1
import RunwareAPI

/// Decides by the first head of a connection whether it becomes a WebSocket, and takes the wish for an upgrade out of
/// every other head: NIO's upgrade handler would lose a head whose upgrade nobody performs, and the client would get
/// an empty reply.
final class UpgradeFilter: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart

    private let sockets: SocketCount
    private let connections: ConnectionCount
    private let isOpen: Bool

    init(sockets: SocketCount, connections: ConnectionCount, isOpen: Bool) {
        self.sockets = sockets
        self.connections = connections
        self.isOpen = isOpen
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard case .head(var head) = unwrapInboundIn(data) else { return context.fireChannelRead(data) }
        if !Self.isUpgradable(head, isOpen: isOpen) || !sockets.claim(for: context.channel) {
            let isRefused = head.headers.contains(name: "Upgrade")
            head.headers.remove(name: "Upgrade")
            let others = head.headers[canonicalForm: "Connection"].filter { $0.lowercased() != "upgrade" }
            head.headers.remove(name: "Connection")
            // NIO's decoder reads nothing behind a head that asks for an upgrade: the connection serves this request
            // and no other.
            if isRefused {
                head.headers.add(name: "Connection", value: "close")
            } else {
                for other in others { head.headers.add(name: "Connection", value: String(other)) }
            }
        } else {
            connections.leave(context.channel)
        }
        context.fireChannelRead(wrapInboundOut(.head(head)))
        context.pipeline.syncOperations.removeHandler(self, promise: nil)
    }

    /// A connection that has not asked anything ends when the service stops, also one that nobody has taken up yet.
    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        context.fireUserInboundEventTriggered(event)
        if event is ChannelShouldQuiesceEvent { context.close(promise: nil) }
    }

    /// Whether a request is a complete handshake at the right place by someone who may ask.
    static func isUpgradable(_ head: HTTPRequestHead, isOpen: Bool) -> Bool {
        let headers = head.headers
        guard head.method == .GET, head.version == .http1_1, head.uri.prefix(while: { $0 != "?" }) == "/v1",
            headers[canonicalForm: "Upgrade"].map({ $0.lowercased() }) == ["websocket"],
            headers[canonicalForm: "Connection"].contains(where: { $0.lowercased() == "upgrade" }),
            headers["Sec-WebSocket-Key"].count == 1, headers["Sec-WebSocket-Version"] == ["13"],
            headers["Host"].count == 1
        else { return false }
        let refusal = LoopbackRule.refusal(
            host: headers.first(name: "Host"), origins: headers["Origin"], isOpen: isOpen)
        return refusal == nil
    }
}
