package import RunwareAPI

extension SweepAxis {
    /// More values than anybody looks at side by side.
    package static let maximumValues = 200

    /// Reads the values of a parameter: one a line, or separated by commas where values hold none, and ranges
    /// `first..last` or `first..last/step` of numbers; without a step a range moves by the parameter's own.
    ///
    /// Nothing snaps: an illegal value is refused with the rule and the nearest legal one.
    package static func read(_ text: String, for parameter: Parameter) throws(SweepFault) -> SweepAxis {
        let spec = ParameterTable[parameter]
        var values: [ParameterValue] = []
        for entry in entries(text, separators: ",\n") {
            if case .integer = spec.domain, entry.contains("..") {
                values += try range(entry, spec, room: maximumValues - values.count)
            } else {
                values.append(try value(entry, spec))
            }
        }
        return try axis(.parameter(parameter), values)
    }

    /// Reads what stands in a fragment's place, one a line; an empty line inside is a value too: without the fragment.
    package static func read(_ text: String, forFragment fragment: String) throws(SweepFault) -> SweepAxis {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        // The newline at the end of a file or a paste is no value.
        if lines.count > 1, lines.last?.isEmpty == true { lines.removeLast() }
        guard lines.contains(where: { !$0.isEmpty }) else { throw .noValues }
        return try axis(.fragment(fragment), lines.map(ParameterValue.text))
    }

    private static func axis(_ subject: Subject, _ values: [ParameterValue]) throws(SweepFault) -> SweepAxis {
        guard values.count <= maximumValues else { throw .tooManyValues(values.count) }
        var seen: Set<ParameterValue> = []
        for value in values where !seen.insert(value).inserted { throw .repeated(value.description) }
        guard let axis = SweepAxis(subject, values) else { throw .noValues }
        return axis
    }

    private static func entries(_ text: String, separators: String) -> [String] {
        text.split { separators.contains($0) }.map { String(Whitespace.trimmed(String($0))) }.filter { !$0.isEmpty }
    }

    private static func value(_ text: String, _ spec: ParameterSpec) throws(SweepFault) -> ParameterValue {
        do throws(ParameterFault) {
            let value = try spec.parse(text)
            if let fault = spec.validate(value) { throw fault }
            return value
        } catch {
            throw .illegal(error)
        }
    }

    private static func range(
        _ text: String, _ spec: ParameterSpec, room: Int
    ) throws(SweepFault) -> [ParameterValue] {
        guard let dots = text.firstRange(of: "..") else { throw .unreadableRange(text) }
        var rest = text[dots.upperBound...]
        var step: Int128 = if case .integer(_, _, let own) = spec.domain { own } else { 1 }
        if let slash = rest.firstIndex(of: "/") {
            guard let given = Int128(Whitespace.trimmed(String(rest[rest.index(after: slash)...]))), given > 0 else {
                throw .unreadableRange(text)
            }
            step = given
            rest = rest[..<slash]
        }
        guard let first = Int128(Whitespace.trimmed(String(text[..<dots.lowerBound]))),
            let last = Int128(Whitespace.trimmed(String(rest)))
        else { throw .unreadableRange(text) }
        // The ends are checked before any arithmetic: behind it the numbers are those of the table.
        for end in [first, last] { _ = try value(String(end), spec) }
        let count = (max(first, last) - min(first, last)) / step + 1
        guard count <= Int128(room) else { throw .tooManyValues(Int(clamping: count)) }
        var values: [ParameterValue] = []
        for number in 0..<count {
            let whole = first <= last ? first + number * step : first - number * step
            values.append(try value(String(whole), spec))
        }
        return values
    }
}
