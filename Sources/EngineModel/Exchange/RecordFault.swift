import Foundation
import RunwareAPI

/// Why a line is no record of history: which line, which member, which rule.
package struct RecordFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// Counted from 1.
    package let line: Int
    /// Where in the record: `result.seed`, `attempts[2].taskUUID`; empty when it is about the whole line.
    package let member: String
    /// What is wrong, with the value and the rule.
    package let rule: String

    package init(line: Int, member: String = "", rule: String) {
        self.line = line
        self.member = member
        self.rule = rule
    }

    /// `line 12: result.seed: -3 is no seed (0…18446744073709551615)`
    package var description: String {
        member.isEmpty ? "line \(line): \(rule)" : "line \(line): \(member): \(rule)"
    }

    /// A value as a message shows it: as JSON, in one line, and no longer than a message can hold.
    static func shown(_ value: JSONValue) -> String {
        let start =
            switch value {
            case .number(let number) where number.isNaN: "what is written there"
            case .array, .object: "a JSON \(value.typeName)"
            default: value.jsonText
            }
        return start.unicodeScalars.count <= 60
            ? start : String(String.UnicodeScalarView(start.unicodeScalars.prefix(59))) + "…"
    }
}
