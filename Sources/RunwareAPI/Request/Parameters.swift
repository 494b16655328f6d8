/// How a picture is handed over.
package enum OutputType: String, CaseIterable, Sendable {
    case url = "URL"
    case base64Data
    case dataURI
}

/// File format of a picture.
package enum OutputFormat: String, CaseIterable, Sendable {
    case jpg = "JPG"
    case png = "PNG"
    case webp = "WEBP"
}

/// Whether the reply waits for the pictures.
package enum DeliveryMethod: String, CaseIterable, Sendable {
    case sync
    case async
}

/// The platform's own content check.
package enum SafetyMode: String, CaseIterable, Sendable {
    case none
    case fast
}

/// All parameters of a request but the prompt: what sliders and choices hold, and what a preset stores.
package struct Parameters: Hashable, Sendable {
    /// Pixels, 256–1440 in steps of 32.
    package var width = 1024
    /// Pixels, 256–1440 in steps of 32.
    package var height = 1024
    /// Nil lets the service draw one.
    package var seed: UInt64?
    /// Images of one task, 1–20.
    package var numberResults = 1
    package var outputType = OutputType.url
    package var outputFormat = OutputFormat.jpg
    /// Quality points, 20–99.
    package var outputQuality = 95
    /// Seconds, 60 or more; nil leaves the lifetime of links to the service.
    package var ttl: Int?
    package var includeCost = true
    package var deliveryMethod = DeliveryMethod.async
    package var webhookURL: String?
    package var uploadEndpoint: String?
    package var safetyMode = SafetyMode.none
    package var promptUpsampling = false
    /// Level, 0–6.
    package var safetyTolerance = 2
    /// Parameters whose illegal value the user insisted on; see `sentAnyway`.
    var insisted: Set<Parameter> = []

    /// The values that a new draft starts with; they agree with the table's `initial` column.
    package init() {}

    /// The value of one parameter, nil when unset or when it is none of these (prompt, task type, UUID, model).
    package subscript(parameter: Parameter) -> ParameterValue? {
        switch parameter {
        case .taskType, .taskUUID, .model, .positivePrompt: nil
        case .width: .integer(Int128(width))
        case .height: .integer(Int128(height))
        case .seed: seed.map { .integer(Int128($0)) }
        case .numberResults: .integer(Int128(numberResults))
        case .outputType: .text(outputType.rawValue)
        case .outputFormat: .text(outputFormat.rawValue)
        case .outputQuality: .integer(Int128(outputQuality))
        case .ttl: ttl.map { .integer(Int128($0)) }
        case .includeCost: .flag(includeCost)
        case .deliveryMethod: .text(deliveryMethod.rawValue)
        case .webhookURL: webhookURL.map(ParameterValue.text)
        case .uploadEndpoint: uploadEndpoint.map(ParameterValue.text)
        case .safetyCheckContent: .flag(safetyMode == .fast)
        case .safetyMode: .text(safetyMode.rawValue)
        case .promptUpsampling: .flag(promptUpsampling)
        case .safetyTolerance: .integer(Int128(safetyTolerance))
        }
    }

    /// Sets one parameter after checking it against its row. Nil unsets the optional ones and resets the others.
    package mutating func set(_ parameter: Parameter, to value: ParameterValue?) throws(ParameterFault) {
        let spec = ParameterTable[parameter]
        if let value, let fault = spec.validate(value) { throw fault }
        insisted.remove(parameter)
        switch (parameter, value ?? spec.initial) {
        case (.taskType, _), (.model, _): break
        case (.width, .integer(let number)?): width = Int(number)
        case (.height, .integer(let number)?): height = Int(number)
        case (.seed, .integer(let number)?): seed = UInt64(number)
        case (.seed, nil): seed = nil
        case (.numberResults, .integer(let number)?): numberResults = Int(number)
        case (.outputType, .text(let word)?): outputType = OutputType(rawValue: word) ?? outputType
        case (.outputFormat, .text(let word)?): outputFormat = OutputFormat(rawValue: word) ?? outputFormat
        case (.outputQuality, .integer(let number)?): outputQuality = Int(number)
        case (.ttl, .integer(let number)?): ttl = Int(clamping: number)
        case (.ttl, nil): ttl = nil
        case (.includeCost, .flag(let flag)?): includeCost = flag
        case (.deliveryMethod, .text(let word)?): deliveryMethod = DeliveryMethod(rawValue: word) ?? deliveryMethod
        case (.webhookURL, .text(let text)?): webhookURL = text
        case (.webhookURL, nil): webhookURL = nil
        case (.uploadEndpoint, .text(let text)?): uploadEndpoint = text
        case (.uploadEndpoint, nil): uploadEndpoint = nil
        case (.safetyCheckContent, .flag(let flag)?): safetyMode = flag ? .fast : .none
        case (.safetyMode, .text(let word)?): safetyMode = SafetyMode(rawValue: word) ?? safetyMode
        case (.promptUpsampling, .flag(let flag)?): promptUpsampling = flag
        case (.safetyTolerance, .integer(let number)?): safetyTolerance = Int(number)
        default: throw ParameterFault(parameter, .wrongType(found: "nothing"))
        }
    }

    /// The first rule between parameters that these values break (contract, table of constraints).
    package var conflict: ParameterFault? {
        if ttl != nil, outputType != .url {
            return ParameterFault(
                .ttl, .conflicts(with: .outputType, needed: OutputType.url.rawValue), value: ttl.map(String.init) ?? "")
        }
        return nil
    }
}
