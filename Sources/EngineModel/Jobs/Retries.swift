/// What was asked for again among known jobs: a failed or partial job goes on itself, or a new one stands for what it
/// lacks, and perhaps another for what that one lacks.
package struct Retries: Sendable {
    private let known: [JobID: Job]
    private let retries: [JobID: [Job]]

    package init(_ jobs: some Sequence<Job>) {
        known = Dictionary(jobs.map { ($0.id, $0) }) { _, last in last }
        retries = Dictionary(grouping: known.values.filter { $0.origin.retryOf != nil }) { $0.origin.retryOf ?? $0.id }
    }

    /// The first job that this one stands for, as far as they are known: two of one root lack the same.
    package func root(of id: JobID) -> JobID {
        line(of: id).last ?? id
    }

    /// The job and those that it stands for, one behind the other.
    private func line(of id: JobID) -> [JobID] {
        var line: [JobID] = []
        var next: JobID? = id
        while let one = next, !line.contains(one) {
            line.append(one)
            next = known[one]?.origin.retryOf
        }
        return line
    }

    /// The newest that asked for what is missing of this job, or of the one that it stands for; nil when none did. What
    /// failed, was blocked or cancelled brought nothing and does not count.
    package func retry(of id: JobID) -> EarlierRequest? {
        let line = Set(line(of: id))
        var all = line
        var open = Array(line)
        while let one = open.popLast() {
            for job in retries[one] ?? [] where all.insert(job.id).inserted { open.append(job.id) }
        }
        let counted = all.compactMap { known[$0] }.filter { job in
            ![.failed, .blocked, .cancelled].contains(job.state) && !(job.state == .partial && line.contains(job.id))
        }
        let newest = counted.max { ($0.submittedAt, $0.id.text) < ($1.submittedAt, $1.id.text) }
        return newest.map { .retried($0.state, since: $0.finishedAt ?? (line.contains($0.id) ? nil : $0.submittedAt)) }
    }
}
