import NIOCore
import Synchronization

/// How many connections speak plain HTTP, and which of them are served. One too many gets a refusal to what it asks, and
/// is closed soon, whether it asks or not; when there are as many of those, others are closed without a word.
final class ConnectionCount: Sendable {
    /// Connections served at a time; so many more are refused in words.
    let maximum: Int
    /// How long one that is refused may stay.
    private let graceForRefused: TimeAmount
    /// Whether an open connection is served.
    private let open = Mutex<[ObjectIdentifier: Bool]>([:])

    init(maximum: Int, graceForRefused: TimeAmount = .seconds(5)) {
        self.maximum = maximum
        self.graceForRefused = graceForRefused
    }

    /// A connection begins; false when it is to be closed at once.
    func enter(_ channel: any Channel) -> Bool {
        let id = ObjectIdentifier(channel)
        let isServed: Bool? = open.withLock { open in
            guard open.count < 2 * maximum else { return nil }
            let isServed = open.values.count { $0 } < maximum
            open[id] = isServed
            return isServed
        }
        guard let isServed else { return false }
        channel.closeFuture.whenComplete { _ in self.leave(id) }
        guard !isServed else { return true }
        channel.eventLoop.scheduleTask(in: graceForRefused) {
            if self.isServed(channel) == false { channel.close(promise: nil) }
        }
        return true
    }

    /// Whether an open connection is served; nil when it is none of these any more.
    func isServed(_ channel: any Channel) -> Bool? { open.withLock { $0[ObjectIdentifier(channel)] } }

    /// The connection became something else, which is counted elsewhere.
    func leave(_ channel: any Channel) { leave(ObjectIdentifier(channel)) }

    private func leave(_ id: ObjectIdentifier) { open.withLock { _ = $0.removeValue(forKey: id) } }
}
