import Foundation
import Glibc
import RunwareClient

/// The file of `easel account login`: one line, readable by its owner only.
struct KeptKey {
    let path: String

    /// The key; nil when there is none. A file that others may read is refused rather than trusted in silence.
    func read() throws(Refusal) -> APIKey? {
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard file >= 0 else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw Refusal(.usage, "the key file \(path) cannot be read: \(String(cString: strerror(errno)))")
        }
        defer { close(file) }
        var information = stat()
        guard fstat(file, &information) == 0, information.st_mode & 0o077 == 0 else {
            throw Refusal(.usage, "the key file \(path) can be read by others: chmod 600 it, or log in again")
        }
        var bytes = [UInt8](repeating: 0, count: APIKey.longest + 2)
        let count = Glibc.read(file, &bytes, bytes.count)
        var text = String(decoding: bytes.prefix(max(count, 0)), as: UTF8.self)
        while text.last?.isNewline == true { text.removeLast() }
        guard let key = APIKey(text) else {
            throw Refusal(.usage, "the key file \(path) holds no key: log in again")
        }
        return key
    }

    /// Written aside and renamed, so that a crash leaves either the old key or the new one.
    func write(_ key: APIKey, text: String) throws(Refusal) {
        let folder = (path as NSString).deletingLastPathComponent
        try? FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        let draft = path + ".new"
        unlink(draft)
        let file = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else { throw failure() }
        let line = Array((text + "\n").utf8)
        let isWritten = Glibc.write(file, line, line.count) == line.count && fsync(file) == 0
        let reason = errno
        close(file)
        guard isWritten, rename(draft, path) == 0 else {
            let failure = failure(isWritten ? errno : reason)
            unlink(draft)
            throw failure
        }
    }

    /// Whether there was a file to remove.
    func remove() throws(Refusal) -> Bool {
        if unlink(path) == 0 { return true }
        if errno == ENOENT || errno == ENOTDIR { return false }
        throw failure()
    }

    private func failure(_ reason: Int32 = errno) -> Refusal {
        Refusal(.cannotWrite, "the key file \(path) cannot be written: \(String(cString: strerror(reason)))")
    }
}

/// A line from the terminal that is not shown while it is typed; from a pipe it is read as it is.
enum HiddenPrompt {
    static func read(_ question: String) -> String? {
        var before = termios()
        let isTerminal = tcgetattr(STDIN_FILENO, &before) == 0
        if isTerminal {
            Progress.ask(question)
            var hidden = before
            hidden.c_lflag &= ~tcflag_t(ECHO)
            tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden)
        }
        defer {
            if isTerminal {
                tcsetattr(STDIN_FILENO, TCSAFLUSH, &before)
                Progress.say("")
            }
        }
        guard let line = readLine(), !line.isEmpty else { return nil }
        return line
    }
}
