package import Foundation

/// An amount in US dollars, held as whole micro-dollars so that sums are exact.
package struct Money: Hashable, Sendable, Comparable, AdditiveArithmetic, CustomStringConvertible {
    /// Millionths of a US dollar.
    package var microDollars: Int64

    /// An amount of millionths of a US dollar.
    package init(microDollars: Int64) {
        self.microDollars = microDollars
    }

    /// The amount nearest to a decimal number of dollars; nil when it is no price: negative, or a billion and more
    /// (contract 8.4). The bound keeps sums of many amounts far from overflow.
    package init?(dollars: Decimal) {
        var scaled = dollars * 1_000_000
        var rounded = Decimal()
        NSDecimalRound(&rounded, &scaled, 0, .plain)
        guard !rounded.isNaN, rounded >= 0, rounded < 1_000_000_000_000_000 else { return nil }
        guard let whole = Int64(rounded.description) else { return nil }
        self.microDollars = whole
    }

    package static let zero = Money(microDollars: 0)

    package static func < (left: Money, right: Money) -> Bool { left.microDollars < right.microDollars }
    package static func + (left: Money, right: Money) -> Money {
        Money(microDollars: left.microDollars &+ right.microDollars)
    }
    package static func - (left: Money, right: Money) -> Money {
        Money(microDollars: left.microDollars &- right.microDollars)
    }
    package static func * (count: Int, price: Money) -> Money {
        Money(microDollars: Int64(count) &* price.microDollars)
    }

    /// The exact JSON number: `0.04`, `12`, `0.001690` without trailing zeros.
    package var jsonNumber: String {
        let magnitude = microDollars.magnitude
        let sign = microDollars < 0 ? "-" : ""
        var fraction = String(magnitude % 1_000_000)
        fraction = String(repeating: "0", count: 6 - fraction.count) + fraction
        while fraction.last == "0" { fraction.removeLast() }
        return sign + String(magnitude / 1_000_000) + (fraction.isEmpty ? "" : "." + fraction)
    }

    /// The amount as shown to people: `$0.04`, at least two decimals, never rounded.
    package var description: String {
        let number = jsonNumber
        let sign = number.hasPrefix("-") ? "-" : ""
        var text = number.dropFirst(sign.count)
        if let point = text.firstIndex(of: ".") {
            let decimals = text.distance(from: point, to: text.endIndex) - 1
            if decimals < 2 { text += "0" }
        } else {
            text += ".00"
        }
        return sign + "$" + text
    }
}
