/// The nearest legal value of a number, and why it differs from what was typed.
package struct Snap: Hashable, Sendable {
    /// The legal value.
    package let value: Int128
    /// Why the typed number was not kept, in words; nil when it was legal.
    package let reason: String?
}

extension ParameterSpec {
    /// Moves a whole number to the nearest legal value; a tie goes down. Nil for rows that do not snap: those that
    /// hold no number, and the seed, which is refused instead (product §4).
    package func snap(_ typed: Int128) -> Snap? {
        guard case .integer(let minimum, let maximum, let step) = domain, parameter != .seed else { return nil }
        let last = maximum.map { $0 - ($0 - minimum) % step }
        if typed < minimum {
            return Snap(value: minimum, reason: "\(typed) → \(minimum): the smallest \(parameter.name) is \(minimum)")
        }
        if let last, typed > last {
            return Snap(value: last, reason: "\(typed) → \(last): the largest \(parameter.name) is \(last)")
        }
        let above = (typed - minimum) % step
        guard above != 0 else { return Snap(value: typed, reason: nil) }
        let lower = typed - above
        let value = above * 2 <= step ? lower : lower + step
        return Snap(value: value, reason: "\(typed) → \(value): \(parameter.name) moves in steps of \(step), \(rule)")
    }

    /// How many legal values a bounded number has; nil for other rows.
    package var stops: Int? {
        guard case .integer(let minimum, let maximum?, let step) = domain, parameter != .seed else { return nil }
        return Int((maximum - minimum) / step) + 1
    }
}
