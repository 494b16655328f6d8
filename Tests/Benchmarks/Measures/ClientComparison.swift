import EngineModel
import Foundation
import RunwareAPI

/// Our client beside the official Python SDK: the same service, the same task, the same transport, in turns.
struct ClientComparison {
    /// A Python in whose environment the SDK is, and the script that drives it.
    struct SDK {
        let python: String
        let script: String
    }

    private let stage: Stage
    private let sdk: SDK?
    private static let rounds = 5
    private static let withoutSDK = "the official SDK could not be installed: it needs Python 3.11 and the network"

    init(_ stage: Stage, sdk: SDK?) {
        self.stage = stage
        self.sdk = sdk
    }

    /// One way of asking.
    private struct Way {
        let transport: String
        let delivery: DeliveryMethod
        let parallelism: Int
        /// Requests of a round.
        let requests: Int
        /// Times the requests a second of the SDK that are hoped for.
        var rate: Double?
        /// Times its processor time.
        var processor: Double?

        /// Whether there is a bare client for it.
        var hasBareTwin: Bool { transport == "socket" && delivery == .sync }

        var name: String {
            "client.\(transport)\(delivery == .async ? "-async" : "").\(parallelism)"
        }
        var words: String {
            "\(parallelism) at a time over \(transport == "socket" ? "the WebSocket" : "HTTP"), \(delivery.rawValue)"
        }
    }

    private static let ways = [
        Way(transport: "socket", delivery: .sync, parallelism: 1, requests: 300, rate: 3, processor: 0.4),
        Way(transport: "socket", delivery: .sync, parallelism: 4, requests: 600, processor: 0.4),
        Way(transport: "socket", delivery: .sync, parallelism: 8, requests: 600, rate: 2, processor: 0.4),
        Way(transport: "http", delivery: .sync, parallelism: 1, requests: 200),
        Way(transport: "http", delivery: .sync, parallelism: 8, requests: 400),
        // The SDK waits a second before it polls for the first time, so a few have to do.
        Way(transport: "socket", delivery: .async, parallelism: 8, requests: 16),
    ]

    func measures() throws -> [Measure] {
        if sdk == nil { say(Self.withoutSDK) }
        let service = try ServiceProcess(stage, "client-service")
        defer { service.stop() }
        var own: [[ClientLoad.Run]] = Array(repeating: [], count: Self.ways.count)
        var other = own
        var bare = own
        for _ in 0..<Self.rounds {
            for (index, way) in Self.ways.enumerated() {
                own[index].append(try runOwn(way, service))
                if let sdk { other[index].append(try run(sdk, way, service)) }
                if way.hasBareTwin { bare[index].append(try runBare(way, service)) }
            }
        }
        return Self.ways.enumerated().flatMap { index, way in
            measures(way, own[index], other[index]) + (way.hasBareTwin ? bound(way, bare[index], other[index]) : [])
        }
    }

    private func measures(_ way: Way, _ own: [ClientLoad.Run], _ other: [ClientLoad.Run]) -> [Measure] {
        let withoutFloor = sdk == nil ? Self.withoutSDK : nil
        return [
            Measure(
                way.name + ".rate", unit: "1/s",
                about: "requests a second, \(way.words); the floor is the official SDK",
                easel: own.map(\.rate), floor: other.map(\.rate), target: way.rate.map(Target.leastRatio),
                withoutFloor: withoutFloor),
            Measure(
                way.name + ".first", unit: "ms",
                about: "from no client to the first result, connecting and login included, \(way.words)",
                easel: own.map(\.first), floor: other.map(\.first), withoutFloor: withoutFloor),
            Measure(
                way.name + ".cpu", unit: "µs", about: "processor time of the client for a request, \(way.words)",
                easel: own.map(\.processor), floor: other.map(\.processor), target: way.processor.map(Target.ratio),
                withoutFloor: withoutFloor),
        ]
    }

    /// What no client can surpass: what is left when the client costs next to nothing. Where its ratio is below a target,
    /// the target is out of the reach of every client on this machine, for the service that both share takes the time.
    private func bound(_ way: Way, _ bare: [ClientLoad.Run], _ other: [ClientLoad.Run]) -> [Measure] {
        let withoutFloor = sdk == nil ? Self.withoutSDK : nil
        let words =
            "of a client that only writes prepared frames and counts, \(way.words); the floor is the official SDK"
        return [
            Measure(
                way.name + ".bound.rate", unit: "1/s", about: "requests a second " + words, easel: bare.map(\.rate),
                floor: other.map(\.rate), withoutFloor: withoutFloor),
            Measure(
                way.name + ".bound.first", unit: "ms", about: "from no client to the first result " + words,
                easel: bare.map(\.first), floor: other.map(\.first), withoutFloor: withoutFloor),
            Measure(
                way.name + ".bound.cpu", unit: "µs", about: "processor time for a request " + words,
                easel: bare.map(\.processor), floor: other.map(\.processor), withoutFloor: withoutFloor),
        ]
    }

    private func runBare(_ way: Way, _ service: ServiceProcess) throws -> ClientLoad.Run {
        let words = ["bare", service.address, ServiceProcess.key, "\(way.parallelism)", "\(way.requests)"]
        return try FiguresProcess.run(stage.own, words, in: stage)
    }

    private func runOwn(_ way: Way, _ service: ServiceProcess) throws -> ClientLoad.Run {
        let words = [
            "client", service.address, ServiceProcess.key, "\(way.parallelism)", "\(way.requests)", way.transport,
            way.delivery.rawValue,
        ]
        return try FiguresProcess.run(stage.own, words, in: stage)
    }

    private func run(_ sdk: SDK, _ way: Way, _ service: ServiceProcess) throws -> ClientLoad.Run {
        let words = [
            sdk.script, service.address, ServiceProcess.key, "\(way.parallelism)", "\(way.requests)",
            way.transport == "socket" ? "websocket" : "rest", way.delivery.rawValue,
            ClientLoad.request(way.delivery).jsonText,
        ]
        return try FiguresProcess.run(sdk.python, words, in: stage)
    }
}
