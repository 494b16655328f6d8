import CTerm
import Foundation
import GRDB
import Glibc
import TestSupport

/// A home of its own for the program: folders, a configuration with a free port, and nothing of ours around it.
final class Sandbox {
    /// Everything of this sandbox lies below.
    let path: String
    /// Where its local service listens.
    let port: Int
    /// Variables of the program, besides those that `environment` adds.
    var variables: [String: String] = [:]

    /// - Parameter latency: how long the local service takes for an image, in milliseconds.
    init(latency: Int = 0) throws {
        path = NSTemporaryDirectory() + "easel-program-" + UUID().uuidString
        port = try LoopbackPort.free()
        try FileManager.default.createDirectory(atPath: path + "/config/easel", withIntermediateDirectories: true)
        let text = "[service]\nport = \(port)\nlatency_ms = \(latency)\n"
        try text.write(toFile: path + "/config/easel/config.toml", atomically: false, encoding: .utf8)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// The whole environment of the program.
    var environment: [String: String] {
        [
            "HOME": path, "XDG_CONFIG_HOME": path + "/config", "XDG_DATA_HOME": path + "/data",
            "XDG_STATE_HOME": path + "/state", "TERM": "xterm-256color", "LANG": "C.UTF-8", "PATH": "/usr/bin:/bin",
        ].merging(variables) { $1 }
    }

    /// Where the history lies.
    var data: String { path + "/data/easel" }
    var log: String { path + "/state/easel/easel.log" }

    /// Writes a file and returns its path.
    func file(_ name: String, _ text: String) throws -> String {
        try text.write(toFile: path + "/" + name, atomically: false, encoding: .utf8)
        return path + "/" + name
    }

    /// Runs `easel` with these arguments to its end.
    func easel(_ arguments: String..., input: String = "", seconds: Double = 30) throws -> Ended {
        try easel(arguments, input: input, seconds: seconds)
    }

    func easel(_ arguments: [String], input: String = "", seconds: Double = 30) throws -> Ended {
        let child = try Child(Executable.path(), arguments, environment: environment, input: input)
        return try child.end(within: seconds)
    }

    /// Opens the studio on a terminal and waits until it is painted.
    func studio(columns: Int = 120, rows: Int = 40) throws -> PseudoTerminal {
        let terminal = try PseudoTerminal(
            Executable.path(), environment: environment, columns: columns, rows: rows)
        guard terminal.wait(seconds: 20, until: { $0.screenText.contains("Prompt") && $0.screenText.contains("sim") })
        else { throw NoScreen(text: terminal.screenText) }
        return terminal
    }

    /// Starts `easel serve` on this sandbox's port and waits until it listens.
    func serve(latency: Double = 0) throws -> Child {
        let child = try Child(
            Executable.path(), ["serve", "--port", "\(port)", "--latency", "\(latency)"], environment: environment)
        guard child.wait(seconds: 20, until: { $0.output.contains("Ctrl-C") }) else {
            throw NoScreen(text: child.output + child.errors)
        }
        return child
    }

    /// The key that its local service made for itself.
    func serviceKey() throws -> String {
        try String(contentsOfFile: data + "/service/key", encoding: .utf8).trimmingCharacters(in: .newlines)
    }

    /// The tasks that its local service ever accepted, each of which it charges for.
    func acceptedTasks() throws -> [String] {
        let database = data + "/service/service.sqlite"
        guard FileManager.default.fileExists(atPath: database) else { return [] }
        return try DatabaseQueue(path: database).read { try String.fetchAll($0, sql: "SELECT taskUUID FROM task") }
    }
}

/// What did not appear, in words.
struct NoScreen: Error, CustomStringConvertible {
    let text: String
    var description: String { "this is all that came:\n\(text)" }
}

/// The program under test.
enum Executable {
    struct Missing: Error, CustomStringConvertible {
        let path: String
        var description: String { "\(path) is missing: `swift build --product easel` makes it" }
    }

    /// The built program, beside the bundle of the tests.
    static func path() throws -> String {
        let path = PseudoTerminal.builtProduct("easel")
        guard access(path, X_OK) == 0 else { throw Missing(path: path) }
        return path
    }
}

/// Ports of 127.0.0.1.
enum LoopbackPort {
    /// A port where nobody listens now.
    static func free() throws -> Int {
        let (descriptor, port) = try bound()
        close(descriptor)
        return port
    }

    /// A socket on a port of the kernel's choice.
    static func bound() throws -> (descriptor: Int32, port: Int) {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw POSIXError(.EMFILE) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let status = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 ? getsockname(descriptor, $0, &length) : -1
            }
        }
        guard status == 0 else { throw POSIXError(.EADDRINUSE) }
        return (descriptor, Int(UInt16(bigEndian: address.sin_port)))
    }
}
