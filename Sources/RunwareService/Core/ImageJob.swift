import Foundation
import Logging
import RunwareAPI

/// What happens while the images of a task are made.
enum JobEvent: Sendable {
    /// One image is durable.
    case image(ImageRecord, OutgoingImage)
    /// The job has ended, and these results failed: told last, so that no error overtakes an image (contract 12.1).
    case failures([ServiceError])
    /// The service stops; the rest is made when it next runs.
    case interrupted
}

/// The making of one accepted task's images. It depends on no connection: whoever asked may be gone.
struct ImageJob: Sendable {
    /// So many images of a task are made at a time.
    static let parallelImages = 2

    let task: AcceptedTask
    let links: ImageLinks
    let store: ServiceDatabase
    let gallery: Gallery
    let clock: any Clock<Duration>
    let latency: Duration
    let now: @Sendable () -> Date
    let logger: Logger
    /// A failure that somebody asked for; nil lets everything succeed.
    var fault: GenerationFault?

    /// How one image ended.
    private enum Ending: Sendable {
        case made
        case failed(ServiceError)
        case interrupted
    }

    /// Makes the missing images and tells of each when it is durable; ends early when its task is cancelled.
    func run(
        _ missing: [(position: Int, seed: UInt64)], report: @escaping @Sendable (JobEvent) -> Void
    ) async {
        let endings: [Ending]
        if let error = fault?.wholeTask(task.taskUUID), let first = missing.first {
            endings = [await refuse(first.position, error)]
        } else {
            let failing = Set(missing.suffix(fault?.failing ?? 0).map(\.position))
            endings = await makeAll(missing, failing: failing, report)
        }
        var failures: [ServiceError] = []
        for ending in endings {
            switch ending {
            case .made: break
            case .failed(let error): failures.append(error)
            case .interrupted: return report(.interrupted)
            }
        }
        // Whose last outcome is an image was noted with its row, unless that was in an earlier run.
        if !failures.isEmpty || missing.isEmpty {
            do {
                try await store.finish(task.id, at: now())
            } catch {
                logger.error("a finished task could not be marked", metadata: ["error": "\(error)"])
            }
        }
        report(.failures(failures))
    }

    private func makeAll(
        _ missing: [(position: Int, seed: UInt64)], failing: Set<Int>, _ report: @escaping @Sendable (JobEvent) -> Void
    ) async -> [Ending] {
        await withTaskGroup(of: Ending.self) { group in
            func begin(_ next: (position: Int, seed: UInt64)) {
                let refusal = failing.contains(next.position) ? GenerationFault.refusedContent(task.taskUUID) : nil
                group.addTask {
                    if let refusal { return await refuse(next.position, refusal) }
                    return await make(next.position, next.seed, report)
                }
            }
            for next in missing.prefix(Self.parallelImages) { begin(next) }
            var waiting = missing.dropFirst(Self.parallelImages)
            var endings: [Ending] = []
            for await ending in group {
                endings.append(ending)
                if let next = waiting.popFirst() { begin(next) }
            }
            return endings
        }
    }

    private func make(_ position: Int, _ seed: UInt64, _ report: @Sendable (JobEvent) -> Void) async -> Ending {
        do {
            if latency > .zero { try await clock.sleep(for: latency) }
            let image = ImageRecord(
                of: task.sent, taskID: task.id, position: position, seed: seed, created: now())
            // Composed first: what cannot be handed over is not charged.
            let outgoing = try await gallery.outgoing(image, of: task, links: links)
            try await store.record(image, of: task)
            report(.image(image, outgoing))
            return .made
        } catch {
            guard !Task.isCancelled else { return .interrupted }
            logger.error("an image failed", metadata: ["error": "\(error)"])
            return await keep(.internalFault(task.taskUUID), position)
        }
    }

    /// Lets a result fail after the time that an image takes.
    private func refuse(_ position: Int, _ error: ServiceError) async -> Ending {
        do {
            if latency > .zero { try await clock.sleep(for: latency) }
        } catch {
            return .interrupted
        }
        return await keep(error, position)
    }

    private func keep(_ error: ServiceError, _ position: Int) async -> Ending {
        do {
            try await store.record(error, of: task.id, position: position)
        } catch let fault {
            guard !Task.isCancelled else { return .interrupted }
            logger.error("a failure could not be kept", metadata: ["error": "\(fault)"])
        }
        return .failed(error)
    }
}
