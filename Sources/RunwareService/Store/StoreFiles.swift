import Foundation
import Glibc

/// The files of a store directory.
struct StoreFiles {
    let directory: String

    var database: String { path("service.sqlite") }
    var lock: String { path("service.lock") }
    var key: String { path("key") }
    var port: String { path("port") }

    private func path(_ name: String) -> String {
        directory.hasSuffix("/") ? directory + name : directory + "/" + name
    }

    /// Makes the directory (0700) and an empty database file (0600; SQLite gives its side files the same mode).
    func prepare() throws(ServiceStartFailure) {
        do {
            try FileManager.default.createDirectory(
                atPath: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw .cannotOpenStore(path: directory, reason: "the folder cannot be made: \(error.localizedDescription)")
        }
        let file = open(database, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else { throw .cannotOpenStore(path: database, reason: SystemError.words()) }
        close(file)
    }
}

/// Words for the error number of the last system call on this thread.
enum SystemError {
    static func words(_ number: Int32 = errno) -> String { String(cString: strerror(number)) }
}
