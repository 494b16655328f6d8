import Foundation
import NIOCore
import NIOHTTP1
import NIOWebSocket

/// Reads whole messages, and answers what the protocol itself asks.
final class FrameHandler: ChannelInboundHandler {
    typealias InboundIn = WebSocketFrame
    typealias OutboundOut = WebSocketFrame

    private let text: (Data) -> Void
    private let closed: (UInt16?) -> Void
    private let failed: (any Error) -> Void

    init(text: @escaping (Data) -> Void, closed: @escaping (UInt16?) -> Void, failed: @escaping (any Error) -> Void) {
        self.text = text
        self.closed = closed
        self.failed = failed
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let frame = unwrapInboundIn(data)
        switch frame.opcode {
        // Some services send their JSON in binary frames.
        case .text, .binary: text(Data(frame.unmaskedData.readableBytesView))
        case .ping: reply(.pong, frame.unmaskedData, context)
        case .connectionClose:
            var reason = frame.unmaskedData
            let code = reason.readInteger(as: UInt16.self)
            reply(.connectionClose, frame.unmaskedData.getSlice(at: 0, length: 2) ?? ByteBuffer(), context)
            closed(code)
        default: break
        }
    }

    private func reply(_ opcode: WebSocketOpcode, _ data: ByteBuffer, _ context: ChannelHandlerContext) {
        let frame = WebSocketFrame(fin: true, opcode: opcode, maskKey: .random(), data: data)
        context.writeAndFlush(wrapOutboundOut(frame), promise: nil)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { failed(error) }
}

/// Counts what arrives.
final class ByteCounter: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private let count: (Int) -> Void

    init(_ count: @escaping (Int) -> Void) { self.count = count }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        count(unwrapInboundIn(data).readableBytes)
        context.fireChannelRead(data)
    }
}

/// Takes the status from an answer that is no upgrade.
final class StatusReader: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart

    private var status: EventLoopPromise<Int>?

    init(_ status: EventLoopPromise<Int>) { self.status = status }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if case .head(let head) = unwrapInboundIn(data) { status?.succeed(Int(head.status.code)) }
        status = nil
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        status?.fail(ChannelError.eof)
        status = nil
    }
}
