package import RunwareAPI

/// A row of the parameters pane.
package enum Control: Hashable, Sendable, CaseIterable {
    case width, height, seed, seedPolicy, numberResults, batch
    case outputFormat, outputQuality, outputType, ttl
    case promptUpsampling, safetyTolerance, safetyMode
    case includeCost, deliveryMethod, webhookURL, uploadEndpoint

    /// The parameter that it sets; nil for the two that say how requests are made.
    package var parameter: Parameter? {
        switch self {
        case .width: .width
        case .height: .height
        case .seed: .seed
        case .seedPolicy, .batch: nil
        case .numberResults: .numberResults
        case .outputFormat: .outputFormat
        case .outputQuality: .outputQuality
        case .outputType: .outputType
        case .ttl: .ttl
        case .promptUpsampling: .promptUpsampling
        case .safetyTolerance: .safetyTolerance
        case .safetyMode: .safetyMode
        case .includeCost: .includeCost
        case .deliveryMethod: .deliveryMethod
        case .webhookURL: .webhookURL
        case .uploadEndpoint: .uploadEndpoint
        }
    }

    /// What the pane calls it.
    package var label: String {
        switch self {
        case .seedPolicy: "Next seed"
        case .batch: "Batch"
        default: parameter.map { ParameterTable[$0].label } ?? ""
        }
    }

    /// One line on what it does.
    package var summary: String {
        switch self {
        case .seedPolicy: "After queueing: draw a random seed, hold this one, or step to the next."
        case .batch: "One task of N leaves seeds to the service; N tasks use seeds of ours."
        default: parameter.map { ParameterTable[$0].summary } ?? ""
        }
    }

    /// The allowed values in words.
    package var rule: String {
        switch self {
        case .seedPolicy: SeedPolicy.allCases.map(\.rawValue).joined(separator: ", ")
        case .batch: BatchMode.allCases.map(\.rawValue).joined(separator: ", ")
        default: parameter.map { ParameterTable[$0].rule } ?? ""
        }
    }
}

/// What happens to the seed after a request was queued.
package enum SeedPolicy: String, CaseIterable, Hashable, Sendable {
    /// A new one is drawn and shown.
    case random
    /// It stays.
    case hold
    /// It moves on by the number of images.
    case step
}

/// How several images are asked for.
package enum BatchMode: String, CaseIterable, Hashable, Sendable {
    /// One task of N images: the service draws the seeds.
    case oneTask = "one task of N"
    /// N tasks of one image each, with seeds of ours: reproducible.
    case manyTasks = "N tasks, our seeds"
}
