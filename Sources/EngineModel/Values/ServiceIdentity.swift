package import RunwareAPI

/// Who answers: what a job is bound to, so that it is never sent elsewhere (product §5 rule 5).
package struct ServiceIdentity: Hashable, Sendable {
    /// The durable text that is compared: equal texts are the same service.
    package let key: String
    /// Whether it is the local service, whose costs are simulated.
    package let isSimulated: Bool

    /// Takes an identity back from where it was kept.
    package init(key: String, isSimulated: Bool) {
        self.key = key
        self.isSimulated = isSimulated
    }

    /// A service at an address, used with a key of which only a salted fingerprint is kept.
    package static func remote(_ address: ServiceAddress, keyFingerprint: String) -> ServiceIdentity {
        ServiceIdentity(key: "\(address.text)#\(keyFingerprint)", isSimulated: false)
    }

    /// A service on this machine that has not answered yet, so that it is not known who it is. Jobs bound to it are
    /// bound for good once it answers.
    package static func unresolved(_ address: String) -> ServiceIdentity {
        ServiceIdentity(key: "unresolved:\(address)", isSimulated: false)
    }

    /// Whether it is a service at the same base URL, whatever the key; a local service shares its address with none.
    package func sharesAddress(with other: ServiceIdentity) -> Bool {
        guard let here = address, let there = other.address else { return false }
        return here == there
    }

    /// What people call it: `local`, or its address.
    package var name: String { isSimulated ? "local" : String(address ?? Substring(key)) }

    private var address: Substring? { key.lastIndex(of: "#").map { key[..<$0] } }

    /// Whether it is not known yet who it is.
    package var isUnresolved: Bool { key.hasPrefix("unresolved:") }

    /// The local service, which names itself by the id of its store.
    package static func local(storeID: String) -> ServiceIdentity {
        ServiceIdentity(key: "local:\(storeID)", isSimulated: true)
    }
}
