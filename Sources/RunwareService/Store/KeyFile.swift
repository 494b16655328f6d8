import Glibc

/// The service's own key, kept in a file that only its owner can read.
struct KeyFile {
    let path: String

    /// Whether a key can travel in a header: 1–256 visible ASCII characters.
    static func isUsable(_ key: String) -> Bool {
        (1...256).contains(key.utf8.count) && key.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
    }

    /// The kept key, nil when there is none that can be used.
    func read() -> String? {
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: 512)
        let count = Glibc.read(file, &bytes, bytes.count)
        guard count > 0 else { return nil }
        var text = String(decoding: bytes[..<count], as: UTF8.self)
        while text.last?.isNewline == true { text.removeLast() }
        return Self.isUsable(text) ? text : nil
    }

    /// The kept key; the first time one of 128 random bits is made and written. Others lose any right to the file.
    func readOrMake() throws(ServiceStartFailure) -> String {
        if let key = read() {
            guard chmod(path, 0o600) == 0 else { throw .cannotKeepKey(path: path, reason: SystemError.words()) }
            return key
        }
        var random = SystemRandomNumberGenerator()
        let key = (0..<32).map { _ in String(Int.random(in: 0..<16, using: &random), radix: 16) }.joined()
        try write(key)
        return key
    }

    /// Written aside and renamed, so that a crash leaves either no key or a whole one.
    private func write(_ key: String) throws(ServiceStartFailure) {
        let draft = path + ".new"
        unlink(draft)
        let file = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else { throw .cannotKeepKey(path: path, reason: SystemError.words()) }
        let line = Array((key + "\n").utf8)
        let written = Glibc.write(file, line, line.count) == line.count && fsync(file) == 0
        let reason = errno
        close(file)
        guard written else { throw .cannotKeepKey(path: path, reason: SystemError.words(reason)) }
        guard rename(draft, path) == 0 else { throw .cannotKeepKey(path: path, reason: SystemError.words()) }
    }
}
