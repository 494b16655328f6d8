import CTerm
import EngineCore
import Glibc

/// Held while an import goes on, one at a time; the kernel releases it however the process ends.
struct ImportLock {
    private let file: Int32

    /// Fails when another import goes on.
    init(_ folder: DataFolder) throws(StoreFailure) {
        let path = folder.importLock
        file = ct_lock_file(path)
        if file == -EWOULDBLOCK { throw .busy(path: path) }
        guard file >= 0 else { throw Disk.failure(path, -file) }
    }

    func release() { close(file) }
}
