import Foundation

/// What the service says of an account (contract 9.1).
package struct AccountDetails: Hashable, Sendable {
    /// What was used in one span of time.
    package struct Usage: Hashable, Sendable {
        /// `total`, `today`, `last7Days` or `last30Days`.
        package let span: String
        package let credits: Money?
        package let requests: Int?
    }

    package var organizationName: String?
    package var balance: Money?
    /// Credit that was given for free, when the service tells it apart.
    package var freeBalance: Money?
    /// The currency of the balance; nil in the older shape, which means US dollars.
    package var currency: String?
    package var usage: [Usage] = []

    /// Reads the item of an `accountManagement` answer: the balance is a plain number in the older shape and an object
    /// in the newer one. Nil when it is no object, or says nothing of an account.
    package init?(json: JSONValue) {
        guard case .object = json else { return nil }
        organizationName = json["organizationName"]?.string
        switch json["balance"] {
        case .object?:
            balance = Self.money(json["balance"]?["amount"])
            freeBalance = Self.money(json["balance"]?["freeBalance"])
            currency = json["balance"]?["currency"]?.string
        default: balance = Self.money(json["balance"])
        }
        for span in ["today", "last7Days", "last30Days", "total"] {
            guard case .object? = json["usage"]?[span] else { continue }
            var requests: Int?
            if case .integer(let number)? = json["usage"]?[span]?["requests"] { requests = Int(exactly: number) }
            usage.append(Usage(span: span, credits: Self.money(json["usage"]?[span]?["credits"]), requests: requests))
        }
        if organizationName == nil, balance == nil, usage.isEmpty { return nil }
    }

    /// An amount; a debt is negative, unlike a price.
    private static func money(_ json: JSONValue?) -> Money? {
        guard let dollars = json?.decimal, !dollars.isNaN else { return nil }
        guard dollars < 0 else { return Money(dollars: dollars) }
        return Money(dollars: -dollars).map { Money(microDollars: -$0.microDollars) }
    }
}
