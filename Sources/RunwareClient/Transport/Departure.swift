import NIOCore
import NIOHTTP1
import Synchronization

/// The way of one request to the wire: it departs once, or is withdrawn, never both. So "nothing left this machine" is
/// not a guess: whoever withdraws a request that has not departed knows that it never will.
final class Departure: Sendable {
    private enum State {
        case waiting
        case departed
        case withdrawn
    }
    private let state = Mutex(State.waiting)
    private let onDeparture: @Sendable () -> Void

    init(onDeparture: @escaping @Sendable () -> Void) {
        self.onDeparture = onDeparture
    }

    /// Called before the first byte is written; false when the request was withdrawn and must not leave.
    func depart() -> Bool {
        state.withLock { state in
            guard case .waiting = state else { return false }
            state = .departed
            // Inside the lock, so that no outcome is known before the callback has returned.
            onDeparture()
            return true
        }
    }

    /// Whether it departed.
    var hasDeparted: Bool {
        state.withLock { state in
            if case .departed = state { true } else { false }
        }
    }

    /// Whether the request had not departed; then nothing of it ever leaves.
    func withdraw() -> Bool {
        state.withLock { state in
            guard case .waiting = state else { return false }
            state = .withdrawn
            return true
        }
    }
}

/// The requests that have not been answered yet, by the ticket under which each finds its way to the gate.
final class Departures: Sendable {
    /// Header that carries a ticket as far as the gate, which takes it off.
    static let ticketHeader = "Easel-Departure"

    private struct Board {
        var next: UInt64 = 0
        var listed: [String: Departure] = [:]
    }
    private let board = Mutex(Board())

    /// Lists a request and returns its ticket.
    func list(_ departure: Departure) -> String {
        board.withLock { board in
            board.next += 1
            let ticket = String(board.next)
            board.listed[ticket] = departure
            return ticket
        }
    }

    func strike(_ ticket: String) {
        board.withLock { _ = $0.listed.removeValue(forKey: ticket) }
    }

    /// Whether the request of this ticket may leave now; a struck one may not.
    func depart(_ ticket: String) -> Bool {
        let departure = board.withLock { $0.listed[ticket] }
        return departure?.depart() ?? false
    }
}

/// Stands in a connection just before the HTTP encoder, so that every request passes here before its first byte exists.
///
/// AsyncHTTPClient's own hook, `didSendRequestHead`, is called after the head was written and flushed
/// (`HTTP1ClientChannelHandler.sendRequestHead`): a crash in between would leave a paid task recorded as unsent.
final class DepartureGate: ChannelOutboundHandler {
    typealias OutboundIn = HTTPClientRequestPart
    typealias OutboundOut = HTTPClientRequestPart

    private let departures: Departures
    private var isShut = false

    init(_ departures: Departures) {
        self.departures = departures
    }

    /// Puts a gate into a connection that AsyncHTTPClient has just set up. It is called on the connection's event loop
    /// and completes at once: a connection that ends while its set-up waits is a case the pool does not expect.
    static func install(in channel: any Channel, for departures: Departures) -> EventLoopFuture<Void> {
        channel.eventLoop.makeCompletedFuture {
            let pipeline = channel.pipeline.syncOperations
            let encoder = try pipeline.handler(type: HTTPRequestEncoder.self)
            try pipeline.addHandler(DepartureGate(departures), position: .after(encoder))
        }
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard !isShut else {
            promise?.fail(ChannelError.ioOnClosedChannel)
            return
        }
        guard case .head(var head) = unwrapOutboundIn(data),
            let ticket = head.headers.first(name: Departures.ticketHeader)
        else {
            context.write(data, promise: promise)
            return
        }
        guard departures.depart(ticket) else {
            isShut = true
            promise?.fail(ChannelError.ioOnClosedChannel)
            context.close(promise: nil)
            return
        }
        head.headers.remove(name: Departures.ticketHeader)
        context.write(wrapOutboundOut(.head(head)), promise: promise)
    }
}
