package import EngineModel
import RunwareAPI

/// What can be done about a job, and what letting go of it means; keys first, the likeliest first.
package enum JobAdvice {
    /// For the border of the queue pane, as far as there is room.
    package static func parts(_ job: Job, _ reach: JobReach = .here) -> [String] {
        func key(_ command: Command) -> String { CommandTable.key(for: command, in: .queue) ?? "" }
        let retry = "\(key(.retryJob)) tries again \(job.estimated(job.retryEstimate))"
        switch job.state {
        case .queued:
            let order = "\(key(.moveJobUp)) \(key(.moveJobDown)) move it"
            let free = job.results.isEmpty ? "\(key(.cancelJob)) removes it" : "\(key(.cancelJob)) keeps what came"
            return [free, order, "\(key(.moveJobToFront)) to the front"]
        case .held:
            return [
                job.waiting(reach), "\(key(.cancelJob)) removes it", "\(key(.duplicateJob)) sends it here",
            ]
        case .sending, .accepted, .running:
            return ["\(key(.cancelJob)) lets go of it, it may be billed", "\(key(.showJob)) shows it"]
        case .uncertain where reach == .elsewhere:
            return [job.waiting(reach), "\(key(.cancelJob)) lets go of it, it may be billed"]
        case .uncertain where reach == .otherKey:
            return ["\(key(.collectNow)) asks, free of cost", "to be sent again it \(job.waiting(reach))"]
        case .uncertain:
            return ["\(key(.collectNow)) asks, free of cost", "\(key(.sendAgain)) sends it again, may be billed again"]
        case .failed: return [retry, "\(key(.showJob)) says why", "\(key(.cancelJob)) takes it off"]
        case .partial: return [retry, "\(key(.showJob)) shows it", "\(key(.cancelJob)) takes it off"]
        case .blocked: return ["\(key(.showJob)) says why", "change the prompt", "\(key(.cancelJob)) takes it off"]
        case .done, .cancelled, .abandoned: return ["\(key(.showJob)) shows it", "kept nowhere once you leave"]
        }
    }

    /// The question before a job that was sent is let go of.
    package static func abandoning(_ job: Job) -> [String] {
        let price = job.estimated(job.request.estimate)
        let late = "A late result is still \(job.lateWords)."
        switch job.state {
        case .sending:
            return ["If it has not left yet, it ends free of cost;", "if it has, it may be billed: \(price).", late]
        case .running:
            let missing = max(job.missing, 0)
            return [
                "\(job.results.count) of \(job.asked) have come and are \(job.origin.isOffRecord ? "shown" : "kept").",
                "The other \(missing) may be billed: \(job.estimated(missing * RunwareModel.pricePerImage)).", late,
            ]
        case .uncertain: return ["Its fate is unknown: it may have been billed", "already, \(price).", late]
        default: return ["The service has it, so it may be billed: \(price).", late]
        }
    }

    /// The question before all waiting jobs are let go of.
    package static func clearing(_ jobs: [Job]) -> [String] {
        let sum = jobs.map(\.unsentEstimate).reduce(.zero, +)
        let price = sum.estimated(isSimulated: jobs.allSatisfy(\.service.isSimulated))
        let begun = jobs.count { !$0.results.isEmpty }
        var lines = [
            jobs.count == 1 ? "1 job waits, \(price)." : "\(jobs.count) jobs wait, \(price).",
            "Nothing is billed for clearing them.",
        ]
        if begun > 0 { lines.append("What has come of \(begun) of them is kept.") }
        return lines
    }
}
