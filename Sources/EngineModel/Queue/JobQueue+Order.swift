import RunwareAPI

/// Where the user wants an unsent job among the unsent ones.
package enum QueueMove: String, CaseIterable, Hashable, Sendable {
    case up, down
    /// Before all others that wait.
    case toFront
}

/// The order in which jobs are sent is the order in which they stand.
extension JobQueue {
    /// The user moves a job that waits; the others that wait make room, and what was sent stays where it stands. A job
    /// that does not wait, or that stands at that end already, moves nothing.
    package mutating func moved(_ id: JobID, _ move: QueueMove) -> [QueueAction] {
        let places = jobs.indices.filter { jobs[$0].isUnsent }
        guard let from = places.firstIndex(where: { jobs[$0].id == id }) else { return [] }
        let to =
            switch move {
            case .up: max(from - 1, 0)
            case .down: min(from + 1, places.count - 1)
            case .toFront: 0
            }
        guard to != from else { return [] }
        var waiting = places.map { jobs[$0] }
        waiting.insert(waiting.remove(at: from), at: to)
        for (place, job) in zip(places, waiting) { jobs[place] = job }
        return [.write([.ordered(waiting[min(from, to)...max(from, to)].map(\.id))], then: [])]
    }
}
