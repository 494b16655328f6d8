import RunwareAPI

/// Who may ask. The port is open to this machine only, but so is every browser on it: a page must not reach the service
/// by a name that resolves here, nor by a script of its own.
enum LoopbackRule {
    /// Why a request is refused; nil when it may pass.
    /// - Parameters:
    ///   - host: the `Host` header.
    ///   - origins: the `Origin` headers.
    ///   - isOpen: whether the service listens beyond loopback, where clients call it by names of their own.
    static func refusal(host: String?, origins: [String], isOpen: Bool) -> ServiceError? {
        guard let host, isOpen || isLoopback("http://" + host) else { return .foreignRequest("Host") }
        guard origins.allSatisfy(isLoopback) else { return .foreignRequest("Origin") }
        return nil
    }

    private static func isLoopback(_ address: String) -> Bool {
        ServiceAddress(address)?.isLoopback == true
    }
}
