import Foundation
import Glibc

/// A file that gets its name only when it is whole; readable by its user alone, for prompts are private.
final class DraftFile {
    private let path: String
    private let draft: String
    private let isReplacing: Bool
    private var file: Int32

    /// Begins a file beside its later place.
    ///
    /// - Parameter replacing: whether a file of that name may be replaced.
    init(_ path: String, replacing: Bool) throws(Refusal) {
        self.path = path
        isReplacing = replacing
        let place = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
        draft = "\(path[..<place]).\(path[place...]).\(getpid()).part"
        var information = stat()
        guard replacing || lstat(path, &information) != 0 else {
            throw Refusal(.cannotWrite, "\(path) is there already; --force replaces it")
        }
        file = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else { throw Self.refusal(path) }
    }

    deinit {
        guard file >= 0 else { return }
        close(file)
        unlink(draft)
    }

    func write(_ text: String) throws(Refusal) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
            if count < 0 {
                if errno == EINTR { continue }
                throw Self.refusal(path)
            }
            rest = rest.dropFirst(count)
        }
    }

    /// Makes it durable and gives it its name.
    func finish() throws(Refusal) {
        guard fsync(file) == 0 || errno == EINVAL else { throw Self.refusal(path) }
        // A link never replaces, whatever was put there meanwhile; where there are no links, the first look counts.
        let hasName =
            isReplacing
            ? rename(draft, path) == 0
            : link(draft, path) == 0 || ([EPERM, EOPNOTSUPP, ENOSYS].contains(errno) && rename(draft, path) == 0)
        guard hasName else {
            throw errno == EEXIST
                ? Refusal(.cannotWrite, "\(path) is there already; --force replaces it") : Self.refusal(path)
        }
        close(file)
        file = -1
        unlink(draft)
    }

    private static func refusal(_ path: String) -> Refusal {
        Refusal(.cannotWrite, "\(path) cannot be written: \(String(cString: strerror(errno)))")
    }
}
