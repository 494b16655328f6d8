/// The 20 request parameters of the model, named by their path in the request (contract 4.1).
package enum Parameter: String, CaseIterable, Hashable, Sendable {
    case taskType
    case taskUUID
    case model
    case positivePrompt
    case width
    case height
    case seed
    case numberResults
    case outputType
    case outputFormat
    case outputQuality
    case ttl
    case includeCost
    case deliveryMethod
    case webhookURL
    case uploadEndpoint
    case safetyCheckContent = "safety.checkContent"
    case safetyMode = "safety.mode"
    case promptUpsampling = "providerSettings.bfl.promptUpsampling"
    case safetyTolerance = "providerSettings.bfl.safetyTolerance"

    /// Path in the request, members separated by dots.
    package var path: String { rawValue }

    /// The last member of the path, as it is named on screens and in messages.
    package var name: String {
        rawValue.split(separator: ".").last.map(String.init) ?? rawValue
    }
}

/// A value of a parameter, of the type its row in the table says.
package enum ParameterValue: Hashable, Sendable, CustomStringConvertible {
    case text(String)
    /// Wide enough for every unsigned 64-bit seed and for the negative numbers that people type.
    case integer(Int128)
    case flag(Bool)

    package var description: String {
        switch self {
        case .text(let text): text
        case .integer(let integer): String(integer)
        case .flag(let flag): flag ? "true" : "false"
        }
    }

    /// The value as JSON text.
    package var jsonText: String {
        switch self {
        case .text(let text): JSONText.quoted(text)
        case .integer, .flag: description
        }
    }
}

/// What values a parameter takes.
package enum ParameterDomain: Hashable, Sendable {
    /// Exactly this text.
    case constant(String)
    /// A version 4 UUID.
    case uuid
    /// Text of so many characters: the minimum in graphemes after trimming, the maximum in UTF-16 units.
    case text(minimum: Int, maximum: Int)
    /// Whole numbers from `minimum` to `maximum` (nil: open), in steps counted from `minimum`.
    case integer(minimum: Int128, maximum: Int128?, step: Int128)
    /// One of these words, exactly as spelt.
    case choice([String])
    case flag
    /// An absolute http or https address.
    case address

    /// The type's name as the service says it (contract 5.1).
    package var typeName: String {
        switch self {
        case .constant, .uuid, .text, .choice, .address: "string"
        case .integer: "integer"
        case .flag: "boolean"
        }
    }
}

/// When a parameter is written into a request.
package enum ParameterSending: Hashable, Sendable {
    /// In every request.
    case always
    /// When a value is set.
    case whenSet
    /// When the value differs from the service's default.
    case whenNotDefault
}

/// What has to hold elsewhere for a parameter to have an effect.
package enum ParameterDependency: Hashable, Sendable {
    /// Another parameter has to have this value.
    case requires(Parameter, ParameterValue)
    /// Both have to be given together.
    case together(Parameter)
    /// A value here is written consistently with another parameter's.
    case mirrors(Parameter)
}
