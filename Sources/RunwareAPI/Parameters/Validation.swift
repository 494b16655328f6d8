extension ParameterSpec {
    /// Checks a value of the right or wrong type against this row. Nil means legal.
    package func validate(_ value: ParameterValue) -> ParameterFault? {
        switch (domain, value) {
        case (.constant(let expected), .text(let text)):
            return text == expected
                ? nil : ParameterFault(parameter, .notAllowed, value: text, nearest: .text(expected))
        case (.uuid, .text(let text)):
            return TaskUUID(text) == nil ? ParameterFault(parameter, .notUUID, value: text) : nil
        case (.text(_, let maximum), .text(let text)):
            return validateLength(of: text, maximum: maximum)
        case (.integer(let minimum, let maximum, let step), .integer(let integer)):
            if integer < minimum || maximum.map({ integer > $0 }) == true {
                return ParameterFault(parameter, .outOfRange, value: String(integer), nearest: nearest(to: integer))
            }
            if (integer - minimum) % step != 0 {
                return ParameterFault(parameter, .offStep, value: String(integer), nearest: nearest(to: integer))
            }
            return nil
        case (.choice(let words), .text(let text)):
            guard !words.contains(text) else { return nil }
            let near = words.first { $0.lowercased() == text.lowercased() }
            return ParameterFault(parameter, .notAllowed, value: text, nearest: near.map(ParameterValue.text))
        case (.flag, .flag):
            return nil
        case (.address, .text(let text)):
            return WebAddress.isValid(text) ? nil : ParameterFault(parameter, .notAddress, value: text)
        case (_, .text): return ParameterFault(parameter, .wrongType(found: "string"), value: value.description)
        case (_, .integer): return ParameterFault(parameter, .wrongType(found: "integer"), value: value.description)
        case (_, .flag): return ParameterFault(parameter, .wrongType(found: "boolean"), value: value.description)
        }
    }

    /// Reads a value as a person types it (`key=value`); the type comes from this row and is never guessed.
    package func parse(_ text: String) throws(ParameterFault) -> ParameterValue {
        switch domain {
        case .constant, .uuid, .text, .choice, .address:
            return .text(text)
        case .integer:
            guard let integer = Int128(Whitespace.trimmed(text)) else {
                throw ParameterFault(parameter, .wrongType(found: "string"), value: text)
            }
            return .integer(integer)
        case .flag:
            switch text.lowercased() {
            case "true", "on", "yes", "1": return .flag(true)
            case "false", "off", "no", "0": return .flag(false)
            default: throw ParameterFault(parameter, .wrongType(found: "string"), value: text)
            }
        }
    }

    private func validateLength(of text: String, maximum: Int) -> ParameterFault? {
        // What is too long is told from its length alone.
        let units = text.utf16.count
        return lengthFault(units: units, graphemes: units > maximum ? units : Whitespace.trimmed(text).count)
    }

    /// Checks a text of which only the lengths are known; nil means legal, also for a row that is no text.
    ///
    /// The service's unit is not documented: the maximum is counted in the larger unit, the minimum in the smaller.
    /// - Parameters:
    ///   - units: UTF-16 units of the whole text.
    ///   - graphemes: characters without the white space at both ends.
    package func lengthFault(units: Int, graphemes: Int) -> ParameterFault? {
        guard case .text(let minimum, let maximum) = domain else { return nil }
        if units > maximum { return ParameterFault(parameter, .tooLong(length: units)) }
        if graphemes < minimum { return ParameterFault(parameter, .tooShort(length: graphemes)) }
        return nil
    }

    private func nearest(to integer: Int128) -> ParameterValue? {
        // A seed is an identity, not a quantity: the nearest one makes another picture.
        guard parameter != .seed else { return nil }
        return snap(integer).map { .integer($0.value) }
    }
}

/// Characters that count as nothing at the ends of a prompt.
package enum Whitespace {
    /// The text without white space and newlines at both ends.
    package static func trimmed(_ text: String) -> Substring {
        var rest = Substring(text)
        while let first = rest.first, first.isWhitespace { rest.removeFirst() }
        while let last = rest.last, last.isWhitespace { rest.removeLast() }
        return rest
    }
}
