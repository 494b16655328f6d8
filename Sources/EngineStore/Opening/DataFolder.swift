import EngineCore
import Foundation
import Glibc

/// The data folder and the places in it.
struct DataFolder: Sendable {
    /// Absolute, without a slash at the end.
    let path: String

    init(_ path: String) {
        var path = path
        while path.count > 1, path.hasSuffix("/") { path.removeLast() }
        self.path = path
    }

    var database: String { path + "/easel.sqlite" }
    /// Name of SQLite's write-ahead log, which every change goes through.
    var logName: String { "easel.sqlite-wal" }
    var sentLog: String { path + "/sent.log" }
    var owners: String { path + "/owners" }
    var images: String { path + "/images" }
    var spool: String { path + "/spool" }

    /// Held while an import goes on: one at a time.
    var importLock: String { path + "/import.lock" }

    /// The lock file of an owner, whose name is a UUID.
    func lock(of owner: String) -> String { owners + "/" + owner + ".lock" }

    /// Makes the folders that are missing.
    func prepare() throws(StoreFailure) {
        try Disk.makeFolder(path)
        try Disk.makeFolder(owners)
        try Disk.makeFolder(images)
        try Disk.makeFolder(spool)
    }

    /// Makes an empty database file when there is none; SQLite gives its side files the same mode.
    func prepareDatabaseFile() throws(StoreFailure) {
        close(try Disk.open(database, O_RDWR | O_CREAT))
        try Disk.syncFolder(path)
    }
}

/// Files and folders for one user alone, and on the disk for certain.
enum Disk {
    /// Makes a folder and those above it, 0700 whatever the umask; one that is there is left as it is.
    static func makeFolder(_ path: String) throws(StoreFailure) {
        if mkdir(path, 0o700) == 0 {
            guard chmod(path, 0o700) == 0 else { throw failure(path) }
            return
        }
        switch errno {
        case EEXIST:
            var information = stat()
            guard stat(path, &information) == 0 else { throw failure(path) }
            guard information.st_mode & S_IFMT == S_IFDIR else { throw failure(path, ENOTDIR) }
        case ENOENT:
            guard let slash = path.lastIndex(of: "/"), slash > path.startIndex else { throw failure(path) }
            try makeFolder(String(path[..<slash]))
            guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw failure(path) }
            guard chmod(path, 0o700) == 0 else { throw failure(path) }
        default: throw failure(path)
        }
    }

    /// Opens a file that closes on exec; one that is made is 0600 whatever the umask.
    static func open(_ path: String, _ flags: Int32) throws(StoreFailure) -> Int32 {
        let descriptor = Glibc.open(path, flags | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw failure(path) }
        if flags & O_CREAT != 0, fchmod(descriptor, 0o600) != 0 {
            let reason = errno
            close(descriptor)
            throw failure(path, reason)
        }
        return descriptor
    }

    /// The first bytes of a file, fewer when it is shorter.
    static func start(of path: String, count: Int) throws(StoreFailure) -> [UInt8] {
        let descriptor = try open(path, O_RDONLY)
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: count)
        let found = pread(descriptor, &bytes, count, 0)
        guard found >= 0 else { throw failure(path) }
        return Array(bytes.prefix(found))
    }

    /// Writes all bytes.
    static func write(_ bytes: Data, to descriptor: Int32, path: String) throws(StoreFailure) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 {
                if errno == EINTR { continue }
                throw failure(path)
            }
            rest = rest.dropFirst(count)
        }
    }

    /// Returns when the file's bytes are on the disk.
    static func sync(_ descriptor: Int32, path: String) throws(StoreFailure) {
        DiskWaits.note()
        while fsync(descriptor) != 0 {
            if errno != EINTR { throw failure(path) }
        }
    }

    /// Returns when the names in a folder are on the disk.
    static func syncFolder(_ path: String) throws(StoreFailure) {
        let descriptor = Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure(path) }
        defer { close(descriptor) }
        // Some file systems know no sync of folders; they have nothing to sync then.
        DiskWaits.note()
        if fsync(descriptor) != 0, errno != EINVAL { throw failure(path) }
    }

    /// The system's words for what went wrong with a path.
    static func failure(_ path: String, _ number: Int32 = errno) -> StoreFailure {
        switch number {
        case ENOSPC, EDQUOT: .full(path: path, reason: words(number))
        default: .cannotWrite(path: path, reason: words(number))
        }
    }

    static func words(_ number: Int32 = errno) -> String { String(cString: strerror(number)) }
}
