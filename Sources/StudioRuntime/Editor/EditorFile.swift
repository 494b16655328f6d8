import Foundation
import Glibc

/// The file that an editor works on: `prompt.txt`, readable by the user only, in a folder of its own that goes with it,
/// the editor's backups and swap files included.
struct EditorFile {
    private let folder: String
    let path: String
    private let written: [UInt8]

    /// More than this is not read back, in bytes.
    static let limit = 4 << 20

    /// Writes the text; a line's end is added, as editors expect, and taken away again by `read`.
    ///
    /// - Parameter parent: made, private, when it is missing.
    init(_ text: String, in parent: String) throws(EditorFailure) {
        guard mkdir(parent, 0o700) == 0 || errno == EEXIST else { throw Self.unwritable(parent) }
        var template = Array((parent + "/XXXXXX").utf8CString)
        guard mkdtemp(&template) != nil else { throw Self.unwritable(parent) }
        folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        path = folder + "/prompt.txt"
        written = Array(text.utf8) + [0x0A]
        let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else {
            let failure = Self.unwritable(path)
            remove()
            throw failure
        }
        let isWritten = FileHandle(fileDescriptor: file, closeOnDealloc: true).writeAll(written)
        guard isWritten else {
            let failure = Self.unwritable(path)
            remove()
            throw failure
        }
    }

    /// What stands in the file now.
    enum Content {
        /// As it was written.
        case unchanged
        case changed(String)
        /// Nothing to take over, with the reason.
        case unusable(String)
        /// There is no file any more.
        case missing
    }

    func read() -> Content {
        // Not waiting for the other end, should it be a pipe now.
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else { return errno == ENOENT ? .missing : .unusable("cannot be read: \(Self.reason)") }
        let handle = FileHandle(fileDescriptor: file, closeOnDealloc: true)
        var status = stat()
        guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            return .unusable("is no plain file")
        }
        guard status.st_size <= Self.limit else { return .unusable("is larger than 4 MiB") }
        guard let data = try? handle.read(upToCount: Self.limit + 1) ?? Data() else {
            return .unusable("cannot be read: \(Self.reason)")
        }
        guard data.count <= Self.limit else { return .unusable("is larger than 4 MiB") }
        var bytes = data[...]
        if bytes.elementsEqual(written) { return .unchanged }
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes = bytes.dropFirst(3) }
        guard let text = String(validating: bytes, as: UTF8.self) else { return .unusable("is not UTF-8 text") }
        return .changed(text)
    }

    /// Removes the file and what the editor left beside it.
    func remove() {
        try? FileManager.default.removeItem(atPath: folder)
    }

    private static var reason: String { String(cString: strerror(errno)) }

    private static func unwritable(_ path: String) -> EditorFailure {
        EditorFailure("no editor was started: \(path) cannot be written: \(reason)")
    }
}

extension FileHandle {
    fileprivate func writeAll(_ bytes: [UInt8]) -> Bool {
        (try? write(contentsOf: Data(bytes))) != nil
    }
}
