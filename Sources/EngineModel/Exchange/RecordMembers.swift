import Foundation
import RunwareAPI

/// The members of one object of a record, taken one by one: each is checked against its rule, and what is left at the
/// end was none that this version knows. Dropping such a member silently could lose what a newer version wrote.
struct RecordMembers {
    private let line: Int
    private let path: String
    private var members: [String: JSONValue]

    init(_ value: JSONValue, line: Int, path: String) throws(RecordFault) {
        guard case .object(let members) = value else {
            throw RecordFault(line: line, member: path, rule: "\(RecordFault.shown(value)) is no JSON object")
        }
        self.line = line
        self.path = path
        self.members = members
    }

    /// The place of a member, as messages name it.
    func place(_ name: String) -> String { path.isEmpty ? name : path + "." + name }

    func fault(_ name: String, _ rule: String) -> RecordFault {
        RecordFault(line: line, member: name.isEmpty ? path : place(name), rule: rule)
    }

    // MARK: Any value

    /// Takes a member that may be absent and that `read` understands; `rule` says what it has to be.
    mutating func optional<Value>(
        _ name: String, _ rule: String, _ read: (JSONValue) -> Value?
    ) throws(RecordFault) -> Value? {
        guard let value = members.removeValue(forKey: name) else { return nil }
        guard let read = read(value) else { throw fault(name, "\(RecordFault.shown(value)) is no \(rule)") }
        return read
    }

    /// Takes a member that has to be there.
    mutating func required<Value>(
        _ name: String, _ rule: String, _ read: (JSONValue) -> Value?
    ) throws(RecordFault) -> Value {
        guard let value = try optional(name, rule, read) else { throw fault(name, "is missing: \(rule)") }
        return value
    }

    /// Ends the reading: nothing may be left.
    func end() throws(RecordFault) {
        guard let name = members.keys.min() else { return }
        let shown = RecordFault.shown(.text(name))
        throw fault("", "\(shown) is no member that this version knows")
    }

    // MARK: Values with rules

    mutating func text(_ name: String) throws(RecordFault) -> String {
        try required(name, "text") { $0.string }
    }

    mutating func optionalText(_ name: String) throws(RecordFault) -> String? {
        try optional(name, "text") { $0.string }
    }

    mutating func uuid(_ name: String) throws(RecordFault) -> TaskUUID {
        try required(name, Self.uuidRule) { $0.string.flatMap(TaskUUID.init) }
    }

    mutating func optionalUUID(_ name: String) throws(RecordFault) -> TaskUUID? {
        try optional(name, Self.uuidRule) { $0.string.flatMap(TaskUUID.init) }
    }

    mutating func flag(_ name: String) throws(RecordFault) -> Bool {
        try required(name, "flag (true or false)") { $0.flag }
    }

    mutating func number(_ name: String, in range: ClosedRange<Int>) throws(RecordFault) -> Int {
        let rule = "whole number from \(range.lowerBound) to \(range.upperBound)"
        return try required(name, rule) { Self.number($0, in: range) }
    }

    mutating func optionalNumber(_ name: String, in range: ClosedRange<Int>) throws(RecordFault) -> Int? {
        let rule = "whole number from \(range.lowerBound) to \(range.upperBound)"
        return try optional(name, rule) { Self.number($0, in: range) }
    }

    mutating func seed(_ name: String) throws(RecordFault) -> UInt64? {
        try optional(name, "seed (0…\(UInt64.max))") { value in
            guard case .integer(let number) = value else { return nil }
            return UInt64(exactly: number)
        }
    }

    mutating func time(_ name: String) throws(RecordFault) -> Timestamp {
        try required(name, Self.timeRule) { $0.string.flatMap(UTCTime.read) }
    }

    mutating func optionalTime(_ name: String) throws(RecordFault) -> Timestamp? {
        try optional(name, Self.timeRule) { $0.string.flatMap(UTCTime.read) }
    }

    mutating func money(_ name: String) throws(RecordFault) -> Money? {
        try optional(name, "amount of US dollars with at most six decimals, below 1000000000") { value in
            guard let dollars = value.decimal, let money = Money(dollars: dollars) else { return nil }
            // Nothing is rounded: what is read is what is written again.
            return dollars * 1_000_000 == Decimal(money.microDollars) ? money : nil
        }
    }

    /// Takes a list, empty when it is absent; its items are read one by one.
    mutating func list<Item>(
        _ name: String, _ read: (JSONValue, String) throws(RecordFault) -> Item
    ) throws(RecordFault) -> [Item] {
        let values = try optional(name, "JSON array") { value -> [JSONValue]? in
            if case .array(let values) = value { values } else { nil }
        }
        var items: [Item] = []
        for (place, value) in (values ?? []).enumerated() {
            items.append(try read(value, self.place(name) + "[\(place)]"))
        }
        return items
    }

    /// Takes an object that may be absent.
    mutating func object(_ name: String) throws(RecordFault) -> RecordMembers? {
        guard let value = members.removeValue(forKey: name) else { return nil }
        return try RecordMembers(value, line: line, path: place(name))
    }

    private static let uuidRule = "version 4 UUID"
    private static let timeRule = "time like 2026-05-04T03:02:01.234Z"

    private static func number(_ value: JSONValue, in range: ClosedRange<Int>) -> Int? {
        guard case .integer(let number) = value, let number = Int(exactly: number), range.contains(number)
        else { return nil }
        return number
    }
}
