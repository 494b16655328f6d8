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

/// A task that was accepted: from then on its UUID is used up.
struct AcceptedTask: Hashable, Sendable {
    var taskUUID: TaskUUID
    var request: ImageRequest
    /// The task object as it was sent.
    var requestJSON: String
}

/// An accepted task that an earlier run did not finish.
struct UnfinishedTask: Hashable, Sendable {
    var task: AcceptedTask
    /// Seeds of the results that exist, by position.
    var finished: [Int: UInt64]
}

/// One generated image as it is kept: everything that is needed to draw it again.
struct ImageRecord: Hashable, Sendable {
    var imageUUID: TaskUUID
    var taskUUID: TaskUUID
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
