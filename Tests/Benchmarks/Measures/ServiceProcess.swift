import Foundation

/// `easel serve --predrawn` as a process of its own, with a data folder of its own: what is left of a
/// request is the protocol, the clients that speak it, and what the service writes to be sure of it.
final class ServiceProcess {
    /// Host and port.
    let address: String
    static let key = "a-key-for-measuring"

    private let process = Process()

    /// - Parameter latency: how many seconds an image takes.
    init(_ stage: Stage, _ name: String, latency: Int = 0) throws {
        let home = stage.root + "/" + name
        try FileManager.default.createDirectory(atPath: home, withIntermediateDirectories: true)
        let port = try Stage.freePort()
        address = "127.0.0.1:\(port)"
        let output = Pipe()
        process.executableURL = URL(filePath: stage.easel)
        process.arguments = ["serve", "--latency", "\(latency)", "--predrawn", "--port", "\(port)", "--key", Self.key]
        process.environment = stage.environment(home)
        process.standardOutput = output
        process.standardError = FileHandle.standardError
        try process.run()
        var said = Data()
        while said.range(of: Data("Ctrl-C".utf8)) == nil {
            let piece = output.fileHandleForReading.availableData
            guard !piece.isEmpty else { throw BenchFailure("easel serve does not start") }
            said += piece
        }
    }

    /// Ends it and waits for its end.
    func stop() {
        guard process.isRunning else { return }
        process.terminate()
        process.waitUntilExit()
    }

    deinit { stop() }
}

/// A program that prints figures and ends.
enum FiguresProcess {
    /// Runs it and reads its figures.
    static func run<Figures: Decodable>(
        _ path: String, _ arguments: [String], in stage: Stage, as type: Figures.Type = Figures.self
    ) throws -> Figures {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(filePath: path)
        process.arguments = arguments
        process.environment = stage.environment(stage.root)
        process.standardOutput = output
        process.standardError = FileHandle.standardError
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0, let figures = try? JSONDecoder().decode(type, from: data) else {
            throw BenchFailure("\(path) \(arguments.first ?? "") ended with \(process.terminationStatus)")
        }
        return figures
    }
}
