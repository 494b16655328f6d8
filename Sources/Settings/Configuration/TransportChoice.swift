/// How tasks travel to the service.
package enum TransportChoice: String, CaseIterable, Hashable, Sendable {
    /// A WebSocket, and HTTP where none can be had.
    case socket
    /// HTTP alone.
    case http
}
