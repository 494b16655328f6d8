package import RunwareAPI

/// A row of the parameters pane.
package enum Control: Hashable, Sendable, CaseIterable {
    case width, height, ratio, seed, seedPolicy, numberResults, batch
    case outputFormat, outputQuality, outputType, ttl
    case promptUpsampling, safetyTolerance, safetyMode
    case includeCost, deliveryMethod, webhookURL, uploadEndpoint

    /// The parameter that it sets; nil for those that say how requests are made, and for the ratio of two others.
    package var parameter: Parameter? {
        switch self {
        case .width: .width
        case .height: .height
        case .seed: .seed
        case .ratio, .seedPolicy, .batch: nil
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
        case .ratio: "Ratio"
        case .seedPolicy: "Next seed"
        case .batch: "Batch"
        default: parameter.map { ParameterTable[$0].label } ?? ""
        }
    }

    /// One line on what it does.
    package var summary: String {
        switch self {
        case .ratio:
            "Keeps the area. \(key(.lockRatio)) locks the ratio, \(key(.swapSides)) swaps width and height."
        case .seedPolicy: "After queueing: draw a random seed, hold this one, or step to the next."
        case .batch: "One task of N leaves seeds to the service; N tasks use seeds of ours."
        default: parameter.map { ParameterTable[$0].summary } ?? ""
        }
    }

    /// The allowed values in words.
    package var rule: String {
        switch self {
        case .ratio: "1:1 to 21:9, wide or upright"
        case .seedPolicy: SeedPolicy.allCases.map(\.rawValue).joined(separator: ", ")
        case .batch: BatchMode.allCases.map(\.rawValue).joined(separator: ", ")
        default: parameter.map { ParameterTable[$0].rule } ?? ""
        }
    }

    /// Under which heading it stands.
    package var group: Group {
        switch self {
        case .width, .height, .ratio: .size
        case .seed, .seedPolicy, .numberResults, .batch: .seeds
        case .outputFormat, .outputQuality, .outputType, .ttl: .file
        case .promptUpsampling, .safetyTolerance, .safetyMode: .provider
        case .includeCost, .deliveryMethod, .webhookURL, .uploadEndpoint: .delivery
        }
    }

    /// Headings of the pane, in their order.
    package enum Group: String, CaseIterable, Hashable, Sendable {
        case size = "Size"
        case seeds = "Seeds"
        case file = "File"
        case provider = "Provider"
        case delivery = "Delivery"
    }

    private func key(_ command: Command) -> String { CommandTable.key(for: command) ?? "" }
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
