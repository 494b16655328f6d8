import EngineModel
import RunwareAPI
import StudioCore
import TerminalUI

/// A job in a row of the queue pane, in words.
enum QueueWords {
    /// Its state, and how many of its images have come.
    static func state(_ job: Job) -> String {
        switch job.state {
        case .running, .partial: "\(job.state.rawValue) \(job.results.count)/\(job.asked)"
        case .queued where !job.results.isEmpty: "queued \(job.results.count)/\(job.asked)"
        default: job.state.rawValue
        }
    }

    /// How long it is under way and how long it still takes, or how long it still waits; nothing where nothing is known.
    static func clock(_ job: Job, now: Timestamp, pace: Int64?, isBrief: Bool) -> String {
        if let due = job.notBefore, due > now {
            let wait = "in \(seconds(due.since(now) + 999))"
            return isBrief || job.retries == 0 ? wait : "retry \(job.retries) \(wait)"
        }
        guard job.state.isInFlight, let start = job.startedAt else { return "" }
        let elapsed = max(now.since(start), 0)
        guard let pace else { return seconds(elapsed) }
        guard elapsed < pace else { return seconds(elapsed) + (isBrief ? "" : ", usually \(seconds(pace))") }
        return "\(seconds(elapsed)) · ~\(seconds(pace - elapsed + 999))" + (isBrief ? "" : " left")
    }

    /// What is wrong with it, and what it is; where there is little room, no size.
    static func details(_ job: Job, isBrief: Bool) -> String {
        let parameters = job.request.parameters
        let headline = job.failure.map { FailureWords($0).headline } ?? ""
        let prompt = CellText.sanitized(String(job.request.prompt.prefix(200)), keepingNewlines: false)
        let size = "\(parameters.width)×\(parameters.height)" + (job.asked > 1 ? " ×\(job.asked)" : "")
        let mark = job.origin.isOffRecord ? (isBrief ? "off" : "off the record") : ""
        let marks = [mark, headline == job.state.rawValue ? "" : headline, isBrief ? "" : size].filter { !$0.isEmpty }
        return marks.joined(separator: " · ") + (marks.isEmpty ? "" : (isBrief ? ": " : "  ")) + prompt
    }

    /// `12 s`, from ten minutes on `12 min`.
    private static func seconds(_ milliseconds: Int64) -> String {
        let seconds = milliseconds / 1000
        return seconds < 600 ? "\(seconds) s" : "\(seconds / 60) min"
    }
}
