import HTTPTypes
import RunwareAPI

/// Who may ask. The port is open to this machine only, but so is every browser on it: a page must not reach the service
/// by a name that resolves here, nor by a script of its own.
enum LoopbackRule {
    /// Why a request is refused; nil when it may pass.
    static func refusal(of head: HTTPRequest) -> ServiceError? {
        guard let host = head.authority, isLoopback("http://" + host) else { return .foreignRequest("Host") }
        let origins = head.headerFields[values: .origin]
        guard origins.allSatisfy(isLoopback) else { return .foreignRequest("Origin") }
        return nil
    }

    private static func isLoopback(_ address: String) -> Bool {
        ServiceAddress(address)?.isLoopback == true
    }
}
