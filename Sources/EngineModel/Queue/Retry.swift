import RunwareAPI

/// What is tried again by itself after a complete verdict (product §5 rule 3).
enum Retry {
    /// Retries of one job that happen by themselves; waiting out a rate limit is none.
    static let most = 3
    /// Milliseconds before the first retry; doubled for each one after it.
    static let firstWait: Int64 = 1000
    /// Milliseconds at most, before the jitter.
    static let longestWait: Int64 = 30_000

    /// What an attempt that ended short of images leads to.
    enum Decision: Equatable {
        case giveUp
        /// Ask for what is missing after so many milliseconds, as a retry that counts, or as the end of a rate limit;
        /// `refusals` is how many of those there were in a row.
        case again(wait: Int64, counts: Bool, refusals: Int)
    }

    /// - Parameter missing: images still to be asked for.
    /// - Parameter jitter: 0 up to 1.
    static func decision(
        after errors: [ServiceError], missing: Int, retries: Int, refusals: Int, jitter: Double
    ) -> Decision {
        let transient = errors.filter(\.category.isTransient)
        guard missing > 0, !transient.isEmpty else { return .giveUp }
        let isRateLimit = transient.allSatisfy { $0.category == .rateLimit }
        if isRateLimit {
            let wait = backoff(after: refusals + 1, jitter: jitter)
            return .again(wait: wait, counts: false, refusals: refusals + 1)
        }
        guard retries < most else { return .giveUp }
        return .again(wait: backoff(after: retries, jitter: jitter), counts: true, refusals: 0)
    }

    /// 1 s, 2 s, 4 s … 30 s, and up to a second more, so that many copies do not knock together.
    static func backoff(after count: Int, jitter: Double) -> Int64 {
        let wait = min(firstWait << Int64(min(max(count, 0), 10)), longestWait)
        return wait + Int64(1000 * min(max(jitter, 0), 1))
    }

    /// A seed whose images repeat none that was delivered: the service may count up from it.
    static func freshSeed(
        for count: Int, besides delivered: [UInt64], random: inout some RandomSource
    ) -> UInt64 {
        while true {
            let seed = random.nextSeed()
            let last = seed + UInt64(max(count, 1) - 1)
            if !delivered.contains(where: { seed <= $0 && $0 <= last }) { return seed }
        }
    }
}
