package import EngineModel
package import RunwareAPI

extension Money {
    /// What something will cost by the table of prices, in words: `≈ $0.04`, and `≈ $0.04 sim` where nobody pays it.
    package func estimated(isSimulated: Bool) -> String { "≈ \(self)" + (isSimulated ? " sim" : "") }
}

extension StudioState {
    /// The same, of what the service in use would be asked for.
    package func estimated(_ price: Money) -> String { price.estimated(isSimulated: engine.service.isSimulated) }
}

extension Job {
    /// The same, of this job at its service.
    package func estimated(_ price: Money) -> String { price.estimated(isSimulated: service.isSimulated) }
}
