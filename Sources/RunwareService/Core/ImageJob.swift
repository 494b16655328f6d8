import Foundation
import Logging
import RunwareAPI

/// The making of one accepted task's images. It depends on no connection: whoever asked may be gone.
struct ImageJob: Sendable {
    /// So many images of a task are made at a time.
    static let parallelImages = 2

    let task: AcceptedTask
    /// The port of the links.
    let port: Int
    let store: ServiceDatabase
    let drawing: Drawing
    let clock: any Clock<Duration>
    let latency: Duration
    let now: @Sendable () -> Date
    let logger: Logger

    /// Makes the missing images and reports each when it is durable; ends early when its task is cancelled.
    func run(
        _ missing: [(position: Int, seed: UInt64)], report: @escaping @Sendable (Int, ReplyPart.Content) -> Void
    ) async {
        let interrupted = await withTaskGroup(of: Bool.self) { group in
            var waiting = missing[...]
            for next in waiting.prefix(Self.parallelImages) {
                group.addTask { await make(next.position, next.seed, report) }
            }
            waiting = waiting.dropFirst(Self.parallelImages)
            var interrupted = false
            for await whole in group {
                interrupted = interrupted || !whole
                guard let next = waiting.popFirst() else { continue }
                group.addTask { await make(next.position, next.seed, report) }
            }
            return interrupted
        }
        guard !interrupted else { return }
        do {
            try await store.finish(task.taskUUID, at: now())
        } catch {
            logger.error("a finished task could not be marked", metadata: ["error": "\(error)"])
        }
    }

    /// Makes one image. False when the service stops before it is durable.
    private func make(
        _ position: Int, _ seed: UInt64, _ report: @Sendable (Int, ReplyPart.Content) -> Void
    ) async -> Bool {
        do {
            if latency > .zero { try await clock.sleep(for: latency) }
            let image = record(position: position, seed: seed)
            let drawn = try await drawing.text(image, as: task.request.parameters.outputType)
            try await store.record(image)
            let link = ImageAddress(imageUUID: image.imageUUID, format: image.format).url(port: port)
            report(position, .item(.image(outgoing(image, output: drawn ?? .url(link)))))
            return true
        } catch {
            guard !Task.isCancelled else {
                report(position, .interrupted)
                return false
            }
            logger.error("an image failed", metadata: ["error": "\(error)"])
            report(position, .error(.internalFault(task.taskUUID)))
            return true
        }
    }

    private func record(position: Int, seed: UInt64) -> ImageRecord {
        let parameters = task.request.parameters
        let created = now()
        var random = SystemRandomNumberGenerator()
        return ImageRecord(
            imageUUID: TaskUUID(randomBits: random.next(), random.next()), taskUUID: task.taskUUID, position: position,
            seed: seed, prompt: task.request.prompt, width: parameters.width, height: parameters.height,
            format: parameters.outputFormat, quality: parameters.outputQuality, created: created,
            expires: parameters.ttl.map { created.addingTimeInterval(TimeInterval($0)) },
            charged: RunwareModel.pricePerImage)
    }

    private func outgoing(_ image: ImageRecord, output: OutgoingOutput) -> OutgoingImage {
        let parameters = task.request.parameters
        return OutgoingImage(
            taskUUID: task.taskUUID, imageUUID: image.imageUUID, seed: image.seed,
            cost: parameters.includeCost ? image.charged : nil,
            // The sketches are of landscapes and skies: the check runs and finds nothing.
            flagged: parameters.safetyMode == .fast ? false : nil, output: output)
    }
}
