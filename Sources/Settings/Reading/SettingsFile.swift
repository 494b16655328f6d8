import Foundation
import Glibc

/// Reads a small text file that the user, or whoever the user copied it from, wrote.
enum SettingsFile {
    /// The largest file of settings that is read, in bytes: ten times what a full theme needs.
    static let maximumBytes = 65_536

    /// The text; nil when there is no such file.
    ///
    /// - Parameter maximumBytes: a larger file is refused.
    static func text(at path: String, maximumBytes: Int = maximumBytes) throws(Diagnostic) -> String? {
        guard let bytes = try bytes(at: path, maximumBytes: maximumBytes) else { return nil }
        if let text = String(validating: bytes, as: UTF8.self) { return text }
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        let bad = lines.firstIndex { String(validating: $0, as: UTF8.self) == nil }
        throw Diagnostic(file: path, line: bad.map { $0 + 1 }, message: "the file is not UTF-8 text")
    }

    private static func bytes(at path: String, maximumBytes: Int) throws(Diagnostic) -> [UInt8]? {
        // A pipe in place of the file must not hold up the start, hence O_NONBLOCK.
        let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else {
            let reason = errno
            if reason == ENOENT || reason == ENOTDIR { return nil }
            throw unreadable(path, reason)
        }
        defer { close(descriptor) }
        var facts = stat()
        guard fstat(descriptor, &facts) == 0 else { throw unreadable(path, errno) }
        guard facts.st_mode & S_IFMT == S_IFREG else {
            throw Diagnostic(file: path, message: "this is not a regular file")
        }
        var bytes: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 16_384)
        while bytes.count <= maximumBytes {
            let count = read(descriptor, &block, block.count)
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw unreadable(path, errno) }
            if count == 0 { return bytes }
            bytes.append(contentsOf: block[..<count])
        }
        throw Diagnostic(file: path, message: "the file is larger than \(maximumBytes / 1024) KiB")
    }

    private static func unreadable(_ path: String, _ reason: Int32) -> Diagnostic {
        let words = POSIXErrorCode(rawValue: reason).map { POSIXError($0).localizedDescription } ?? "error \(reason)"
        return Diagnostic(file: path, message: "the file cannot be read: \(words)")
    }
}
