/// All that is known of what was spent, and what is left.
package struct SpendingReport: Hashable, Sendable {
    /// Which kind of money the caps count now: that of the service in use.
    package var isSimulated: Bool
    package var ledger: Ledger
    /// In the kind that the caps count, of this copy.
    package var session: Spending
    /// In the kind that the caps count, of all copies.
    package var day: Spending
    package var caps: Caps

    package init(isSimulated: Bool, ledger: Ledger, session: Spending, day: Spending, caps: Caps) {
        self.isSimulated = isSimulated
        self.ledger = ledger
        self.session = session
        self.day = day
        self.caps = caps
    }

    package subscript(period: CapPeriod) -> Spending {
        switch period {
        case .session: session
        case .day: day
        }
    }
}
