package import RunwareAPI

/// A named set of parameters (product §4). What it does not name stays as it is when it is applied.
package struct Preset: Hashable, Sendable {
    /// A legal `FileStem`.
    package let name: String
    /// Legal values, each by itself.
    package let values: [Parameter: ParameterValue]

    package init(name: String, values: [Parameter: ParameterValue]) {
        self.name = name
        self.values = values
    }

    /// The parameters that a preset may hold: not the prompt, nor what the program sets.
    package static let parameters: [Parameter] = ParameterTable.rows.map(\.parameter).filter {
        ![.taskType, .taskUUID, .model, .positivePrompt].contains($0)
    }

    /// Everything that makes a look. Left out are the seed, which makes a single picture; addresses, which may hold
    /// credentials; and values that the table refuses.
    package init(name: String, of parameters: Parameters) {
        let left: Set<Parameter> = [.seed, .webhookURL, .uploadEndpoint, .safetyCheckContent]
        var values: [Parameter: ParameterValue] = [:]
        for parameter in Self.parameters where !left.contains(parameter) && !parameters.sentAnyway.contains(parameter) {
            values[parameter] = parameters[parameter]
        }
        // They come together.
        if values[.width] == nil || values[.height] == nil { (values[.width], values[.height]) = (nil, nil) }
        self.init(name: name, values: values)
    }

    /// What it says, in the order of the table. Of the two safety parameters the mode outranks the switch.
    package var entries: [(parameter: Parameter, value: ParameterValue)] {
        Self.parameters.compactMap { parameter in
            if parameter == .safetyCheckContent, values[.safetyMode] != nil { return nil }
            return values[parameter].map { (parameter, $0) }
        }
    }

    /// These parameters with the preset's values laid over them. A lifetime for which there is no link is left out.
    package func applied(to parameters: Parameters) -> Parameters {
        var applied = parameters
        for (parameter, value) in entries {
            do throws(ParameterFault) {
                try applied.set(parameter, to: value)
            } catch {
                assertionFailure(error.message)
            }
        }
        if applied.outputType != .url { applied.ttl = nil }
        return applied.settled
    }

    /// What applying it would change, parameter by parameter: `width 1024 → 1440`.
    package func changes(of parameters: Parameters) -> [String] {
        let applied = applied(to: parameters)
        return Self.parameters.compactMap { parameter in
            // The switch says nothing that the mode does not say.
            guard parameter != .safetyCheckContent, applied[parameter] != parameters[parameter] else { return nil }
            let words = { (value: ParameterValue?) in value.map { Self.words(parameter, $0) } ?? "off" }
            return "\(parameter.name) \(words(parameters[parameter])) → \(words(applied[parameter]))"
        }
    }

    /// Everything it says, in one line.
    package var summary: String {
        let words = entries.map { "\($0.parameter.name) \(Self.words($0.parameter, $0.value))" }
        return words.isEmpty ? "nothing" : words.joined(separator: ", ")
    }

    private static func words(_ parameter: Parameter, _ value: ParameterValue) -> String {
        guard ParameterTable[parameter].domain == .address else { return value.description }
        return WebAddress.withoutSecrets(value.description)
    }
}

/// All presets that could be read, and a sentence on each that could not.
package struct PresetShelf: Hashable, Sendable {
    /// By name.
    package var presets: [Preset]
    package var faults: [String]

    package init(presets: [Preset], faults: [String] = []) {
        self.presets = presets
        self.faults = faults
    }
}

/// What the studio wants of the presets.
package enum PresetWish: Hashable, Sendable {
    case list
    /// Read the one of that name, to lay it over the parameters.
    case apply(String)
    case save(Preset, replacing: Bool)
    case delete(String)
}

/// What became of a wish; a failure is a sentence of its own.
package enum PresetNews: Hashable, Sendable {
    case listed(PresetShelf)
    case read(Preset)
    case saved(String)
    /// Nothing was written: there is one of that name.
    case exists(Preset)
    case deleted(String)
}
