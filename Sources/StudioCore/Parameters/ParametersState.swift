package import RunwareAPI

/// The parameters pane: legal values at all times, the selected control, and what is being typed.
package struct ParametersState: Hashable, Sendable {
    /// What the next request is made of; its seed is the one that will be sent, unless the service draws.
    package var values = Parameters()
    package var seedPolicy = SeedPolicy.random
    package var batch = BatchMode.manyTasks
    package var selection = Control.width
    /// First visible row.
    package var offset = 0
    /// The text of a value while it is typed; nil otherwise.
    package var input: TextBuffer?
    /// The ratio that was locked; in force while the size is one of its own (`activeLock`).
    package var ratioLock: RatioLock?
    /// A lifetime of links that waits until there are links again, in seconds.
    package var lifetimeAside: Int?
    /// The number that was typed last and is not the value, for whoever insists on it.
    var snapped: Snapped?
    /// From which area the ratios are chosen, while the size is the chosen one.
    var framing: Framing?
    var seeds: SeedSequence

    package init(seeds: SeedSequence) {
        self.seeds = seeds
        values.seed = self.seeds.next()
    }

    /// Whether the service draws the seeds: one task of several images.
    package var serviceDrawsSeeds: Bool { values.numberResults > 1 && batch == .oneTask }

    /// Why a control has no effect now; nil when it has.
    package func disabledReason(_ control: Control) -> String? {
        switch control {
        case .seed where serviceDrawsSeeds:
            "the service draws the seeds of one task of N; the results show them"
        case .seedPolicy where serviceDrawsSeeds: "the service draws the seeds of one task of N"
        case .batch where values.numberResults == 1: "only with more than one image"
        case .ttl where values.outputType != .url:
            "only with output URL: base64 and data URIs have no link"
                + (lifetimeAside.map { "; \(Self.duration($0)) is kept for when they have" } ?? "")
        case .outputQuality where values.outputFormat == .png: "no effect on PNG"
        default: nil
        }
    }

    /// The value as shown.
    package func text(of control: Control) -> String {
        switch control {
        case .ratio: AspectRatio.words(of: values.size) + (activeLock == nil ? "" : " locked")
        case .seedPolicy: seedPolicy.rawValue
        case .batch: batch.rawValue
        case .seed: serviceDrawsSeeds ? "drawn by the service" : values.seed.map(String.init) ?? "random"
        case .ttl: values.ttl.map(Self.duration) ?? "off"
        case .promptUpsampling: values.promptUpsampling ? "on" : "off"
        case .includeCost: values.includeCost ? "on" : "off"
        case .webhookURL: values.webhookURL.map(WebAddress.withoutSecrets) ?? "off"
        case .uploadEndpoint: values.uploadEndpoint.map(WebAddress.withoutSecrets) ?? "off"
        default: control.parameter.flatMap { values[$0] }?.description ?? "off"
        }
    }

    /// The value of a new draft, as shown.
    package static func defaultText(of control: Control) -> String {
        switch control {
        case .seed: "a random one"
        case .ratio: "1:1"
        default: fresh.text(of: control)
        }
    }

    private static let fresh = ParametersState(seeds: SeedSequence(start: 0))

    /// Whether the value differs from the one that a new draft has. The seed always differs and is never marked.
    package func isChanged(_ control: Control) -> Bool {
        switch control {
        // What follows from other values is marked there.
        case .seed, .ratio: false
        case .seedPolicy: seedPolicy != .random
        case .batch: batch != .manyTasks
        default: control.parameter.map { values[$0] != Parameters()[$0] } ?? false
        }
    }

    /// The requests that these prompts make now: one each, or one for each image with a seed of its own.
    package func requests(prompts: [String]) -> [ImageRequest] {
        var parameters = values.settled
        if serviceDrawsSeeds {
            parameters.seed = nil
            return prompts.map { ImageRequest(prompt: $0, parameters: parameters) }
        }
        parameters.numberResults = 1
        let each = values.numberResults
        return upcomingSeeds(prompts: prompts.count).enumerated().map { index, seed in
            parameters.seed = seed
            return ImageRequest(prompt: prompts[index / each], parameters: parameters)
        }
    }

    /// The seeds that will be sent with one prompt, in order; empty when the service draws.
    package var upcomingSeeds: [UInt64] { upcomingSeeds(prompts: 1) }

    /// The seeds that will be sent with so many prompts, in order. Held seeds are the same for each prompt, so that
    /// prompts can be compared; stepped and random ones go on from prompt to prompt.
    func upcomingSeeds(prompts: Int) -> [UInt64] {
        let each = values.numberResults
        guard seedPolicy == .hold else { return seeds(count: prompts * each) }
        return Array(repeating: seeds(count: each), count: prompts).flatMap(\.self)
    }

    private func seeds(count: Int) -> [UInt64] {
        guard !serviceDrawsSeeds else { return [] }
        var seeds = self.seeds
        var seed = values.seed ?? seeds.next()
        var all: [UInt64] = []
        for _ in 0..<count {
            all.append(seed)
            seed = seedPolicy == .random ? seeds.next() : Self.next(after: seed)
        }
        return all
    }

    /// Moves on after requests with these seeds were queued, by the policy. A seed that is not among them was chosen
    /// meanwhile and stays.
    mutating func advanceSeed(past used: [UInt64]) {
        guard let last = used.last, let seed = values.seed, used.contains(seed) else { return }
        switch seedPolicy {
        case .hold: break
        case .step: values.seed = Self.next(after: last)
        case .random: while values.seed.map(used.contains) == true { drawSeed() }
        }
    }

    /// Draws a new random seed.
    mutating func drawSeed() {
        values.seed = seeds.next()
    }

    /// Moves the seed from any row.
    mutating func stepSeed(by steps: Int) -> Message? {
        if let reason = disabledReason(.seed) { return .info("\(Control.seed.label): \(reason)") }
        return adjustSeed(by: steps) ?? .info("seed \(text(of: .seed))")
    }

    private static func next(after seed: UInt64) -> UInt64 {
        seed >= SeedRange.maximum ? 0 : seed + 1
    }

    static func duration(_ seconds: Int) -> String {
        switch seconds {
        case 86_400... where seconds % 86_400 == 0: "\(seconds / 86_400) d"
        case 3600... where seconds % 3600 == 0: "\(seconds / 3600) h"
        case 60... where seconds % 60 == 0: "\(seconds / 60) min"
        default: "\(seconds) s"
        }
    }
}
