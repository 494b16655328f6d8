package import EngineModel
package import RunwareAPI

/// What submitting makes now: prompts, images, price and, when it makes nothing, the fault. Looking costs next to
/// nothing; prompts are expanded only when they are asked for, and never more than can be queued at once.
package struct Composition: Hashable, Sendable {
    package let reading: PromptReading
    package let choice: ExpansionChoice
    package let parameters: ParametersState
    /// Whether nobody pays what it costs.
    let isSimulated: Bool

    /// How many requests one submission queues at the most.
    package static let maximumRequests = 500

    package init(_ reading: PromptReading, choice: ExpansionChoice, parameters: ParametersState, isSimulated: Bool) {
        self.reading = reading
        self.choice = choice
        self.parameters = parameters
        self.isSimulated = isSimulated
    }

    /// The template, also of one plain prompt; nil when the text is none.
    package var template: Template? { reading.template }

    /// Requests for each prompt: one, or one for each image with a seed of its own.
    package var requestsEach: Int { parameters.serviceDrawsSeeds ? 1 : parameters.values.numberResults }

    /// The most prompts that can be queued at once.
    package var maximumPrompts: Int { Self.maximumRequests / requestsEach }

    /// How many prompts the choice takes; 0 when the text is no template.
    package var promptCount: UInt128 {
        guard let template else { return 0 }
        return switch choice {
        case .all: template.count
        case .random(let cap, _): min(template.count, UInt128(cap))
        }
    }

    /// How many prompts are sent; 0 when they are too many.
    private var sentCount: Int {
        let count = promptCount
        return count <= UInt128(maximumPrompts) ? Int(count) : 0
    }

    /// How many images are asked for; 0 when nothing can be sent.
    package var images: Int { sentCount * parameters.values.numberResults }

    /// What they cost at the published price.
    package var estimate: Money { images * RunwareModel.pricePerImage }

    /// The same in words: `≈ $0.04`.
    package var price: String { estimate.estimated(isSimulated: isSimulated) }

    /// Why nothing can be sent, as far as it shows without expanding.
    package var fault: CompositionFault? {
        switch reading {
        case .fault(let fault): return .template(fault)
        case .plain(_, let fault): return fault.map { .prompt($0, number: 1, alike: 1, of: 1) }
        case .template:
            guard promptCount <= UInt128(maximumPrompts) else {
                return .tooMany(prompts: promptCount, each: requestsEach)
            }
            return nil
        }
    }

    /// Whether it is known without expanding that nothing can be sent.
    package var isBlocked: Bool { fault != nil || hasLongest }

    /// Whether all expansions are sent, and the longest of them is too long.
    private var hasLongest: Bool {
        guard let template, case .text(_, let maximum) = ParameterTable[.positivePrompt].domain else { return false }
        return template.lengths.upperBound > maximum && promptCount == template.count
    }

    /// Places of the expansions that are sent, in order, at the most so many.
    package func indices(limit: Int = maximumRequests) -> [UInt128] {
        guard let template else { return [] }
        switch choice {
        case .random(let cap, let start) where UInt128(cap) < template.count:
            var random = SplitMix(start: start)
            return Array(RandomSubset.indices(cap, below: template.count, using: &random).prefix(limit))
        default:
            return Array(0..<min(template.count, UInt128(limit)))
        }
    }

    /// The requests, in the order of prompts, then seeds.
    package func requests() throws(CompositionFault) -> [ImageRequest] {
        if let fault { throw fault }
        guard let template else { return [] }
        let prompts = indices().map(template.expansion(at:))
        let faults = prompts.map(PromptReading.fault(of:))
        if let first = faults.firstIndex(where: { $0 != nil }), let fault = faults[first] {
            throw .prompt(fault, number: first + 1, alike: faults.count { $0 != nil }, of: prompts.count)
        }
        let requests = parameters.requests(prompts: prompts)
        if let fault = requests.first?.faults.first { throw .parameters(fault) }
        return requests
    }

    /// The template as jobs keep it; nil when their prompt is what was written.
    package var origin: String? { template.flatMap { $0.isLiteral ? nil : $0.text } }
}

/// Why nothing can be sent.
package enum CompositionFault: Error, Hashable, Sendable {
    case template(TemplateFault)
    /// More requests than one submission queues.
    case tooMany(prompts: UInt128, each: Int)
    /// A prompt breaks the rules: the first of so many alike among those that would be sent, counted from 1.
    case prompt(ParameterFault, number: Int, alike: Int, of: Int)
    /// Parameters break the rules.
    case parameters(ParameterFault)

    /// One sentence.
    package var sentence: String {
        switch self {
        case .template(let fault): return fault.sentence
        case .tooMany(let prompts, let each):
            let times = each > 1 ? " × \(each)" : ""
            let key = CommandTable.key(for: .showExpansions).map { "; \($0) chooses a random subset" } ?? ""
            return "\(LargeCount.words(prompts)) prompts\(times) are too many: "
                + "\(Composition.maximumRequests) requests are queued at once at the most\(key)"
        case .prompt(let fault, _, _, of: 1), .parameters(let fault): return fault.words
        case .prompt(let fault, let number, let alike, let count):
            let others = alike > 1 ? "; \(alike) of the \(count) prompts cannot be sent" : ""
            return "prompt \(number) of \(count): \(fault.words)\(others)"
        }
    }

    /// Characters before the place in the text, where there is one.
    var offset: Int? {
        if case .template(let fault) = self { fault.offset } else { nil }
    }
}

extension StudioState {
    /// What submitting makes now.
    package var composition: Composition {
        Composition(
            template.reading, choice: template.choice, parameters: parameters,
            isSimulated: engine.service.isSimulated)
    }

    /// Shows where a fault is, and looks for a list again that was not there.
    mutating func show(_ fault: CompositionFault) -> [Effect] {
        message = .error(fault.sentence)
        if let offset = fault.offset { prompt.buffer.setCursor(offset) }
        guard case .template(let fault) = fault else { return [] }
        switch fault.reason {
        case .unknownList(let name), .emptyList(let name), .unreadableList(let name, _): return [.loadLists([name])]
        default: return []
        }
    }

    /// After a template was queued, a random subset is another one.
    mutating func redrawSubset() {
        guard case .requests(_, let origin)? = submission?.work, origin.template != nil else { return }
        if case .random(let cap, _) = template.choice { template.drawAgain(cap: cap) }
    }
}
