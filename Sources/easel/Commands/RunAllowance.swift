import EngineModel
import RunwareAPI

/// What a run without a screen may do, agreed to beforehand because nobody can be asked.
struct RunAllowance: Sendable {
    /// Send although a job of the same name exists.
    var again = false
    /// Send nothing that would cost more at the table price.
    var maxCost: Money?
    /// Cross caps up to this total.
    var upTo: Money?

    /// A request that was made before is sent again after a warning (product §10).
    var consent: Consent { Consent(makesAgain: true, upTo: Caps(session: upTo, day: upTo)) }

    /// Refuses what costs too much, before anything is sent.
    func check(_ price: Money) throws(Refusal) {
        guard let maxCost, price > maxCost else { return }
        throw Refusal(
            .validation, "nothing was sent: it would cost \(price), more than the \(maxCost) of --max-cost")
    }
}
