package import RunwareAPI

/// A sweep as it was submitted: enough to lay out its grid, and to make again what is missing of it.
package struct SweepRecord: Hashable, Sendable {
    /// The batch that its jobs carry.
    package let batch: BatchID
    package let sweep: Sweep
    /// The requests that each cell varies: one, or one for each image with a seed of its own.
    package let bases: [ImageRequest]
    /// The cells that were asked for: all, or a subset.
    package let cells: [Sweep.Cell]
    package let submittedAt: Timestamp

    package init(
        batch: BatchID, sweep: Sweep, bases: [ImageRequest], cells: [Sweep.Cell], submittedAt: Timestamp
    ) {
        self.batch = batch
        self.sweep = sweep
        self.bases = bases
        self.cells = cells
        self.submittedAt = submittedAt
    }

    /// The requests of a cell. Where the axes set the seed or the number of images, the bases are the same but for
    /// those, and one of them is enough.
    package func requests(of cell: Sweep.Cell) -> [ImageRequest] {
        let ownSeeds = sweep.axes.contains {
            $0.subject == .parameter(.seed) || $0.subject == .parameter(.numberResults)
        }
        return (ownSeeds ? Array(bases.prefix(1)) : bases).map { sweep.request(cell, base: $0) }
    }

    /// All requests, cell by cell.
    package var requests: [ImageRequest] { cells.flatMap(requests(of:)) }

    /// The sweep in a few words: "Width × Seed, 4 × 3".
    package var label: String {
        guard let rows = sweep.rows else { return "\(sweep.columns.label), \(sweep.columns.values.count)" }
        return
            "\(sweep.columns.label) × \(rows.label), \(sweep.columns.values.count) × \(rows.values.count)"
    }
}

/// A job of a sweep, as the store knows it.
package struct SweepJob: Hashable, Sendable {
    package let id: JobID
    package let request: ImageRequest
    package let state: JobState
    /// Its first image; nil while it has none.
    package let result: ResultID?
    /// The seed of that image.
    package let seed: UInt64?

    package init(id: JobID, request: ImageRequest, state: JobState, result: ResultID?, seed: UInt64?) {
        self.id = id
        self.request = request
        self.state = state
        self.result = result
        self.seed = seed
    }
}

/// How far a sweep has come: its cells and the jobs that were made for them.
package struct SweepProgress: Hashable, Sendable {
    package let record: SweepRecord
    /// The newest job of each request.
    private let jobs: [ImageRequest: SweepJob]

    /// Jobs in the order in which they were submitted; of several for one request the one that got furthest counts.
    package init(_ record: SweepRecord, jobs: [SweepJob]) {
        self.record = record
        self.jobs = Dictionary(jobs.map { ($0.request, $0) }) { old, new in
            Self.isMissing(new.state) && !Self.isMissing(old.state) ? old : new
        }
    }

    /// The jobs of a cell, nil for a request that has none.
    package func jobs(of cell: Sweep.Cell) -> [SweepJob?] { record.requests(of: cell).map { jobs[$0] } }

    /// The requests that nobody works on and that brought nothing: never queued, cancelled before they were sent, or
    /// failed. Refused content is refused again and is not missing; what was sent and is not decided may still come.
    package var missing: [ImageRequest] {
        var seen: Set<ImageRequest> = []
        return record.requests.filter { request in
            seen.insert(request).inserted && jobs[request].map { Self.isMissing($0.state) } ?? true
        }
    }

    /// Requests that have an image.
    package var doneCount: Int { Set(record.requests).count { jobs[$0]?.result != nil } }
    /// Requests in all.
    package var count: Int { Set(record.requests).count }

    private static func isMissing(_ state: JobState) -> Bool { state == .cancelled || state == .failed }
}
