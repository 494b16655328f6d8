import Glibc
import Synchronization

/// The claim of one service on one store: an advisory lock that the kernel releases when the process ends.
final class StoreLock: Sendable {
    private let descriptor: Mutex<Int32?>

    /// Takes the lock, or says who cannot: a second service on the same store, or a folder that allows no file.
    init(_ files: StoreFiles) throws(ServiceStartFailure) {
        // Close-on-exec: a child that inherited the descriptor would hold the lock after us.
        let file = open(files.lock, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else { throw .cannotOpenStore(path: files.lock, reason: SystemError.words()) }
        guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
            let reason = errno
            close(file)
            if reason == EWOULDBLOCK { throw .storeInUse(files.directory) }
            throw .cannotOpenStore(path: files.lock, reason: SystemError.words(reason))
        }
        descriptor = Mutex(file)
    }

    /// Gives the store free. Harmless when called again.
    func release() {
        let file = descriptor.withLock { held in
            defer { held = nil }
            return held
        }
        if let file { close(file) }
    }

    deinit {
        release()
    }
}
