package import RunwareAPI

/// One direction of a sweep: what varies, and the values it takes, in order.
package struct SweepAxis: Hashable, Sendable {
    /// What varies.
    package enum Subject: Hashable, Sendable {
        /// A parameter of the table, the seed included.
        case parameter(Parameter)
        /// A fragment of the prompt: each value stands in its place, wherever the prompt holds it.
        case fragment(String)
    }

    package let subject: Subject
    /// At least one.
    package let values: [ParameterValue]

    /// An axis of values that were checked; nil without values.
    init?(_ subject: Subject, _ values: [ParameterValue]) {
        guard !values.isEmpty else { return nil }
        self.subject = subject
        self.values = values
    }

    /// What varies, as the screen calls it.
    package var label: String {
        switch subject {
        case .parameter(let parameter): ParameterTable[parameter].label
        case .fragment(let fragment): "“\(Excerpt.of(fragment.utf8))”"
        }
    }

    /// The request with this axis' value of this number in it.
    package func apply(_ number: Int, to request: inout ImageRequest) {
        switch (subject, values[number]) {
        case (.fragment(let fragment), .text(let text)):
            request.prompt = request.prompt.replacing(fragment, with: text)
        case (.parameter(let parameter), let value):
            do throws(ParameterFault) {
                try request.parameters.set(parameter, to: value)
            } catch {
                assertionFailure(error.message)
            }
        default: break
        }
    }

    /// Parameters that a sweep can vary: those of which more than one value makes sense.
    package static let sweepable: [Parameter] = ParameterTable.rows.compactMap { spec in
        switch spec.domain {
        case .integer, .choice, .flag: spec.dependency == .mirrors(.safetyMode) ? nil : spec.parameter
        case .constant, .uuid, .text, .address: nil
        }
    }
}

/// Why the values of an axis cannot be used. One sentence names the value and the rule.
package enum SweepFault: Error, Hashable, Sendable {
    case noValues
    /// More values than an axis holds.
    case tooManyValues(Int)
    /// A range such as `256..1024/64` that cannot be read.
    case unreadableRange(String)
    /// A value that is not legal for the parameter.
    case illegal(ParameterFault)
    /// A value that stands there twice: the same picture would be paid for twice.
    case repeated(String)
    /// The prompt does not hold the fragment that is to vary.
    case fragmentMissing(String)
    /// Both axes vary the same thing.
    case sameSubject(String)
    /// Two axes of prompt fragments where one holds the other: which is replaced first would decide the text.
    case overlappingFragments
    /// A parameter that has no effect while others stand as they do.
    case impossible(ParameterFault)

    package var sentence: String {
        switch self {
        case .noValues: "no values: write one a line, or a range such as 512..1024/128"
        case .tooManyValues(let count):
            "\(count) values: an axis holds \(SweepAxis.maximumValues)"
        case .unreadableRange(let text):
            "“\(Excerpt.of(text.utf8))” is no range: write first..last/step, such as 512..1024/128"
        case .illegal(let fault): fault.message
        case .repeated(let value): "“\(Excerpt.of(value.utf8))” stands there twice"
        case .fragmentMissing(let fragment):
            "the prompt does not hold “\(Excerpt.of(fragment.utf8))”"
        case .sameSubject(let label): "both axes vary \(label)"
        case .overlappingFragments: "one fragment holds the other: which came first would decide the text"
        case .impossible(let fault): fault.message
        }
    }
}
