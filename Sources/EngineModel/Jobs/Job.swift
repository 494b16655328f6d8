package import RunwareAPI

/// A request in the queue: one or more attempts and a state.
package struct Job: Hashable, Sendable {
    package let id: JobID
    /// Frozen at submit; nothing changes it afterwards.
    package let request: ImageRequest
    package let origin: JobOrigin
    package let submittedAt: Timestamp
    package var service: ServiceIdentity
    package var state: JobState
    package var attempts: [Attempt] = []
    package var results: [ImageResult] = []
    /// Retries that happened by themselves after transient failures.
    package var retries = 0
    /// How often in a row the service had no place for it.
    package var refusals = 0
    /// Why it failed, waits or is uncertain.
    package var failure: JobFailure?
    /// Not sent before this time.
    package var notBefore: Timestamp?
    package var finishedAt: Timestamp?

    package init(
        id: JobID, request: ImageRequest, origin: JobOrigin, submittedAt: Timestamp, service: ServiceIdentity,
        state: JobState = .queued
    ) {
        self.id = id
        self.request = request
        self.origin = origin
        self.submittedAt = submittedAt
        self.service = service
        self.state = state
    }

    /// Images asked for.
    package var asked: Int { request.parameters.numberResults }
    /// The attempt whose fate decides; nil before the first.
    package var currentAttempt: Attempt? { attempts.last }
    /// The attempt of this UUID.
    package func attempt(_ taskUUID: TaskUUID) -> Attempt? { attempts.first { $0.taskUUID == taskUUID } }
    /// Images that were refused for good: they are not asked for again.
    package var permanentFailures: Int {
        attempts.reduce(0) { $0 + $1.errors.count { !$0.category.isTransient } }
    }
    /// Images that are still to be asked for.
    package var missing: Int { asked - results.count - permanentFailures }
    /// Whether it waits for its turn: only such a job is moved or cleared away, and nothing of it is billed that was not.
    package var isUnsent: Bool { state == .queued || state == .held }
    /// Whether what is missing of it may be queued again.
    package var canBeRetried: Bool { [.failed, .blocked, .partial].contains(state) }
    /// The table price of trying it again: of all images that it lacks, also of those that were refused for good.
    package var retryEstimate: Money { max(asked - results.count, 1) * RunwareModel.pricePerImage }
    /// What sending it would cost at the published price: all of it, or what a retry asks for.
    package var unsentEstimate: Money {
        guard let attempt = currentAttempt else { return request.estimate }
        return (attempt.hasVerdict ? max(missing, 1) : attempt.asked) * RunwareModel.pricePerImage
    }
    /// Whether the raw answers about an attempt are still needed: bytes in them are in no file yet.
    package func isKept(_ taskUUID: TaskUUID) -> Bool {
        results.contains { $0.taskUUID == taskUUID && $0.url == nil && $0.media == .pending }
    }
    /// When the current attempt began.
    package var startedAt: Timestamp? { attempts.last?.startedAt }
    /// What was returned as cost so far; nil when no result named one.
    package var cost: Money? {
        let costs = results.compactMap(\.cost)
        return costs.isEmpty ? nil : costs.reduce(.zero, +)
    }
}

/// Where a job came from.
package struct JobOrigin: Hashable, Sendable {
    /// The user's own name for it, from a request file; unique per service (product §10).
    package var name: TaskUUID?
    /// The result that it was made from.
    package var parent: ResultID?
    /// Jobs submitted together.
    package var batch: BatchID?
    /// The template, when the prompt is an expansion of one.
    package var template: String?
    /// The job whose missing images it asks for, where that one itself could not go on.
    package var retryOf: JobID?
    /// Whether nothing of it may stay in history: it is forgotten once its results were shown (product §6).
    package var isOffRecord: Bool

    package init(
        name: TaskUUID? = nil, parent: ResultID? = nil, batch: BatchID? = nil, template: String? = nil,
        retryOf: JobID? = nil, isOffRecord: Bool = false
    ) {
        self.name = name
        self.parent = parent
        self.batch = batch
        self.template = template
        self.retryOf = retryOf
        self.isOffRecord = isOffRecord
    }
}
