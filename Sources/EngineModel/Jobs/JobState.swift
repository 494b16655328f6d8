/// Where a job stands (product §5). Legal transitions:
///
///     queued → sending                       its turn came
///     queued → held | cancelled              another service is current | the user removed it, or it was erased
///     queued | held → partial                the user removed what was left of a job with images
///     held → queued                          its service is current again
///     sending → queued                       nothing left this machine, or the service did not accept it
///     sending → cancelled                    the user removed it before anything left this machine, or it was erased
///     sending → accepted                     the service took it and will answer later
///     sending | accepted | running | uncertain → queued                     a transient failure: a retry waits
///     sending | accepted → running           the first of several images arrived
///     sending | accepted | running → done | partial | blocked | failed      the verdict is complete
///     sending | accepted | running → uncertain                              sent, fate unknown
///     sending | accepted | running | uncertain → abandoned                  the user let go; may be billed
///     uncertain → sending                    a key press that says "may be billed again", or found nowhere
///     uncertain → accepted                   the service says that it runs
///     uncertain | abandoned → running | done | partial | blocked | failed   collected late
///     failed | blocked | partial → partial | done                           an image came late
///     queued | held → done                                                  the rest came late, before a retry
///     failed | blocked | partial → queued    a retry that the user wants, after a complete verdict only
package enum JobState: String, CaseIterable, Hashable, Sendable, Codable {
    case queued, sending, accepted, running
    case done, partial, blocked, failed
    case held, cancelled, abandoned, uncertain

    /// Whether nothing more is going to happen by itself and the job belongs to history.
    package var isFinal: Bool {
        switch self {
        case .done, .partial, .blocked, .failed, .cancelled, .abandoned: true
        case .queued, .sending, .accepted, .running, .held, .uncertain: false
        }
    }

    /// Whether the service may be working on it now.
    package var isInFlight: Bool {
        switch self {
        case .sending, .accepted, .running: true
        default: false
        }
    }

    /// States that may follow this one; the comment above in data.
    package var successors: Set<JobState> {
        let verdicts: Set<JobState> = [.done, .partial, .blocked, .failed]
        return switch self {
        case .queued: [.sending, .held, .cancelled, .partial, .done]
        case .held: [.queued, .cancelled, .partial, .done]
        case .sending: verdicts.union([.queued, .cancelled, .accepted, .running, .uncertain, .abandoned])
        case .accepted: verdicts.union([.queued, .running, .uncertain, .abandoned])
        case .running: verdicts.union([.queued, .uncertain, .abandoned])
        case .uncertain: verdicts.union([.queued, .sending, .accepted, .running, .abandoned])
        case .abandoned: verdicts.union([.running])
        case .failed, .blocked, .partial: [.queued, .partial, .done]
        case .done, .cancelled: []
        }
    }
}
