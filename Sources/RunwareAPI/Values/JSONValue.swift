package import Foundation

/// Any JSON value, with integers kept exactly; used where the shape is not known beforehand.
package enum JSONValue: Hashable, Sendable {
    case null
    case flag(Bool)
    /// A whole number, however it is written (`1.0`, `1e3`); a seed of any size is exact.
    case integer(Int128)
    /// A number that is not whole, or too large for a whole one; not-a-number stands for one beyond every range.
    case number(Decimal)
    case text(String)
    case array([JSONValue])
    case object([String: JSONValue])

    /// The member of an object, or nil.
    package subscript(name: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members[name]
    }

    /// The text of a string value, or nil.
    package var string: String? {
        guard case .text(let text) = self else { return nil }
        return text
    }

    /// The text of a string value that could be read as it came; see `unreadable`.
    package var readable: String? { string.flatMap { $0 == Self.unreadable ? nil : $0 } }

    /// What stands for a string with half a surrogate pair or no UTF-8 in it: a service that cuts a text in the middle
    /// of an emoji must not cost the whole reply.
    static let unreadable = "\u{FFFD}"

    /// The value of a flag, or nil.
    package var flag: Bool? {
        guard case .flag(let flag) = self else { return nil }
        return flag
    }

    /// The value of a number of either kind, or nil.
    package var decimal: Decimal? {
        switch self {
        case .integer(let integer): Int64(exactly: integer).map { Decimal($0) } ?? Decimal(string: String(integer))
        case .number(let number): number
        default: nil
        }
    }

    /// Reads a JSON text.
    package init(parsing text: Data) throws(DecodingError) {
        self = try JSONReading.value(of: text)
    }

    /// A number that is exact: an integer when it is whole. Decimal holds 38 digits, so a fraction is never rounded into
    /// a whole number as the integer types would do.
    init(exactly number: Decimal) {
        var given = number
        var whole = Decimal()
        NSDecimalRound(&whole, &given, 0, .plain)
        if whole == number, let integer = Int128(whole.description) {
            self = .integer(integer)
        } else {
            self = .number(number)
        }
    }

    /// The word that names the type of this value in messages.
    package var typeName: String {
        switch self {
        case .null: "null"
        case .flag: "boolean"
        case .integer: "integer"
        case .number: "number"
        case .text: "string"
        case .array: "array"
        case .object: "object"
        }
    }

    /// The value as JSON text with sorted members.
    package var jsonText: String {
        switch self {
        case .null: "null"
        case .flag(let flag): flag ? "true" : "false"
        case .integer(let integer): String(integer)
        case .number(let number): number.isNaN ? "null" : number.description
        case .text(let text): JSONText.quoted(text)
        case .array(let values): "[" + values.map(\.jsonText).joined(separator: ",") + "]"
        case .object(let members):
            JSONText.object(members.sorted { $0.key < $1.key }.map { ($0.key, $0.value.jsonText) })
        }
    }
}

/// Writing JSON in a chosen member order, which Foundation's encoder cannot do.
package enum JSONText {
    /// A JSON string literal. Slashes stay as they are; control characters are escaped.
    package static func quoted(_ text: String) -> String {
        // As a rule nothing has to be escaped; what has to is ASCII, and no byte of another scalar looks like it.
        guard text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F || $0 == 0x22 || $0 == 0x5C }) else {
            return "\"" + text + "\""
        }
        var out = "\""
        out.reserveCapacity(text.utf8.count + 2)
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": out += "\\\""
            case "\\": out += "\\\\"
            case "\n": out += "\\n"
            case "\r": out += "\\r"
            case "\t": out += "\\t"
            case _ where scalar.value < 0x20 || scalar.value == 0x7F:
                let digits = String(scalar.value, radix: 16)
                out += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out + "\""
    }

    /// A JSON object of members whose values are JSON texts already, in the given order.
    package static func object(_ members: [(String, String)]) -> String {
        "{" + members.map { quoted($0.0) + ":" + $0.1 }.joined(separator: ",") + "}"
    }
}
