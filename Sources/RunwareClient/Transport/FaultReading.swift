import AsyncHTTPClient
import EngineModel
import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import NIOWebSocket
import RunwareAPI

/// Turns what the network libraries throw into a fault with a short text for people. Texts are made here from the
/// address and the limits alone, never from a request, so none can hold the key.
struct FaultReading {
    let address: ServiceAddress
    let connectTimeout: Duration
    /// Longest wait for the whole answer.
    let wholeTimeout: Duration
    let maximumBytes: Int

    func fault(_ error: any Error) -> ConnectionFault {
        switch error {
        case is CancellationError: ConnectionFault(.other, detail: "cancelled")
        case let error as HTTPClientError: clientFault(error)
        case is ResponseAccumulator.ResponseTooBigError:
            ConnectionFault(.tooLarge, detail: "more than \(maximumBytes / 1024 / 1024) MiB")
        case let error as NIOConnectionError: connectionFault(error)
        case let error as IOError: systemFault(error.errnoCode)
        case ChannelError.connectTimeout: notConnectedInTime
        case is ChannelError: closed
        case NIOSSLError.uncleanShutdown: closed
        case let error as NIOSSLExtraError where error == .failedToValidateHostname:
            ConnectionFault(.insecure, detail: "the certificate is not for \(address.host)")
        case is NIOSSLError, is NIOSSLExtraError, is BoringSSLError: handshakeFault(error)
        case HTTPParserError.invalidEOFState: closed
        case is HTTPParserError, is NIOHTTPDecoderError:
            ConnectionFault(.other, detail: "\(place) does not speak HTTP")
        case NIOWebSocketError.invalidFrameLength, NIOWebSocketFrameAggregator.Error.accumulatedFrameSizeIsTooLarge:
            ConnectionFault(.tooLarge, detail: "more than \(maximumBytes / 1024 / 1024) MiB")
        case is NIOWebSocketError, is NIOWebSocketFrameAggregator.Error, is NIOHTTPClientUpgradeError:
            ConnectionFault(.other, detail: "\(place) does not speak WebSocket")
        default: ConnectionFault(.other, detail: "\(type(of: error))")
        }
    }

    private var place: String {
        (address.host.contains(":") ? "[\(address.host)]" : address.host) + ":\(address.port)"
    }

    private var closed: ConnectionFault { ConnectionFault(.closed, detail: "closed by \(place)") }

    private var notConnectedInTime: ConnectionFault {
        ConnectionFault(.timedOut, detail: "no connection to \(place) within \(Self.words(connectTimeout))")
    }

    private func clientFault(_ error: HTTPClientError) -> ConnectionFault {
        switch error {
        case .cancelled: ConnectionFault(.other, detail: "cancelled")
        case .connectTimeout, .getConnectionFromPoolTimeout, .tlsHandshakeTimeout: notConnectedInTime
        case .deadlineExceeded, .readTimeout, .writeTimeout:
            ConnectionFault(
                .timedOut, detail: "no complete answer within \(Self.words(wholeTimeout))")
        case .alreadyShutdown: ConnectionFault(.other, detail: "the client has ended")
        case .remoteConnectionClosed: closed
        default: ConnectionFault(.other, detail: error.shortDescription)
        }
    }

    /// A name without addresses, or addresses of which each failed; the first failure speaks for all.
    private func connectionFault(_ error: NIOConnectionError) -> ConnectionFault {
        guard let first = error.connectionErrors.first else {
            return ConnectionFault(.unknownHost, detail: "no address is known for \(address.host)")
        }
        return fault(first.error)
    }

    private func systemFault(_ code: CInt) -> ConnectionFault {
        switch code {
        case ECONNREFUSED: ConnectionFault(.refused, detail: "connection refused by \(place)")
        case ECONNRESET, EPIPE, ENOTCONN: closed
        case ETIMEDOUT: notConnectedInTime
        case ENETUNREACH, EHOSTUNREACH: ConnectionFault(.refused, detail: "no route to \(place)")
        default: ConnectionFault(.other, detail: "system error \(code) on the way to \(place)")
        }
    }

    private func handshakeFault(_ error: any Error) -> ConnectionFault {
        // BoringSSL's errors are opaque; their descriptions hold its own constant names and nothing of ours.
        let isDistrusted = String(describing: error).contains("CERTIFICATE_VERIFY_FAILED")
        return ConnectionFault(
            .insecure,
            detail: isDistrusted
                ? "the certificate of \(address.host) is not trusted here"
                : "no TLS connection to \(place)")
    }

    private static func words(_ duration: Duration) -> String {
        let milliseconds = duration.components.seconds * 1000 + duration.components.attoseconds / 1_000_000_000_000_000
        return milliseconds % 1000 == 0 ? "\(milliseconds / 1000) s" : "\(milliseconds) ms"
    }
}
