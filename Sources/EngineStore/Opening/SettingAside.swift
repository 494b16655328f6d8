import CTerm
import EngineCore
import EngineModel
import Foundation
import Glibc
import RunwareAPI

/// A damaged database gets out of the way of a fresh one: renamed with its side files, never overwritten, never over
/// another file. The caller holds the gate, so that of two copies that start at once only one does it.
struct SettingAside {
    let folder: DataFolder
    let now: Timestamp

    /// Endings of the files that belong to a database: its own, the write-ahead log, its index, the rollback journal.
    static let endings = ["", "-wal", "-shm", "-journal"]

    /// Renames the files and returns the new name of the database.
    func perform() throws(StoreFailure) -> String {
        let stem = Self.name(folder.database, at: now)
        var name = stem
        var copy = 1
        while Self.endings.contains(where: { Self.exists(name + $0) }) {
            copy += 1
            name = stem + "-\(copy)"
        }
        // The log goes last: alone it is found damaged again, and set aside too.
        for ending in Self.endings where Self.exists(folder.database + ending) {
            guard rename(folder.database + ending, name + ending) == 0 else {
                throw Disk.failure(folder.database + ending)
            }
        }
        Suspicion(folder.database).lift()
        try Disk.syncFolder(folder.path)
        return name
    }

    /// Whether a database was set aside since a time: tasks of it may still be collected by the log of sent tasks.
    static func happened(in folder: DataFolder, since time: Timestamp) -> Bool {
        let earliest = name(folder.database, at: time)
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.contains { name in
            let path = folder.path + "/" + name
            return path.hasPrefix(folder.database + mark) && path >= earliest
        }
    }

    private static let mark = ".damaged-"

    /// Names sort as their times do.
    private static func name(_ database: String, at time: Timestamp) -> String {
        database + mark + UTCTime(time).text.replacing(":", with: "")
    }

    private static func exists(_ path: String) -> Bool {
        var information = stat()
        return lstat(path, &information) == 0
    }
}

/// Word from one start to the next that a running program met damage in the database: the next start looks at all of it,
/// which takes too long to be done at every start.
struct Suspicion: Sendable {
    private let path: String

    init(_ database: String) {
        path = database + ".suspect"
    }

    var exists: Bool { access(path, F_OK) == 0 }

    /// Where it cannot be raised the next start looks no closer than always.
    func raise() {
        if let file = try? Disk.open(path, O_WRONLY | O_CREAT) { close(file) }
    }

    func lift() {
        unlink(path)
    }
}

/// Other copies of the program on this data folder.
enum LivingCopies {
    /// Whether an owner's lock is held. The caller holds the gate and has no lock of its own yet.
    static func exist(in folder: DataFolder) -> Bool {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.owners)) ?? []
        return names.contains { name in
            guard name.hasSuffix(".lock") else { return false }
            let file = ct_lock_file(folder.owners + "/" + name)
            guard file >= 0 else { return true }
            close(file)
            return false
        }
    }
}
