package import EngineModel

/// What can be done here about a job that was sent, by the service that it was sent to.
package enum JobReach: Hashable, Sendable {
    /// It is that service, or nobody has said yet which one this is.
    case here
    /// The same address with another key: it can be asked about, not sent.
    case otherKey
    case elsewhere
}

extension EngineSnapshot {
    /// Whether the service in use is the one that a job belongs to.
    package func reach(of job: Job) -> JobReach {
        guard let here = service.identity, here != job.service else { return .here }
        return job.service.sharesAddress(with: here) ? .otherKey : .elsewhere
    }
}

extension Job {
    /// What it waits for while another service is in use.
    func waiting(_ reach: JobReach) -> String {
        reach == .otherKey ? "waits for its own key" : "waits for \(service.name)"
    }
}
