import NIOCore
import Synchronization

/// How many WebSockets are open.
final class SocketCount: Sendable {
    let maximum: Int
    private let open = Mutex(0)

    init(maximum: Int) {
        self.maximum = maximum
    }

    var isFull: Bool { open.withLock { $0 >= maximum } }

    /// Takes one place for a connection until it is closed; false when there is none.
    func claim(for channel: any Channel) -> Bool {
        let taken = open.withLock { open in
            guard open < maximum else { return false }
            open += 1
            return true
        }
        if taken { channel.closeFuture.whenComplete { _ in self.open.withLock { $0 -= 1 } } }
        return taken
    }
}
