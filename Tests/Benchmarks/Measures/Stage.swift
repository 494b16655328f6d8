import CTerm
import Foundation
import Glibc

/// Where everything is measured: a temporary folder that stands in for a home, and the two programs.
struct Stage {
    let root: String
    let easel: String
    /// This program.
    let own: String
    private let floor: String

    /// What a program is asked to show before its first screen counts as complete.
    static let easelWords = ["Prompt", "Parameters", "Queue", "History", "Result", "0/3000"]
    static let floorWords = ["Prompt", "Parameters", "History", "0/3000"]
    /// In every prompt of the history.
    static let historyWord = "benchmark"
    static let historyLength = 200

    init() throws {
        own = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        let folder = URL(filePath: own).deletingLastPathComponent().path(percentEncoded: false)
        easel = folder + "easel"
        floor = folder + "curses-floor"
        for path in [easel, floor] where access(path, X_OK) != 0 {
            throw BenchFailure("\(path) is not there: build it first, as `make bench` does")
        }
        let temporary = FileManager.default.temporaryDirectory.path(percentEncoded: false)
        root = temporary + "/easel-bench-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
    }

    /// Removes the folder.
    func clear() {
        try? FileManager.default.removeItem(atPath: root)
    }

    /// A folder that stands in for a home: configured, and otherwise empty.
    ///
    /// - Parameter settings: lines at the top of the configuration.
    func makeHome(_ name: String, settings: String = "") throws -> String {
        let home = "\(root)/\(name)"
        let configuration = home + "/config/easel"
        try FileManager.default.createDirectory(atPath: configuration, withIntermediateDirectories: true)
        let text = settings + "[service]\nport = \(try Self.freePort())\nlatency_ms = 0\n"
        try text.write(toFile: configuration + "/config.toml", atomically: false, encoding: .utf8)
        return home
    }

    /// A home with a history of `historyLength` results, made by the program itself.
    func makeHomeWithHistory(_ name: String) throws -> String {
        let home = try makeHome(name)
        let requests = (1...Self.historyLength).map {
            """
            {"positivePrompt": "picture \($0) of a \(Self.historyWord): an amber dusk over water", \
            "width": 256, "height": 256, "seed": \($0)}
            """
        }
        let file = home + "/requests.json"
        try "[\(requests.joined(separator: ",\n"))]".write(toFile: file, atomically: false, encoding: .utf8)
        let run = try TerminalProcess(easel, ["run", "--request", file], environment: environment(home))
        try run.waitForEnd(seconds: 60)
        return home
    }

    /// Starts the studio in a home.
    ///
    /// - Parameter variables: besides those of `environment`.
    func startEasel(_ home: String, variables: [String: String] = [:]) throws -> TerminalProcess {
        try TerminalProcess(easel, [], environment: environment(home).merging(variables) { $1 })
    }

    /// Starts the floor with a list of so many entries.
    func startFloor(entries: Int) throws -> TerminalProcess {
        try TerminalProcess(floor, ["\(entries)"], environment: environment(root))
    }

    /// The variables of a program that runs in a home.
    func environment(_ home: String) -> [String: String] {
        [
            "HOME": home, "XDG_CONFIG_HOME": home + "/config", "XDG_DATA_HOME": home + "/data",
            "XDG_STATE_HOME": home + "/state", "XDG_CACHE_HOME": home + "/cache", "TERM": "xterm-256color",
            "LANG": "C.UTF-8", "PATH": "/usr/local/bin:/usr/bin:/bin", "TZ": "UTC",
        ]
    }

    /// A port that nobody listens on, for now.
    static func freePort() throws -> UInt16 {
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(socket) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = INADDR_LOOPBACK.bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                bind(socket, pointer, size) == 0 ? getsockname(socket, pointer, &size) : -1
            }
        }
        guard result == 0 else { throw BenchFailure("no port is free") }
        return UInt16(bigEndian: address.sin_port)
    }
}
