package import RunwareAPI

/// What was spent: sums of returned costs, the simulated ones of the local service apart.
package struct Ledger: Hashable, Sendable {
    /// One sum of each kind.
    package struct Totals: Hashable, Sendable {
        package var real = Money.zero
        package var simulated = Money.zero
        /// Images counted, of both kinds.
        package var images = 0

        package init() {}

        /// Adds one image.
        package mutating func add(_ cost: Money, isSimulated: Bool) {
            if isSimulated { simulated += cost } else { real += cost }
            images += 1
        }
    }

    /// Since this program started.
    package var session = Totals()
    /// Since the day began, in the user's time zone.
    package var day = Totals()
    /// Since the first result.
    package var allTime = Totals()

    package init() {}

    /// Counts a result. One without a returned cost counts the published price (product §8).
    package mutating func add(_ result: ImageResult, isSimulated: Bool) {
        let cost = result.cost ?? RunwareModel.pricePerImage
        session.add(cost, isSimulated: isSimulated)
        day.add(cost, isSimulated: isSimulated)
        allTime.add(cost, isSimulated: isSimulated)
    }
}
