package import EngineModel
import RunwareAPI

/// What the queue pane lists: unfinished jobs in the order of sending, then those that ended in this session and of
/// which something is left to do or to look at, newest first.
extension StudioState {
    /// Ended jobs of the pane: failed, blocked or partial ones, and all that are off the record, which stand nowhere else.
    package var endedJobs: [Job] {
        let offRecord = engine.offRecord.filter { $0.state != .cancelled }
        let listed = (engine.failed + offRecord).filter { !queue.dismissed.contains($0.id) }
        return listed.reversed()
    }

    /// Rows of the pane.
    package var queueRowCount: Int { engine.jobs.count + endedJobs.count }

    /// The job selected in the queue pane.
    package var selectedJob: Job? {
        if engine.jobs.indices.contains(queue.selection) { return engine.jobs[queue.selection] }
        let ended = endedJobs
        let place = queue.selection - engine.jobs.count
        return ended.indices.contains(place) ? ended[place] : nil
    }

    /// The row of a job; nil when it has none.
    func queuePlace(of id: JobID) -> Int? {
        engine.jobs.firstIndex { $0.id == id }
            ?? endedJobs.firstIndex { $0.id == id }.map { engine.jobs.count + $0 }
    }

    /// Failed jobs of this session that stand on the list and that trying again may help: what was blocked would be
    /// refused again.
    package var retriableJobs: [Job] {
        engine.failed.filter { $0.state != .blocked && !queue.dismissed.contains($0.id) }
    }
}

extension Job {
    /// What is left of it once the list shows it no more. Images whose bytes came inside the answer are only files,
    /// which stay as long as the studio.
    var whatIsLeft: String {
        guard origin.isOffRecord else { return "history has it" }
        return results.allSatisfy { $0.url != nil }
            ? "nothing of it is kept" : "its files are deleted when you leave the studio"
    }

    /// What becomes of a result that comes late.
    package var lateWords: String { origin.isOffRecord ? "shown" : "kept in history" }
}
