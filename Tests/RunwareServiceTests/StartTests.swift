import Foundation
import GRDB
import Glibc
import Logging
import NIOCore
import NIOPosix
import RunwareAPI
import Synchronization
import Testing

@testable import RunwareService

@Suite("Start and stop", .timeLimit(.minutes(5)))
struct StartTests {
    @Test("the documented port is 7313, tried first, and then left alone or not as the policy says")
    func ports() {
        var configuration = ServiceConfiguration(storeDirectory: "/nowhere")
        #expect(configuration.port == 7313)
        #expect(configuration.latency == .milliseconds(1500))
        #expect(ServiceRun.candidatePorts(configuration, remembered: 40_000) == [7313])
        configuration.portPolicy = .preferFixed
        #expect(ServiceRun.candidatePorts(configuration, remembered: 40_000) == [7313, 40_000, 0])
        #expect(ServiceRun.candidatePorts(configuration, remembered: nil) == [7313, 0])
        configuration.port = 0
        #expect(ServiceRun.candidatePorts(configuration, remembered: 40_000) == [40_000, 0])
        configuration.portPolicy = .fixed
        #expect(ServiceRun.candidatePorts(configuration, remembered: 40_000) == [40_000])
        #expect(ServiceRun.candidatePorts(configuration, remembered: nil) == [0])
    }

