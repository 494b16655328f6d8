import LoopTasks
import NIOCore
import NIOWebSocket

/// The sending side of one WebSocket.
struct SocketLine: Sendable {
    let channel: any Channel
    /// Runs tasks on the event loop of the channel.
    let executor: LoopExecutor
    let outbound: NIOAsyncChannelOutboundWriter<WebSocketFrame>
    let clock: any Clock<Duration>

    /// Sends a text frame, in fragments with pauses when a fault wants it so.
    func send(_ frame: OutgoingFrame) async throws {
        let pieces = frame.damage.pieces(frame.bytes)
        for (index, piece) in pieces.enumerated() {
            if let pause = frame.damage.pause { try await clock.sleep(for: pause) }
            try await outbound.write(
                WebSocketFrame(
                    fin: index == pieces.count - 1, opcode: index == 0 ? .text : .continuation,
                    data: ByteBuffer(bytes: piece)))
        }
    }

    func send(_ reply: OutgoingReply) async throws {
        try await send(OutgoingFrame(bytes: Array(reply.frameText.utf8)))
    }

    /// Sends a control frame.
    func send(_ opcode: WebSocketOpcode, _ bytes: [UInt8]) async throws {
        try await outbound.write(WebSocketFrame(fin: true, opcode: opcode, data: ByteBuffer(bytes: bytes)))
    }

    /// Waits; false when the line ended meanwhile.
    func wait(_ delay: Duration) async -> Bool {
        guard delay > .zero else { return true }
        return (try? await clock.sleep(for: delay)) != nil
    }

    /// Says goodbye and closes. Returns at once.
    func leave(_ code: WebSocketErrorCode) {
        var body = channel.allocator.buffer(capacity: 2)
        body.write(webSocketErrorCode: code)
        let channel = channel
        channel.writeAndFlush(WebSocketFrame(fin: true, opcode: .connectionClose, data: body)).whenComplete { _ in
            channel.close(promise: nil)
        }
    }
}
