import CTerm
import EngineCore
import Foundation
import Glibc
import RunwareAPI
import Synchronization

/// The claim of this process on its jobs: an advisory lock that the kernel releases however the process ends.
final class OwnerLock: Sendable {
    let owner: TaskUUID
    private let descriptor: Mutex<Int32?>

    /// Makes and locks the file of a fresh owner. The caller holds the gate, so that nobody takes it for a stale one.
    init(_ owner: TaskUUID, in folder: DataFolder) throws(StoreFailure) {
        let path = folder.lock(of: owner.text)
        let file = ct_lock_file(path)
        guard file >= 0 else { throw Disk.failure(path, -file) }
        self.owner = owner
        descriptor = Mutex(file)
    }

    /// Gives the jobs free for others. Harmless when called again.
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

/// Held for the moments in which lock files are made or judged, by one copy at a time.
final class OwnerGate: Sendable {
    private let descriptor: Mutex<Int32?>

    /// Waits for whoever holds it. Blocks.
    init(_ folder: DataFolder) throws(StoreFailure) {
        let path = folder.owners + "/gate"
        let file = try Disk.open(path, O_RDWR | O_CREAT)
        while flock(file, LOCK_EX) != 0 {
            let reason = errno
            if reason == EINTR { continue }
            close(file)
            throw Disk.failure(path, reason)
        }
        descriptor = Mutex(file)
    }

    /// Lets the next one in. Harmless when called again.
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

/// Locks of owners that are gone, taken to prove it. Used while the gate is held.
struct GoneOwners {
    private let folder: DataFolder
    /// Open descriptors by owner.
    private var taken: [String: Int32] = [:]

    init(_ folder: DataFolder) {
        self.folder = folder
    }

    /// Whether the owner of this name is gone. A name that is no UUID was never an owner of ours.
    mutating func contains(_ owner: String) -> Bool {
        guard TaskUUID(owner)?.text == owner else { return true }
        if taken[owner] != nil { return true }
        // Any other refusal than success counts as alive: a job is rather waited for than sent twice.
        let file = ct_lock_file(folder.lock(of: owner))
        guard file >= 0 else { return false }
        taken[owner] = file
        return true
    }

    /// Removes the lock files of all owners that are gone.
    mutating func removeFiles() {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.owners)) ?? []
        for name in names where name.hasSuffix(".lock") {
            let owner = String(name.dropLast(".lock".count))
            // Removed while locked: whoever opened it before can no longer mistake it for a living owner's.
            if TaskUUID(owner)?.text == owner, contains(owner) { unlink(folder.lock(of: owner)) }
        }
    }

    /// Closes what was taken.
    mutating func release() {
        for file in taken.values { close(file) }
        taken = [:]
    }
}
