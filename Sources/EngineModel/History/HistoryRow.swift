package import RunwareAPI

/// Identity of a row in history: an image, or a job that ended without one.
package enum HistoryID: Hashable, Sendable {
    case result(ResultID)
    case job(JobID)

    /// The UUID alone.
    package var text: String {
        switch self {
        case .result(let id): id.text
        case .job(let id): id.text
        }
    }
}

/// One row of history: what the list shows.
package struct HistoryRow: Hashable, Sendable {
    package let id: HistoryID
    /// Place in the order of history; larger is newer.
    package let cursor: HistoryCursor
    package let state: JobState
    package let time: Timestamp
    /// The first characters of the prompt, at most `excerptLength`.
    package let excerpt: String
    package let width: Int
    package let height: Int
    package let seed: UInt64?
    package let cost: Money?
    package let isSimulated: Bool
    package let marks: HistoryMarks
    /// What is other than in the result that it was made from; nil when it was made from none, or that is gone.
    package let changes: ChangeMarks?

    /// How much of a prompt a row carries, in characters.
    package static let excerptLength = 160

    package init(
        id: HistoryID, cursor: HistoryCursor, state: JobState, time: Timestamp, excerpt: String, width: Int,
        height: Int, seed: UInt64?, cost: Money?, isSimulated: Bool, marks: HistoryMarks = HistoryMarks(),
        changes: ChangeMarks? = nil
    ) {
        self.id = id
        self.cursor = cursor
        self.state = state
        self.time = time
        self.excerpt = excerpt
        self.width = width
        self.height = height
        self.seed = seed
        self.cost = cost
        self.isSimulated = isSimulated
        self.marks = marks
        self.changes = changes
    }
}

/// A place in history: pages start after one, so that new arrivals move nothing.
package struct HistoryCursor: Hashable, Sendable, Comparable {
    package let sequence: Int64

    package init(sequence: Int64) {
        self.sequence = sequence
    }

    package static func < (left: HistoryCursor, right: HistoryCursor) -> Bool { left.sequence < right.sequence }
}

/// A page of history, newest first.
package struct HistoryPage: Hashable, Sendable {
    package var rows: [HistoryRow]
    /// Whether older rows follow.
    package var hasMore: Bool

    package init(rows: [HistoryRow] = [], hasMore: Bool = false) {
        self.rows = rows
        self.hasMore = hasMore
    }
}

/// A row with all that is known of it.
package struct HistoryEntry: Hashable, Sendable {
    package let row: HistoryRow
    package let job: Job
    /// The image; nil for a job that ended without one.
    package let result: ImageResult?

    package init(row: HistoryRow, job: Job, result: ImageResult?) {
        self.row = row
        self.job = job
        self.result = result
    }
}
