import EngineCore
import EngineModel
import Foundation
import Glibc
import RunwareAPI
import RunwareClient
import Synchronization
import Testing

/// The key of every test; it must never be seen in any text.
let secret = "rw-test-Key/5b1f4a549a570b7a5c1f7f10"

/// Counts how often a callback was called.
final class Calls: Sendable {
    private let counter = Atomic(0)
    var count: Int { counter.load(ordering: .sequentiallyConsistent) }
    func call() { counter.add(1, ordering: .sequentiallyConsistent) }
}

/// A task with a UUID of its own.
func makeTask(_ number: UInt64 = 1, prompt: String = "a red kite over dunes") -> ImageInference {
    ImageInference(
        taskUUID: TaskUUID(randomBits: 0, number), request: ImageRequest(prompt: prompt, parameters: Parameters()))
}

func makeConfiguration(_ address: ServiceAddress, key: String? = secret) -> ClientConfiguration {
    ClientConfiguration(
        address: address, key: key.flatMap { APIKey($0) }, fingerprintSalt: "salt", version: "1.2.3")
}

/// Runs a client against an address and shuts it down afterwards, whatever happens.
func withClient<Value>(
    _ address: ServiceAddress, key: String? = secret,
    _ adjust: (inout ClientConfiguration) -> Void = { _ in },
    _ body: (RunwareHTTPClient) async throws -> Value
) async rethrows -> Value {
    var configuration = makeConfiguration(address, key: key)
    adjust(&configuration)
    let client = RunwareHTTPClient(configuration)
    do {
        let value = try await body(client)
        await client.shutDown()
        return value
    } catch {
        await client.shutDown()
        throw error
    }
}

/// Collects what a client delivers.
final class Deliveries: Sendable {
    private let list = Mutex<[Answer]>([])
    var answers: [Answer] { list.withLock { $0 } }
    func add(_ answer: Answer) { list.withLock { $0.append(answer) } }
}

extension ImageService {
    /// Sends a task for which only the end matters.
    func send(_ task: ImageInference, onFirstByte: @escaping @Sendable () -> Void = {}) async -> SendEnd {
        await send(task, onFirstByte: onFirstByte) { _ in }
    }
}

/// What one send to a scripted server came to.
struct Sent {
    let end: SendEnd
    let answers: [Answer]
    let calls: Int
    let server: ScriptedServer

    /// The one answer.
    var answer: Answer? { answers.count == 1 ? answers[0] : nil }
    /// The text of the one answer.
    var text: String? { answer.map { String(decoding: $0.bytes, as: UTF8.self) } }
    /// The one answer as the engine reads it.
    var reply: ServiceReply? { answer.flatMap { ServiceReply(parsing: $0.bytes, httpStatus: $0.httpStatus) } }
}

/// Sends one task to a server that plays these acts, and checks what holds for every send: bytes arrive only after the
/// callback, the callback comes once or, exactly when nothing was sent, never, and nothing shows the key.
func sendOnce(
    _ acts: ScriptedServer.Act..., task: ImageInference = makeTask(),
    adjust: (inout ClientConfiguration) -> Void = { _ in },
    location: SourceLocation = #_sourceLocation
) async throws -> Sent {
    let server = try await ScriptedServer.start(acts)
    let calls = Calls()
    let deliveries = Deliveries()
    server.watch { calls.count > 0 }
    let end = await withClient(server.address, key: secret, adjust) { client in
        await client.send(task) {
            calls.call()
        } deliver: {
            deliveries.add($0)
        }
    }
    await server.stop()
    #expect(server.earlyBytes == 0, "bytes before the callback", sourceLocation: location)
    if case .notSent = end {
        #expect(calls.count == 0, sourceLocation: location)
        #expect(server.bytes == 0, sourceLocation: location)
    } else {
        #expect(calls.count == 1, sourceLocation: location)
    }
    #expect(deliveries.answers.count == (end == .answered ? 1 : 0), sourceLocation: location)
    #expect(!"\(end)".contains(secret), sourceLocation: location)
    for answer in deliveries.answers {
        #expect(answer.occasion == .send, sourceLocation: location)
        #expect(answer.bytes.range(of: Data(secret.utf8)) == nil, sourceLocation: location)
    }
    return Sent(end: end, answers: deliveries.answers, calls: calls.count, server: server)
}

/// A port of this machine that is taken and where nobody listens: connections are refused, and no other test gets it.
struct ReservedPort {
    let number: Int
    private let descriptor: CInt

    struct Failure: Error {}

    init() throws {
        let opened = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
        var place = sockaddr_in()
        place.sin_family = sa_family_t(AF_INET)
        place.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = withUnsafeMutableBytes(of: &place) { bytes in
            guard let raw = bytes.baseAddress else { return CInt(-1) }
            let address = raw.assumingMemoryBound(to: sockaddr.self)
            return bind(opened, address, size) == 0 ? getsockname(opened, address, &size) : -1
        }
        guard result == 0 else { throw Failure() }
        descriptor = opened
        number = Int(UInt16(bigEndian: place.sin_port))
    }

    var address: ServiceAddress { ServiceAddress(loopbackPort: number) }

    func free() { close(descriptor) }
}
