/// Why a value is not legal for a parameter, with the rule and, where there is one, the nearest legal value.
package struct ParameterFault: Error, Hashable, Sendable {
    /// The kinds of refusal, in the order in which a request is checked (contract 5.3).
    package enum Reason: Hashable, Sendable {
        /// No parameter has this name.
        case unknownName
        /// A required parameter is absent; width and height count as one.
        case missing
        /// The value has another type than the table says.
        case wrongType(found: String)
        /// The text has this many characters, fewer than the minimum.
        case tooShort(length: Int)
        /// The text has this many UTF-16 units, more than the maximum.
        case tooLong(length: Int)
        /// The number is outside the range.
        case outOfRange
        /// The number lies between two steps.
        case offStep
        /// The word is none of the allowed ones.
        case notAllowed
        /// The text is not a version 4 UUID.
        case notUUID
        /// The text is not an http or https address.
        case notAddress
        /// Another parameter makes this one impossible.
        case conflicts(with: Parameter, needed: String)
    }

    /// Path of the parameter, or the unknown name as it was given.
    package let name: String
    package let parameter: Parameter?
    package let reason: Reason
    /// The offending value as text, shortened to what a message can hold.
    package let value: String
    package let nearest: ParameterValue?

    package init(
        _ parameter: Parameter, _ reason: Reason, value: String = "", nearest: ParameterValue? = nil
    ) {
        self.name = parameter.path
        self.parameter = parameter
        self.reason = reason
        self.value = Self.shortened(value)
        self.nearest = nearest
    }

    /// A refusal of a member that should be an object of parameters, such as `safety`, and is not.
    package init(group name: String, found: String) {
        self.name = name
        self.parameter = nil
        self.reason = .wrongType(found: found)
        self.value = ""
        self.nearest = nil
    }

    /// A refusal of a name that is not in the table.
    package init(unknownName name: String) {
        self.name = Self.shortened(name)
        self.parameter = nil
        self.reason = .unknownName
        self.value = ""
        self.nearest = nil
    }

    /// One clear sentence that names value and rule, without a full stop at the end.
    package var message: String {
        guard let parameter else {
            if case .wrongType(let found) = reason { return "\(name) must be of type object, not \(found)" }
            return "\(name) is not a parameter of this model; known are " + Self.writableNames
        }
        let spec = ParameterTable[parameter]
        let near = nearest.map { "; nearest is \($0)" } ?? ""
        switch reason {
        case .unknownName: return "\(name) is not a parameter of this model"
        case .missing: return "\(name) is missing: \(spec.rule)"
        case .wrongType(let found):
            let given = value.isEmpty || value == found ? found : "\(found) \(value)"
            return "\(name) must be of type \(spec.domain.typeName), not \(given): \(spec.rule)"
        case .tooShort(let length): return "\(name) has \(length) of at least \(bounds(spec).0) characters"
        case .tooLong(let length):
            let maximum = bounds(spec).1
            return "\(name) has \(length) characters, \(length - maximum) more than the \(maximum) allowed"
        case .outOfRange, .offStep: return "\(name) \(value) is not allowed: \(spec.rule)\(near)"
        case .notAllowed: return "\(name) \"\(value)\" is not allowed: \(spec.rule)\(near)"
        case .notUUID: return "\(name) \"\(value)\" is not a version 4 UUID"
        case .notAddress: return "\(name) \"\(value)\" is not an http or https address"
        case .conflicts(let other, let needed):
            return "\(name) \(value) has an effect only with \(other.path)=\(needed)"
        }
    }

    private func bounds(_ spec: ParameterSpec) -> (Int, Int) {
        guard case .text(let minimum, let maximum) = spec.domain else { return (0, 0) }
        return (minimum, maximum)
    }

    /// Names that a person may set, for the message about an unknown one.
    package static let writableNames = ParameterTable.rows.map(\.parameter.path).joined(separator: ", ")

    private static func shortened(_ text: String) -> String {
        // Scalars, not graphemes: one grapheme can hold any number of combining marks.
        let clean = text.unicodeScalars.lazy.filter { $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) }
        let start = String(String.UnicodeScalarView(clean.prefix(61)))
        return start.unicodeScalars.count <= 60 ? start : String(start.unicodeScalars.prefix(59)) + "…"
    }
}
