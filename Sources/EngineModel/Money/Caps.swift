package import RunwareAPI

/// What may be spent without being asked first. A cap counts what was spent, what is in flight and what is queued, in
/// the kind of money of the service in use: real money never fills a cap of simulated money, nor the other way round.
package struct Caps: Hashable, Sendable {
    /// Since this copy of the program started; nil is without a limit.
    package var session: Money?
    /// Since the user's day began, all copies together; nil is without a limit.
    package var day: Money?

    package init(session: Money? = nil, day: Money? = nil) {
        self.session = session
        self.day = day
    }

    /// The cap of a period.
    package subscript(period: CapPeriod) -> Money? {
        switch period {
        case .session: session
        case .day: day
        }
    }

    /// These caps, each no lower than what was agreed to.
    package func raised(to agreed: Caps) -> Caps {
        func higher(_ cap: Money?, _ agreed: Money?) -> Money? { cap.map { max($0, agreed ?? .zero) } }
        return Caps(session: higher(session, agreed.session), day: higher(day, agreed.day))
    }
}

/// For what time a cap holds; the raw value is the word on screens.
package enum CapPeriod: String, CaseIterable, Hashable, Sendable {
    case session
    case day = "today"
}

/// What counts against a cap.
package struct Spending: Hashable, Sendable {
    /// Returned costs, and the table price of results that came without one.
    package var spent = Money.zero
    /// The table price of images that were asked for and not answered: of jobs that are sent, uncertain, or abandoned.
    package var inFlight = Money.zero
    /// The table price of jobs that wait to be sent.
    package var queued = Money.zero

    package init(spent: Money = .zero, inFlight: Money = .zero, queued: Money = .zero) {
        self.spent = spent
        self.inFlight = inFlight
        self.queued = queued
    }

    package var total: Money { spent + inFlight + queued }

    /// What was spent, and what these jobs may still cost in one kind of money.
    package init(spent: Money, jobs: [Job], isSimulated: Bool) {
        self.init(spent: spent)
        for job in jobs where job.service.isSimulated == isSimulated {
            if job.state == .queued || job.state == .held {
                queued += job.openEstimate
            } else {
                inFlight += job.openEstimate
            }
        }
    }
}

extension Job {
    /// The table price of the images that have not come and may still.
    package var openEstimate: Money { max(missing, 0) * RunwareModel.pricePerImage }
}

/// A cap that a submission would cross.
package struct CapCrossing: Hashable, Sendable {
    package let period: CapPeriod
    package let cap: Money
    package let spending: Spending
    /// What the submission adds at the table price.
    package let adds: Money

    package init(period: CapPeriod, cap: Money, spending: Spending, adds: Money) {
        self.period = period
        self.cap = cap
        self.spending = spending
        self.adds = adds
    }

    /// What it would come to.
    package var total: Money { spending.total + adds }
}
