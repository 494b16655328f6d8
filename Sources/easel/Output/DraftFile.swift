import Foundation
import Glibc

/// A file that gets its name only when it is whole; readable by its user alone, for prompts are private.
final class DraftFile {
    /// Why a file was not written.
    enum Fault: Error {
        case isThere(String)
        case cannotBeWritten(String, reason: String)

        var isThereAlready: Bool { if case .isThere = self { true } else { false } }

        var sentence: String {
            switch self {
            case .isThere(let path): "\(path) is there already"
            case .cannotBeWritten(let path, let reason): "\(path) cannot be written: \(reason)"
            }
        }
    }

    private let path: String
    private let draft: String
    private let isReplacing: Bool
    private var file: Int32

    /// Begins a file beside its later place.
    ///
    /// - Parameter replacing: whether a file of that name may be replaced.
    init(_ path: String, replacing: Bool) throws(Fault) {
        self.path = path
        isReplacing = replacing
        let place = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
        draft = "\(path[..<place]).\(path[place...]).\(getpid()).part"
        var information = stat()
        guard replacing || lstat(path, &information) != 0 else {
            throw Fault.isThere(path)
        }
        file = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else { throw Self.fault(path) }
    }

    deinit {
        guard file >= 0 else { return }
        close(file)
        unlink(draft)
    }

    func write(_ text: String) throws(Fault) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
            if count < 0 {
                if errno == EINTR { continue }
                throw Self.fault(path)
            }
            rest = rest.dropFirst(count)
        }
    }

    /// Makes it durable and gives it its name.
    func finish() throws(Fault) {
        guard fsync(file) == 0 || errno == EINVAL else { throw Self.fault(path) }
        // A link never replaces, whatever was put there meanwhile; where there are no links, the first look counts.
        let hasName =
            isReplacing
            ? rename(draft, path) == 0
            : link(draft, path) == 0 || ([EPERM, EOPNOTSUPP, ENOSYS].contains(errno) && rename(draft, path) == 0)
        guard hasName else {
            throw errno == EEXIST ? Fault.isThere(path) : Self.fault(path)
        }
        close(file)
        file = -1
        unlink(draft)
    }

    private static func fault(_ path: String) -> Fault {
        .cannotBeWritten(path, reason: String(cString: strerror(errno)))
    }
}
