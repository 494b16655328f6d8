import Foundation
import RunwareAPI

/// What a store knows of itself.
struct StoreState: Hashable, Sendable {
    /// Made once, with the store.
    var storeID: String
    /// The last port that the service chose by itself, when the configured one was taken or 0.
    var chosenPort: Int?
    /// What is left of the simulated credit.
    var balance: Money
}

/// A task that is to be accepted.
struct SentImages: Hashable, Sendable {
    var taskUUID: TaskUUID
    var request: ImageRequest
    /// The task object as it was sent.
    var requestJSON: String
    /// All its images, when nothing has to be waited for: they become durable with the task itself.
    var images: [ImageRecord] = []
}

/// A task that was accepted: from then on its UUID is used up.
struct AcceptedTask: Hashable, Sendable {
    /// Row in the store. The UUID is one only as long as the service does not forget UUIDs.
    var id: Int64
    var sent: SentImages

    var taskUUID: TaskUUID { sent.taskUUID }
    var request: ImageRequest { sent.request }
    var parameters: Parameters { sent.request.parameters }
}

/// An accepted task that an earlier run did not finish.
struct UnfinishedTask: Hashable, Sendable {
    var task: AcceptedTask
    /// Positions whose outcome is known, with the seed where it is an image.
    var settled: [Int: UInt64?]
}

/// What has become of an accepted task.
struct TaskRecord: Hashable, Sendable {
    /// The end of one result.
    enum Outcome: Hashable, Sendable {
        case image(ImageRecord)
        case failure(ServiceError)
    }

    var task: AcceptedTask
    var isFinished: Bool
    /// In the order in which they came about, so that a later list only has more at its end.
    var outcomes: [Outcome]
}

/// One generated image as it is kept: everything that is needed to draw it again.
struct ImageRecord: Hashable, Sendable {
    var imageUUID: TaskUUID
    /// Row of the task it belongs to.
    var taskID: Int64
    /// Place among the results of its task, from 0.
    var position: Int
    var seed: UInt64
    var prompt: String
    /// Pixels.
    var width: Int
    /// Pixels.
    var height: Int
    var format: OutputFormat
    /// Quality points, 20–99.
    var quality: Int
    var created: Date
    /// From this moment on the link leads nowhere; nil is never.
    var expires: Date?
    var charged: Money
}

extension ImageRecord {
    /// An image of a task, made now.
    init(of task: SentImages, taskID: Int64, position: Int, seed: UInt64, created: Date) {
        var random = SystemRandomNumberGenerator()
        let parameters = task.request.parameters
        self.init(
            imageUUID: TaskUUID(randomBits: random.next(), random.next()), taskID: taskID, position: position,
            seed: seed, prompt: task.request.prompt, width: parameters.width, height: parameters.height,
            format: parameters.outputFormat, quality: parameters.outputQuality, created: created,
            expires: parameters.ttl.map { created.addingTimeInterval(TimeInterval($0)) },
            charged: RunwareModel.pricePerImage)
    }
}
