package import RunwareAPI

/// One image: what the service said of it, and where its file is.
package struct ImageResult: Hashable, Sendable {
    package let id: ResultID
    /// The attempt that it answers.
    package let taskUUID: TaskUUID
    /// The service's name for it; results of one task differ in it.
    package let imageUUID: String
    /// Place among the results of its job, from 0.
    package let index: Int
    /// The link, when the output type was URL; text of the service, not trusted.
    package let url: String?
    /// The seed that made it, as returned.
    package let seed: UInt64?
    package let cost: Money?
    /// Whether the content check flagged it; nil when none ran.
    package let nsfw: Bool?
    package let receivedAt: Timestamp
    package var media: MediaState

    package init(
        id: ResultID, taskUUID: TaskUUID, imageUUID: String, index: Int, url: String?, seed: UInt64?, cost: Money?,
        nsfw: Bool?, receivedAt: Timestamp, media: MediaState
    ) {
        self.id = id
        self.taskUUID = taskUUID
        self.imageUUID = imageUUID
        self.index = index
        self.url = url
        self.seed = seed
        self.cost = cost
        self.nsfw = nsfw
        self.receivedAt = receivedAt
        self.media = media
    }
}

/// Where the file of a result stands.
package enum MediaState: Hashable, Sendable {
    /// Only the link is known.
    case linked
    /// The bytes are known or being fetched, the file is not there yet.
    case pending
    /// The file is complete, at this path below the data folder.
    case stored(path: String)
    /// Fetching or writing failed for this reason; it can be tried again alone.
    case failed(reason: String)
}
