package import EngineModel
import RunwareAPI

/// Jobs off the record: kept until their results were shown, then gone from the disk (product §6). This run still knows
/// them, and what they cost stays counted.
extension Engine {
    /// The user has these ended jobs before their eyes. What of them is off the record is deleted, but for images whose
    /// bytes came inside the answer: their files are all there is of them, so they go when the studio ends.
    package func shown(_ ids: [JobID]) {
        let ended = ids.filter { queue.job($0).map { $0.origin.isOffRecord && isOver($0) } ?? false }
        shownOffRecord.formUnion(ended)
        erase(ended.filter { id in queue.job(id).map { $0.results.allSatisfy { $0.url != nil } } ?? false })
    }

    /// Jobs off the record are among those that enter the queue.
    func enterOffRecord(_ jobs: [Job]) {
        if jobs.contains(where: \.origin.isOffRecord) { hasOffRecord = true }
    }

    /// What an earlier run left: ended ones are shown before they go; what was let go of and is not collected any more
    /// goes now.
    func adoptedOffRecord(_ jobs: [Job]) {
        enterOffRecord(jobs)
        erase(jobs.filter { $0.origin.isOffRecord && $0.state == .abandoned && isOver($0) }.map(\.id))
    }

    /// The studio ends: what was shown goes, and so does what was never sent. What is at the service stays until it is
    /// collected, and what nobody has seen until somebody has.
    func eraseAtEnd() {
        guard hasOffRecord else { return }
        let unsent = queue.jobs.filter { $0.origin.isOffRecord && $0.isUnsent && $0.results.isEmpty }
        // Ended first: what is still to do is never erased.
        for job in unsent { apply(queue.cancelled(job.id, now: clock.now())) }
        erase(unsent.map(\.id) + shownOffRecord.sorted { $0.text < $1.text })
    }

    /// Nothing more is going to be told of it.
    private func isOver(_ job: Job) -> Bool {
        guard job.state == .abandoned else { return job.state.isFinal }
        return job.attempts.allSatisfy { $0.hasVerdict || queue.collecting[$0.taskUUID] == nil }
    }

    private func erase(_ ids: [JobID]) {
        let ids = ids.filter { !erased.contains($0) }
        if !ids.isEmpty { enqueue(.erase(ids)) }
    }

    /// Where the store refuses, the rows stay as they are until the end of the studio, or the next start, asks again.
    func performErasing(_ ids: [JobID]) async {
        guard (try? await journal.erase(ids)) != nil else { return }
        erased.formUnion(ids)
    }
}
