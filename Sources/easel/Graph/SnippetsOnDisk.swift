import Dispatch
import Foundation
import Glibc
import Settings
import StudioCore
import StudioRuntime

extension SnippetFile {
    /// The user's `snippets.toml`. Reading and writing block, so they have a queue of their own, which also keeps two
    /// additions apart.
    static func onDisk(_ path: String) -> SnippetFile {
        let queue = DispatchQueue(label: "easel.snippets")
        @Sendable func onQueue<Value: Sendable>(
            _ work: @escaping @Sendable () -> Result<Value, UserFileFault>
        ) async throws(UserFileFault) -> Value {
            let result: Result<Value, UserFileFault> = await withCheckedContinuation { done in
                queue.async { done.resume(returning: work()) }
            }
            return try result.get()
        }
        return SnippetFile(
            read: { () async throws(UserFileFault) in
                try await onQueue {
                    let read = SnippetsText.load(path: path)
                    let snippets = read.entries.map { Snippet(name: $0.name, text: $0.text) }
                    return .success((snippets, read.diagnostics.first?.description))
                }
            },
            add: { (snippet) async throws(UserFileFault) in
                try await onQueue {
                    Result { () throws(UserFileFault) in
                        do throws(Diagnostic) {
                            let addition = try SnippetsText.load(path: path).addition(snippet.name, snippet.text)
                            try AppendedFile.append(addition, to: path)
                        } catch {
                            throw UserFileFault("the snippet was not kept: \(error.description)")
                        }
                    }
                }
            })
    }
}

/// Text put behind what stands in a file of the user's, which is never rewritten.
enum AppendedFile {
    /// Appends, durably; makes the file (0600) and its folder (0700) where they are missing. What could be written only
    /// in part is taken back.
    static func append(_ text: String, to path: String) throws(Diagnostic) {
        let folder = URL(filePath: path).deletingLastPathComponent().path
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw Diagnostic(file: folder, message: "the folder cannot be made")
        }
        let file = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0o600)
        guard file >= 0 else { throw failure(path) }
        defer { close(file) }
        var facts = stat()
        guard fstat(file, &facts) == 0 else { throw failure(path) }
        let bytes = Array(text.utf8)
        var written = 0
        while written < bytes.count {
            let count = bytes[written...].withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                let fault = failure(path)
                ftruncate(file, facts.st_size)
                throw fault
            }
            written += count
        }
        guard fsync(file) == 0 else { throw failure(path) }
    }

    private static func failure(_ path: String) -> Diagnostic {
        let words = POSIXErrorCode(rawValue: errno).map { POSIXError($0).localizedDescription } ?? "error \(errno)"
        return Diagnostic(file: path, message: "the file cannot be written: \(words)")
    }
}
