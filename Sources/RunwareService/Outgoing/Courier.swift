import AsyncHTTPClient
import Imaging
import Logging
import NIOCore
import NIOHTTP1
import RunwareAPI
import Synchronization

/// Calls webhooks and uploads files (contract 7). What it still has to carry lives in this process only: after a crash
/// or a stop the rest is not delivered, and the results are there to be asked for.
final class Courier: Sendable {
    /// Attempts for one delivery at most.
    static let attempts = 8
    /// How long one attempt may take.
    static let patience = TimeAmount.seconds(5)
    /// Deliveries under way at most; further ones are dropped, and the log says so.
    static let capacity = 1000

    /// One request that has to arrive.
    struct Parcel: Sendable {
        var method: HTTPMethod
        var url: String
        var contentType: String
        var body: [UInt8]
    }

    private let client: HTTPClient
    private let gallery: Gallery
    private let clock: any Clock<Duration>
    private let wrapsWebhooks: Bool
    private let logger: Logger
    private let deliveries = Mutex(Deliveries())

    private struct Deliveries {
        var isStopping = false
        var last = 0
        var running: [Int: Task<Void, Never>] = [:]
    }

    init(gallery: Gallery, clock: any Clock<Duration>, wrapsWebhooks: Bool, logger: Logger) {
        var settings = HTTPClient.Configuration()
        settings.redirectConfiguration = .disallow
        client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: settings)
        self.gallery = gallery
        self.clock = clock
        self.wrapsWebhooks = wrapsWebhooks
        self.logger = logger
    }

    /// Sends what a task wanted sent about this event. Returns at once.
    func carry(_ event: JobEvent, of task: AcceptedTask) {
        let webhook = task.parameters.webhookURL
        let upload = task.parameters.uploadEndpoint
        switch event {
        case .image(let image, let outgoing):
            if let upload { put(image, to: upload) }
            if let webhook {
                post(wrapsWebhooks ? "{\"data\":[\(outgoing.jsonText)]}" : outgoing.jsonText, to: webhook)
            }
        case .failures(let errors):
            guard let webhook else { return }
            for error in errors {
                let text = error.jsonText(failed: true)
                post(wrapsWebhooks ? "{\"errors\":[\(text)]}" : text, to: webhook)
            }
        case .interrupted: break
        }
    }

    /// Gives up everything under way and lets go of all connections.
    func stop() async {
        let running = deliveries.withLock { deliveries in
            deliveries.isStopping = true
            return Array(deliveries.running.values)
        }
        for delivery in running { delivery.cancel() }
        for delivery in running { await delivery.value }
        try? await client.shutdown()
    }

    /// Returns when the deliveries that are under way now have ended.
    func waitForDeliveries() async {
        for delivery in deliveries.withLock({ Array($0.running.values) }) { await delivery.value }
    }

    /// The pause before the next attempt: 250 ms, doubled each time up to 8 s, and up to a quarter more so that
    /// deliveries that failed together do not come back together.
    static func pause(
        afterAttempt attempt: Int, using random: inout some RandomNumberGenerator
    ) -> Duration {
        let base = min(250 << (attempt - 1), 8000)
        return .milliseconds(base + Int.random(in: 0...base / 4, using: &random))
    }

    private func post(_ json: String, to url: String) {
        let parcel = Parcel(method: .POST, url: url, contentType: "application/json", body: Array(json.utf8))
        start { await self.deliver(parcel) }
    }

    private func put(_ image: ImageRecord, to url: String) {
        start {
            guard let bytes = try? await self.gallery.bytes(of: image) else { return }
            await self.deliver(
                Parcel(method: .PUT, url: url, contentType: image.format.file.mimeType, body: bytes))
        }
    }

    private func start(_ work: @escaping @Sendable () async -> Void) {
        deliveries.withLock { deliveries in
            guard !deliveries.isStopping else { return }
            guard deliveries.running.count < Self.capacity else {
                logger.warning("too many deliveries are under way: one was dropped")
                return
            }
            deliveries.last += 1
            let number = deliveries.last
            // Ends after the last attempt, or by `stop`.
            deliveries.running[number] = Task {
                await work()
                self.deliveries.withLock { $0.running[number] = nil }
            }
        }
    }

    private func deliver(_ parcel: Parcel) async {
        guard WebAddress.isValid(parcel.url) else { return }
        var random = SystemRandomNumberGenerator()
        for attempt in 1...Self.attempts {
            if await arrives(parcel) { return }
            guard attempt < Self.attempts, !Task.isCancelled else { break }
            do {
                try await clock.sleep(for: Self.pause(afterAttempt: attempt, using: &random))
            } catch {
                return
            }
        }
        // Without the address: tokens stand in its query.
        logger.warning("a delivery was given up", metadata: ["method": "\(parcel.method)"])
    }

    /// Whether the other side answered with any 2xx.
    private func arrives(_ parcel: Parcel) async -> Bool {
        var request = HTTPClientRequest(url: parcel.url)
        request.method = parcel.method
        request.headers.add(name: "Content-Type", value: parcel.contentType)
        request.body = .bytes(ByteBuffer(bytes: parcel.body))
        do {
            let response = try await client.execute(request, timeout: Self.patience)
            return (200..<300).contains(response.status.code)
        } catch {
            return false
        }
    }
}
