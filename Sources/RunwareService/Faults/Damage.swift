import RunwareAPI

/// What faults do to the bytes of a reply that is otherwise right. Pure.
struct Damage: Hashable, Sendable {
    private var kinds: Set<Fault.Kind> = []
    /// The pause between two pieces; nil sends all at once.
    private(set) var pause: Duration?

    init(_ faults: [Fault] = []) {
        for fault in faults {
            kinds.insert(fault.kind)
            if fault.kind == .slowTrickle { pause = fault.delay }
        }
    }

    /// Whether the frames of a message come in reverse order.
    var isReversed: Bool { kinds.contains(.outOfOrderItems) }
    /// How often each frame comes.
    var copies: Int { kinds.contains(.duplicateItems) ? 2 : 1 }

    /// A whole reply with its items doubled or reversed.
    func rearranged(_ reply: OutgoingReply) -> OutgoingReply {
        var reply = reply
        if isReversed { reply.items.reverse() }
        if copies > 1 {
            reply.items = reply.items.flatMap { [$0, $0] }
            reply.errors = reply.errors.flatMap { [$0, $0] }
            reply.failures = reply.failures.flatMap { [$0, $0] }
        }
        return reply
    }

    /// The bytes that are sent of these.
    func shortened(_ bytes: [UInt8]) -> [UInt8] {
        kinds.contains(.truncatedJSON) ? Array(bytes.prefix(bytes.count / 2)) : bytes
    }

    /// The pieces in which bytes are sent.
    func pieces(_ bytes: [UInt8]) -> [[UInt8]] {
        guard pause != nil, bytes.count > 1 else { return [bytes] }
        let size = (bytes.count + 15) / 16
        return stride(from: 0, to: bytes.count, by: size).map { Array(bytes[$0..<min($0 + size, bytes.count)]) }
    }
}
