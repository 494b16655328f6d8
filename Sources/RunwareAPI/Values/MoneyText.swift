import Foundation

extension Money {
    /// What `init(text:)` takes, as messages say it.
    package static let textRule = "an amount of US dollars like 5 or 5.25, at most six decimals, below 1000000000"

    /// An amount as people write it: `5`, `5.25`, `$5.25`. Nil for anything else, so that no typing slip becomes another
    /// amount: signs, exponents, commas, more decimals than a micro-dollar has.
    package init?(text: String) {
        let digits = text.hasPrefix("$") ? text.dropFirst() : text[...]
        let parts = digits.split(separator: ".", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy(Self.isDigit) }),
            parts[0].utf8.count <= 9, parts.count == 1 || parts[1].utf8.count <= 6,
            let amount = Decimal(string: String(digits), locale: Locale(identifier: "en_US_POSIX"))
        else { return nil }
        self.init(dollars: amount)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    /// The amount as it is typed: `5.12`, at least two decimals, without the sign of the currency.
    package var typed: String { description.replacing("$", with: "") }
}
