import CTerm
import EngineCore
import EngineModel
import Foundation
import Glibc
import RunwareAPI
import RunwareClient
import Synchronization

/// Our client alone in a process of its own, so that what it costs is not mixed with what measures it:
///
///     easel-bench client ADDRESS KEY PARALLELISM REQUESTS socket|http sync|async
///
/// `Tests/SDK/bench.py` does the same with the official SDK. Starting the process counts nowhere.
enum ClientLoad {
    struct Run: Figures {
        /// Requests a second, connected.
        var rate: Double
        /// Milliseconds from nothing to the first result: connecting and login included.
        var first: Double
        /// Processor time of the whole process for a request, connected; µs.
        var processor: Double
    }

    /// What both sides ask for.
    static func request(_ delivery: DeliveryMethod) -> ImageRequest {
        var parameters = Parameters()
        (parameters.width, parameters.height) = (256, 256)
        parameters.deliveryMethod = delivery
        return ImageRequest(prompt: "an amber dusk over water", parameters: parameters)
    }

    static func run(_ words: [String]) throws -> Run {
        guard words.count == 6, let address = ServiceAddress("http://\(words[0])/v1"), let key = APIKey(words[1]),
            let parallelism = Int(words[2]), let requests = Int(words[3]), parallelism > 0, requests >= parallelism,
            let transport = ServiceTransport(rawValue: words[4]), let delivery = DeliveryMethod(rawValue: words[5])
        else { throw BenchFailure("client ADDRESS KEY PARALLELISM REQUESTS socket|http sync|async") }
        var configuration = ClientConfiguration(address: address, key: key, fingerprintSalt: "", version: "bench")
        configuration.transport = transport
        return try Blocking.wait { [configuration] in
            let start = ct_monotonic()
            let drawing = Drawing(RunwareImageService(configuration), request(delivery))
            let first = try await drawing.together(parallelism, each: 1)
            let (begin, processor) = (ct_monotonic(), processorMicroseconds)
            _ = try await drawing.together(parallelism, each: requests / parallelism)
            let (end, spent) = (ct_monotonic(), processorMicroseconds - processor)
            await drawing.service.shutDown()
            let done = Double(requests / parallelism * parallelism)
            return Run(
                rate: done / (milliseconds(end - begin) / 1000), first: milliseconds(first - start),
                processor: spent / done)
        }
    }

    /// Of this process so far, all its threads.
    static var processorMicroseconds: Double {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return [usage.ru_utime, usage.ru_stime].reduce(0) { $0 + Double($1.tv_sec) * 1e6 + Double($1.tv_usec) }
    }
}

/// Requests one after the other, several such lines side by side.
private struct Drawing: Sendable {
    let service: RunwareImageService
    private let request: ImageRequest

    init(_ service: RunwareImageService, _ request: ImageRequest) {
        self.service = service
        self.request = request
    }

    /// Returns when the first of all was answered.
    func together(_ count: Int, each: Int) async throws -> Int64 {
        try await withThrowingTaskGroup(of: Int64.self) { group in
            for _ in 0..<count {
                group.addTask(executorPreference: service.executor) {
                    try await draw()
                    let first = ct_monotonic()
                    for _ in 1..<max(each, 1) { try await draw() }
                    return first
                }
            }
            return try await group.reduce(Int64.max) { min($0, $1) }
        }
    }

    /// One request, until its image has a link.
    private func draw() async throws {
        var random = RandomBits()
        let uuid = random.nextUUID()
        let images = Mutex(0)
        let read: @Sendable (Answer) -> Void = { answer in
            let reply = ServiceReply(parsing: answer.bytes, httpStatus: answer.httpStatus)
            images.withLock { $0 += reply?.items.count(where: \.isResult) ?? 0 }
        }
        let end = await service.send(ImageInference(taskUUID: uuid, request: request), onFirstByte: {}) { read($0) }
        guard end == .answered else { throw BenchFailure("a request ended as \(end)") }
        while request.parameters.deliveryMethod == .async, images.withLock({ $0 }) == 0 {
            let outcome = await service.collect([CollectQuestion(uuid, .getResponse)])
            if let fault = outcome.fault { throw BenchFailure(fault.detail) }
            for answer in outcome.answers { read(answer) }
        }
        guard images.withLock({ $0 }) == 1 else { throw BenchFailure("a request was not answered with one image") }
    }
}
