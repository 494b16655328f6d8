/// The one key that the service accepts.
struct ServiceKey: Sendable {
    private let bytes: [UInt8]

    init(_ text: String) {
        bytes = Array(text.utf8)
    }

    /// Compares in a time that depends only on the length of what was offered.
    func accepts(_ offered: String) -> Bool {
        let other = Array(offered.utf8)
        var difference = bytes.count ^ other.count
        for (index, byte) in other.enumerated() {
            difference |= Int(byte ^ bytes[index % bytes.count])
        }
        return difference == 0
    }
}
