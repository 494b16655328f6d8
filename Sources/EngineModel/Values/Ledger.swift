package import RunwareAPI

/// What was spent: sums of returned costs, the simulated ones of the local service apart.
package struct Ledger: Hashable, Sendable {
    /// One sum of each kind.
    package struct Totals: Hashable, Sendable {
        package var real = Money.zero
        package var simulated = Money.zero
        /// How much of it is the table price, because no cost was returned.
        package var realEstimated = Money.zero
        package var simulatedEstimated = Money.zero
        /// Images counted, of both kinds.
        package var images = 0

        package init() {}

        /// Adds images; `estimated` is how much of their cost was not returned.
        package mutating func add(_ cost: Money, estimated: Money = .zero, images count: Int = 1, isSimulated: Bool) {
            if isSimulated {
                simulated += cost
                simulatedEstimated += estimated
            } else {
                real += cost
                realEstimated += estimated
            }
            images += count
        }

        /// Adds a result. One without a returned cost counts the published price (product §8).
        package mutating func add(_ result: ImageResult, isSimulated: Bool) {
            let price = RunwareModel.pricePerImage
            add(result.cost ?? price, estimated: result.cost == nil ? price : .zero, isSimulated: isSimulated)
        }

        /// The sum of one kind.
        package func sum(isSimulated: Bool) -> Money { isSimulated ? simulated : real }

        /// How much of the sum of one kind is estimated.
        package func estimated(isSimulated: Bool) -> Money { isSimulated ? simulatedEstimated : realEstimated }
    }

    /// Since this program started.
    package var session = Totals()
    /// Since the day began, in the user's time zone.
    package var day = Totals()
    /// Since the first result.
    package var allTime = Totals()

    package init() {}

    /// Counts a result.
    package mutating func add(_ result: ImageResult, isSimulated: Bool) {
        session.add(result, isSimulated: isSimulated)
        day.add(result, isSimulated: isSimulated)
        allTime.add(result, isSimulated: isSimulated)
    }
}
