import EngineCore
import EngineModel
import EngineStore
import Foundation
import Glibc
import RunwareAPI
import RunwareClient
import TestSupport

/// The engine without a screen, for tests: it submits, and ends itself by SIGKILL at a named point.
///
///     KillProbe <data folder> <base URL> <key> submit <jobs> <sync|async> <socket|http> <point> <nth> <prompt>
///     KillProbe <data folder> <base URL> <key> recover <socket|http>
///
///     KillProbe <data folder> <base URL> <key> act <seed> <other seed> <actions>
///
/// `act` does what a copy of the program does to its store, waits until another one with the other seed is through with
/// it too, and prints all that it sees. `recover` collects, sends what was left unsent, and prints a line `<state> <prompt>` for each unfinished job.
@main
enum KillProbe {
    static func main() async throws {
        let words = Array(CommandLine.arguments.dropFirst())
        guard words.count >= 5, let address = ServiceAddress(words[1]), let key = APIKey(words[2]) else { exit(64) }
        if words[3] == "act" { return try await act(words) }
        let isRecovery = words[3] == "recover"
        let transport = ServiceTransport(rawValue: isRecovery ? words[4] : words[6]) ?? .socket
        let knife = isRecovery ? Knife(nil) : Knife(KillPoint(rawValue: words[7]), nth: Int(words[8]) ?? 1)

        var configuration = ClientConfiguration(
            address: address, key: key, fingerprintSalt: "salt", version: "test")
        configuration.transport = transport
        configuration.replyTimeout = .seconds(3)
        configuration.questionTimeout = .seconds(3)
        let clock = FastClock(factor: 30)
        var bits = RandomBits()
        let store = try EngineStore.open(dataDirectory: words[0], ownerBits: bits.nextUUID())
        let engine = Engine(
            service: CutService(RunwareImageService(configuration, clock: clock), knife),
            journal: CutStore(store, knife), library: store, media: CutStore(store, knife),
            spool: CutStore(store, knife), clock: clock)
        try await engine.start()
        _ = await engine.currentService()
        if isRecovery {
            await engine.resume()
        } else {
            let delivery = DeliveryMethod(rawValue: words[5]) ?? .async
            try await submit(Int(words[4]) ?? 1, delivery, prompt: words[9], to: engine)
        }
        await engine.allSettled()
        for job in await engine.unfinished() { print("\(job.state.rawValue) \(job.request.prompt)") }
        await engine.shutDown()
        await store.close()
    }

    private static func act(_ words: [String]) async throws {
        guard words.count == 7, let seed = UInt64(words[4]), let count = Int(words[6]) else { exit(64) }
        var bits = RandomBits()
        let store = try EngineStore.open(dataDirectory: words[0], ownerBits: bits.nextUUID())
        var copy = SeededActions(store, seed: seed)
        for _ in 0..<count { try await copy.step() }
        try await store.saveNote("through-\(words[4])", "yes")
        var changes = store.changes.makeAsyncIterator()
        while try await store.note("through-\(words[5])") == nil { _ = await changes.next() }
        for line in try await StoreView.lines(of: store) { print(line) }
        await store.close()
    }

    private static func submit(
        _ count: Int, _ delivery: DeliveryMethod, prompt: String, to engine: Engine
    ) async throws {
        let submissions = (1...count).map { number in
            var parameters = Parameters()
            (parameters.width, parameters.height) = (256, 256)
            parameters.deliveryMethod = delivery
            parameters.numberResults = number.isMultiple(of: 2) ? 2 : 1
            return Submission(ImageRequest(prompt: "\(prompt) \(number)", parameters: parameters))
        }
        _ = try await engine.submit(submissions)
    }
}

/// Where the process may be cut off.
enum KillPoint: String, CaseIterable {
    /// An attempt is durable, and nothing of it left.
    case durable
    /// The first byte of a request is about to leave.
    case bytesWritten
    /// An answer of the service arrived and was not looked at.
    case acknowledged
    /// A raw answer is kept.
    case spooled
    /// The row of a result is durable.
    case rowWritten
    /// The file of an image has its name, and no row says so.
    case fileRenamed
}

/// Ends the process the n-th time that a point is passed.
final class Knife: Sendable {
    private let point: KillPoint?
    private let left: Counter

    init(_ point: KillPoint?, nth: Int = 1) {
        self.point = point
        left = Counter(nth)
    }

    func pass(_ point: KillPoint) {
        guard point == self.point, left.down() else { return }
        kill(getpid(), SIGKILL)
    }
}
