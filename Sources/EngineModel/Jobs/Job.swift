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

    package init(
        name: TaskUUID? = nil, parent: ResultID? = nil, batch: BatchID? = nil, template: String? = nil
    ) {
        self.name = name
        self.parent = parent
        self.batch = batch
        self.template = template
    }
}
