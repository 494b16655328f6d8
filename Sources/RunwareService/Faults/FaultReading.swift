import Foundation
package import RunwareAPI

extension Fault {
    /// Why a text or an object is no fault, in one sentence.
    package struct Unreadable: Error, Hashable, Sendable {
        package let sentence: String
    }

    /// Reads `KIND[@PLACE][:COUNT]`, as in `429:2` or `drop@after`. The count may be `all`.
    package init(parsing text: String) throws(Unreadable) {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let names = (parts.first ?? "").split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
        self.init(try Self.kind(names.first.map(String.init) ?? ""))
        if names.count == 2 { place = try Self.place(String(names[1])) }
        guard parts.count == 2 else { return }
        if parts[1] == "all" {
            count = nil
        } else if let number = Int(parts[1]), number > 0 {
            count = number
        } else {
            throw Unreadable(sentence: "the count \"\(parts[1])\" is neither a number from 1 on nor \"all\"")
        }
    }

    /// Reads an object of the control route: `kind`, and if wanted `place`, `count` (a number or "all"), `prompt`,
    /// `retryAfter` and `delay` (seconds), `failing`, `namesTask`.
    package init(json: JSONValue) throws(Unreadable) {
        guard case .object(let members) = json else {
            throw Unreadable(sentence: "a fault must be an object, not of type \(json.typeName)")
        }
        self.init(try Self.kind(members["kind"]?.string ?? ""))
        for (name, value) in members.sorted(by: { $0.key < $1.key }) {
            switch (name, value) {
            case ("kind", _): break
            case ("place", .text(let text)): place = try Self.place(text)
            case ("count", .text("all")): count = nil
            case ("count", .integer(let number)) where (1...1_000_000).contains(number): count = Int(number)
            case ("prompt", .text(let text)) where !text.isEmpty: prompt = text
            case ("retryAfter", .integer(let number)) where (0...86_400).contains(number): retryAfter = Int(number)
            case ("delay", .integer(let number)) where (0...86_400).contains(number): delay = .seconds(Int64(number))
            case ("delay", .number(let number)) where number > 0 && number <= 86_400:
                delay = .milliseconds(Int64("\(number * 1000)".prefix { $0 != "." }) ?? 0)
            case ("failing", .integer(let number)) where (1...20).contains(number): failing = Int(number)
            case ("namesTask", .flag(let flag)): namesTask = flag
            default: throw Unreadable(sentence: "\(name.prefix(40)) is no member of a fault, or has no legal value")
            }
        }
    }

    private static func kind(_ name: String) throws(Unreadable) -> Kind {
        if let kind = Kind(rawValue: name) { return kind }
        let known = Kind.allCases.map(\.rawValue).joined(separator: ", ")
        throw Unreadable(sentence: "\"\(name.prefix(40))\" is no kind of fault; known are \(known)")
    }

    private static func place(_ name: String) throws(Unreadable) -> Place {
        if let place = Place(rawValue: name) { return place }
        let known = Place.allCases.map(\.rawValue).joined(separator: ", ")
        throw Unreadable(sentence: "\"\(name.prefix(40))\" is no place of a fault; known are \(known)")
    }
}
