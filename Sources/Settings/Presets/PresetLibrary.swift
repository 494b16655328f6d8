import Foundation
import Glibc
package import StudioCore

/// The user's presets: one file `NAME.toml` each in a folder of their own.
package struct PresetLibrary: Hashable, Sendable {
    package let folder: String

    /// The folder need not exist yet.
    package init(folder: String) {
        self.folder = folder
    }

    /// Everything there is, by name, and what was wrong with the rest. A missing folder is an empty one.
    package func list() -> ([Preset], [Diagnostic]) {
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: folder)
        } catch CocoaError.fileReadNoSuchFile {
            return ([], [])
        } catch {
            return ([], [Diagnostic(file: folder, message: "the folder cannot be read: \(error.localizedDescription)")])
        }
        var presets: [Preset] = []
        var diagnostics: [Diagnostic] = []
        for file in names.sorted() where file.hasSuffix(".toml") && !file.hasPrefix(".") {
            let name = String(file.dropLast(5))
            do throws(Diagnostic) {
                guard FileStem.isLegal(name) else {
                    throw Diagnostic(
                        file: "\(folder)/\(file)", message: "a preset's name is made of \(FileStem.rule)")
                }
                if let preset = try read(name) { presets.append(preset) }
            } catch {
                diagnostics.append(error)
            }
        }
        return (presets, diagnostics)
    }

    /// The preset of that name; nil when there is none.
    package func read(_ name: String) throws(Diagnostic) -> Preset? {
        let path = try path(of: name)
        guard let text = try SettingsFile.text(at: path) else { return nil }
        return try PresetFile.parse(text, name: name, path: path)
    }

    /// Keeps a preset, whole or not at all, in a file that only its owner reads.
    ///
    /// - Parameter replacing: whether a preset of that name may go. Even then a file that cannot be read is never
    ///   overwritten: somebody's work may be in it.
    /// - Returns: false, and nothing is written, when there is one of that name and it may not go.
    package func save(_ preset: Preset, replacing: Bool) throws(Diagnostic) -> Bool {
        let path = try path(of: preset.name)
        do throws(Diagnostic) {
            if try read(preset.name) != nil, !replacing { return false }
        } catch {
            throw Diagnostic(
                file: error.file, line: error.line, column: error.column, key: error.key,
                message: "\(error.message); the file is left as it is, so choose another name or correct it")
        }
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw Diagnostic(file: folder, message: "the folder cannot be made: \(error.localizedDescription)")
        }
        let draft = "\(folder)/.\(preset.name).toml.\(getpid())"
        unlink(draft)
        try write(PresetFile.text(of: preset), to: draft)
        defer { unlink(draft) }
        // A link never replaces, so that of two programs that save one name at a time none loses its preset.
        if replacing ? rename(draft, path) == 0 : link(draft, path) == 0 { return true }
        if !replacing, errno == EEXIST { return false }
        throw unwritable(path)
    }

    /// Removes a preset; false when there was none.
    package func delete(_ name: String) throws(Diagnostic) -> Bool {
        let path = try path(of: name)
        if unlink(path) == 0 { return true }
        if errno == ENOENT || errno == ENOTDIR { return false }
        throw Diagnostic(file: path, message: "the file cannot be removed: \(String(cString: strerror(errno)))")
    }

    private func path(of name: String) throws(Diagnostic) -> String {
        guard FileStem.isLegal(name) else {
            throw Diagnostic(file: folder, message: "\"\(name)\" is no name of a preset: \(FileStem.rule)")
        }
        return "\(folder)/\(name).toml"
    }

    private func write(_ text: String, to path: String) throws(Diagnostic) {
        let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else { throw unwritable(path) }
        let bytes = Array(text.utf8)
        var done = 0
        while done < bytes.count {
            let count = bytes[done...].withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            done += count
        }
        let isKept = done == bytes.count && fsync(file) == 0
        let fault = unwritable(path)
        close(file)
        guard isKept else {
            unlink(path)
            throw fault
        }
    }

    private func unwritable(_ path: String) -> Diagnostic {
        Diagnostic(file: path, message: "the file cannot be written: \(String(cString: strerror(errno)))")
    }
}
