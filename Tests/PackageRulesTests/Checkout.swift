import Foundation

/// The checkout that these tests were built from.
enum Checkout {
    /// Root of the package: two folders above this one.
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// Asks SwiftPM for the manifest, with a scratch folder of its own: the usual one is locked while tests run.
    static func manifest() throws -> Manifest {
        let scratch = FileManager.default.temporaryDirectory.appending(path: "easel-rules-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: scratch) }
        guard
            let json = output(of: [
                "swift", "package", "--package-path", root.path, "--scratch-path", scratch.path, "dump-package",
            ])
        else { throw RulesError.unreadable("swift package dump-package failed") }
        return try JSONDecoder().decode(Manifest.self, from: json)
    }

    /// All Swift files of the targets, and those in Sources and Tests that no target owns.
    static func files(of manifest: Manifest) throws -> [PackageRules.File] {
        let folders = Set(manifest.targets.map(\.folder) + ["Sources", "Tests"])
        var paths: Set<String> = []
        for folder in folders {
            let start = root.appending(path: folder)
            for name in FileManager.default.enumerator(atPath: start.path) ?? .init() {
                if let name = name as? String, name.hasSuffix(".swift") { paths.insert(folder + "/" + name) }
            }
        }
        return try paths.sorted().map { path in
            PackageRules.File(path: path, source: try String(contentsOf: root.appending(path: path), encoding: .utf8))
        }
    }

    /// The paths under version control; none where there is no git, as in a source archive.
    static func tracked() -> [String] {
        guard let names = output(of: ["git", "-C", root.path, "ls-files", "-z"]) else { return [] }
        return String(decoding: names, as: UTF8.self).split(separator: "\0").map(String.init)
    }

    /// What a command writes to its standard output; nil when it cannot be run or fails.
    private static func output(of command: [String]) -> Data? {
        let process = Process()
        let pipe = Pipe()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = command
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        do { try process.run() } catch { return nil }
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return process.terminationStatus == 0 ? data : nil
    }
}