    @Test(
        "a taken port ends a fixed start and lets go of the store; a start that prefers it takes another and keeps it")
    func portInUse() async throws {
        try await Rig.run { rig, _ async throws in
            try await Rig.withDirectory { directory async throws in
                var configuration = ServiceConfiguration(storeDirectory: directory)
                configuration.port = rig.service.port
                await #expect(throws: ServiceStartFailure.portInUse(rig.service.port)) {
                    try await LocalService.start(configuration)
                }
                configuration.portPolicy = .preferFixed
                let first = try await LocalService.start(configuration)
                #expect(first.port != rig.service.port)
                #expect(first.address == ServiceAddress(loopbackPort: first.port))
                await first.stop()
                let second = try await LocalService.start(configuration)
                #expect(second.port == first.port)
                await second.stop()
            }
        }
    }

    @Test("a second service on the same store is refused while the first runs")
    func storeInUse() async throws {
        try await Rig.run { rig, configuration async throws in
            await #expect(throws: ServiceStartFailure.storeInUse(configuration.storeDirectory)) {
                try await LocalService.start(configuration)
            }
            await rig.service.stop()
            let service = try await LocalService.start(configuration)
            await service.stop()
        }
    }

    @Test("a folder that cannot be made and a file that is no database are said so")
    func unusableStore() async throws {
        try await Rig.withDirectory { directory async throws in
            try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
            try Data("no database at all, only text that is long enough".utf8).write(
                to: URL(fileURLWithPath: directory + "/service.sqlite"))
            for path in [directory, directory + "/service.sqlite/below"] {
                var configuration = ServiceConfiguration(storeDirectory: path)
                configuration.port = 0
                let failure = await #expect(throws: ServiceStartFailure.self) {
                    try await LocalService.start(configuration)
                }
                guard case .cannotOpenStore? = failure else {
                    Issue.record("\(String(describing: failure))")
                    continue
                }
            }
        }
    }

    @Test("folder, key, database and lock belong to their owner alone")
    func modes() async throws {
        try await Rig.run { rig, configuration async throws in
            let directory = configuration.storeDirectory
            #expect(Self.mode(directory) == 0o700)
            for name in ["key", "service.sqlite", "service.sqlite-wal", "service.lock"] {
                #expect(Self.mode(directory + "/" + name) == 0o600, "\(name)")
            }
            #expect(rig.service.keyFile == directory + "/key")
            #expect(LocalService.keyFile(in: directory) == directory + "/key")
            #expect(LocalService.readKey(in: directory) == rig.service.key)
            #expect(rig.service.key.count == 32)
            #expect(rig.service.key.allSatisfy { $0.isHexDigit })
        }
    }

    @Test("a key file that others may read is closed to them at the next start")
    func looseKey() async throws {
        try await Rig.run { rig, configuration async throws in
            await rig.service.stop()
            try #require(chmod(rig.service.keyFile, 0o644) == 0)
            let service = try await LocalService.start(configuration)
            #expect(service.key == rig.service.key)
            #expect(Self.mode(service.keyFile) == 0o600)
            await service.stop()
        }
    }

    @Test("a given key works and is not written")
    func givenKey() async throws {
        try await Rig.run({ $0.key = "my-own-key" }) { rig, configuration async throws in
            let header = ["Authorization": "bearer my-own-key"]
            #expect(try await rig.post("[{\"taskType\":\"ping\"}]", headers: header).status == 200)
            #expect(LocalService.readKey(in: configuration.storeDirectory) == nil)
            #expect(!FileManager.default.fileExists(atPath: rig.service.keyFile))
        }
    }

    @Test("a key that no header can carry is refused", arguments: ["", "two words", "line\n", "schlüssel"])
    func invalidKey(key: String) async throws {
        try await Rig.withDirectory { directory async throws in
            var configuration = ServiceConfiguration(storeDirectory: directory)
            configuration.key = key
            await #expect(throws: ServiceStartFailure.invalidKey) { try await LocalService.start(configuration) }
        }
    }

    @Test("stopping is quick with an open connection and a request in work, and may be repeated")
    func stop() async throws {
        let clock = ManualClock()
        try await Rig.run({ (configuration: inout ServiceConfiguration) in
            configuration.clock = clock
            configuration.latency = .seconds(1)
        }) { rig, _ async throws in
            #expect(try await rig.post("[{\"taskType\":\"ping\"}]").status == 200)
            let body = "[" + Rig.task() + "]"
            let client = Task { try await rig.post(body) }
            await clock.waitForSleepers(1)
            let began = ContinuousClock.now
            await rig.service.stop()
            await rig.service.stop()
            await rig.service.waitUntilStopped()
            // Under 0.2 s on an idle machine; a stop that waited for the client or for the manual clock would never end.
            #expect(ContinuousClock.now - began < .seconds(10))
            await #expect(throws: (any Error).self) { try await client.value }
            // A bare connection: the HTTP client would try again until its own time limit.
            let bootstrap = ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            let port = rig.service.port
            await #expect(throws: (any Error).self) {
                try await bootstrap.connect(host: "127.0.0.1", port: port).get()
            }
        }
    }

    @Test("no log line, failure or description holds the key")
    func discretion() async throws {
        let lines = LogLines()
        try await Rig.run({ (configuration: inout ServiceConfiguration) in
            configuration.logger = Logger(label: "test") { _ in LogLines.Sink(lines: lines) }
        }) { rig, _ async throws in
            _ = try await rig.post("[" + Rig.task() + "]")
            _ = try await rig.post("[]", headers: ["Authorization": "Bearer wrong-key-of-a-stranger"])
            let said = lines.all.joined(separator: "\n")
            #expect(said.contains("answered"))
            #expect(!said.contains(rig.service.key))
            #expect(!said.contains("wrong-key-of-a-stranger"))
        }
    }

    private static func mode(_ path: String) -> UInt32? {
        var status = stat()
        return stat(path, &status) == 0 ? status.st_mode & 0o7777 : nil
    }
}

/// Everything that was logged.
private final class LogLines: Sendable {
    private let lines = Mutex<[String]>([])

    var all: [String] { lines.withLock { $0 } }

    struct Sink: LogHandler {
        let lines: LogLines
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace

        init(lines: LogLines) {
            self.lines = lines
        }

        subscript(metadataKey key: String) -> Logger.MetadataValue? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            lines.lines.withLock { $0.append("\(event.message) \(event.metadata ?? [:]) \(metadata)") }
        }
    }
}
