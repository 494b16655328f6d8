import EngineModel
import RunwareAPI

/// How long the link of a result still leads somewhere: known when the request said how long.
struct LinkLifetime {
    /// When it expires.
    private let end: Timestamp

    /// Nil when it is not known, or there is no link.
    init?(_ entry: HistoryEntry) {
        guard let result = entry.result, result.url != nil, let seconds = entry.job.request.parameters.ttl else {
            return nil
        }
        end = result.receivedAt.adding(milliseconds: Int64(min(seconds, Self.longest)) * 1000)
    }

    /// A century. The service names no maximum, and what lasts longer is not reckoned with.
    private static let longest = 36_525 * 86_400

    /// What is said of it; the seconds begin where they matter.
    func words(now: Timestamp) -> String {
        guard let unit = unit(now: now) else { return "expired" }
        return "expires in \(left(now: now) / unit.seconds) \(unit.name)"
    }

    /// Milliseconds until other words hold; nil when these hold for ever.
    func wait(now: Timestamp) -> Int64? {
        guard let unit = unit(now: now) else { return nil }
        // The words count whole units of what is left, and what is left is counted in seconds that have begun.
        let whole = left(now: now) / unit.seconds * unit.seconds
        return end.since(now) - (whole - 1) * 1000
    }

    /// Seconds that are left, one that has begun counting whole.
    private func left(now: Timestamp) -> Int64 { (end.since(now) + 999) / 1000 }

    private func unit(now: Timestamp) -> (seconds: Int64, name: String)? {
        switch left(now: now) {
        case ...0: nil
        case ..<120: (1, "s")
        case ..<7200: (60, "min")
        case ..<172_800: (3600, "h")
        default: (86_400, "d")
        }
    }
}

extension StudioState {
    /// Milliseconds until the result pane says something else of its link; nil when it says nothing that changes.
    package var linkClockWait: Int64? {
        guard layout.panes[.result] != nil, let shown = result.shown else { return nil }
        return LinkLifetime(shown)?.wait(now: now)
    }
}
