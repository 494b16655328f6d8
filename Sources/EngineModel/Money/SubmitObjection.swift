package import RunwareAPI

/// What stands between a submission and the queue until the user has agreed to it. Nothing of the submission is queued.
package enum SubmitObjection: Hashable, Sendable {
    /// These requests, or jobs to be tried again, by their place among those submitted, were made before.
    case madeBefore([Int: EarlierRequest])
    /// It would cross these caps; at least one.
    case overCap([CapCrossing])

    /// One sentence, for whoever has nobody to ask.
    package var sentence: String {
        switch self {
        case .madeBefore(let earlier):
            return earlier.count == 1
                ? "an identical request was made before" : "\(earlier.count) identical requests were made before"
        case .overCap(let crossings):
            let parts = crossings.map { crossing in
                let spending = crossing.spending
                return "\(crossing.period.rawValue) it would come to \(crossing.total), over the cap of \(crossing.cap)"
                    + " (\(spending.spent) spent, \(spending.inFlight) in flight, \(spending.queued) queued,"
                    + " \(crossing.adds) more)"
            }
            return "nothing was queued: " + parts.joined(separator: "; ")
        }
    }
}

/// What the user has agreed to beforehand.
package struct Consent: Hashable, Sendable {
    /// What was made, or tried again, before is made again.
    package var makesAgain: Bool
    /// Caps may be crossed up to these amounts.
    package var upTo: Caps

    package init(makesAgain: Bool = false, upTo: Caps = Caps()) {
        self.makesAgain = makesAgain
        self.upTo = upTo
    }

    /// Agrees to what these crossings come to, on top of what was agreed to before.
    package mutating func agree(to crossings: [CapCrossing]) {
        for crossing in crossings {
            switch crossing.period {
            case .session: upTo.session = max(upTo.session ?? .zero, crossing.total)
            case .day: upTo.day = max(upTo.day ?? .zero, crossing.total)
            }
        }
    }
}

/// A request with the same text, seed and parameters at the same service, of before. One that failed, was blocked or
/// cancelled brought nothing and does not count; nor does a request whose seed the service draws.
package enum EarlierRequest: Hashable, Sendable {
    /// It brought this.
    case made(HistoryRow)
    /// It waits, is under way, or its fate is open, since this time.
    case open(JobState, since: Timestamp)
    /// It stands in the same submission, further up.
    case above
    /// What is missing of a job was asked for again, and this is where that stands; since when is not known of a job
    /// that goes on itself.
    case retried(JobState, since: Timestamp?)
}

extension ImageRequest {
    /// Whether the same request again can only bring the same picture: its seed is in it.
    package var isRepeatable: Bool { parameters.seed != nil }
}
