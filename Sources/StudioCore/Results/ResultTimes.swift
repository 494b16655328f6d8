import EngineModel
import RunwareAPI

/// The times of a result in words of the user's clock.
struct ResultTimes {
    let now: Timestamp
    let offsets: UTCOffsets

    /// `14:05:03`, with the day before it when that is another one.
    func clock(_ time: Timestamp) -> String {
        let second = offsets.local(time).milliseconds / 1000 % 86_400
        let parts = [second / 3600, second / 60 % 60, second % 60].map { $0 < 10 ? "0\($0)" : "\($0)" }
        let day = LocalTime(time, offsets).text(now: now)
        return (day.contains(":") ? "" : day + " ") + parts.joined(separator: ":")
    }

    /// When it was submitted, sent and received, and how long the service took; what is not known is left out.
    func words(_ entry: HistoryEntry) -> String {
        let job = entry.job
        let sent = (entry.result.flatMap { job.attempt($0.taskUUID) } ?? job.currentAttempt)?.startedAt
        let received = entry.result?.receivedAt
        var parts = ["submitted \(clock(job.submittedAt))"]
        if let sent { parts.append("sent \(clock(sent))") }
        if let received {
            parts.append("received \(clock(received))")
        } else if let end = job.finishedAt {
            parts.append("ended \(clock(end))")
        }
        var words = parts.joined(separator: " → ")
        if let sent, let end = received ?? job.finishedAt { words += " · \(Self.duration(end.since(sent)))" }
        return words
    }

    /// An attempt: when it left, what it asked for, and what became of it.
    func words(_ attempt: Attempt, of job: Job) -> String {
        var parts = [(attempt.bytesWritten ? "sent " : "begun ") + clock(attempt.startedAt)]
        let images = job.results.count { $0.taskUUID == attempt.taskUUID }
        parts.append("\(images) of \(attempt.asked) delivered")
        if let seed = attempt.seed { parts.append("with seed \(seed) for what was missing") }
        parts += attempt.errors.map(\.code)
        if !attempt.hasVerdict { parts.append("no verdict") }
        return parts.joined(separator: " · ")
    }

    /// `8.4 s`, or minutes where it took them.
    static func duration(_ milliseconds: Int64) -> String {
        let tenths = (max(milliseconds, 0) + 50) / 100
        guard tenths >= 600 else { return "\(tenths / 10).\(tenths % 10) s" }
        return "\(tenths / 600) min \(tenths / 10 % 60) s"
    }
}
