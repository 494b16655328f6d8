import EngineModel
import RunwareAPI
import StudioCore

/// `run --template`: the one prompt of the command line that expands.
struct TemplateArgument {
    /// What was given, `-` for standard input.
    var text: String
    /// How many of its prompts are sent, at random; nil is all.
    var random: Int?
    /// Where its lists come from.
    var lists: ListFiles

    /// One request for each prompt, in the order of the expansions.
    func requests(like request: ImageRequest) throws(Refusal) -> [WantedRequest] {
        let text = try RunArguments.text(text, what: "template").replacing("\r\n", with: "\n")
        let template: Template
        do {
            template = try Template(text, lists: lists.read(NamedLists.mentioned(in: text)))
        } catch {
            throw Refusal(.validation, error.sentence)
        }
        let limit = Composition.maximumRequests
        guard random.map({ $0 <= limit }) ?? (template.count <= UInt128(limit)) else {
            let count = LargeCount.words(random.map { UInt128($0) } ?? template.count)
            throw Refusal(
                .validation,
                "\(count) prompts are too many: \(limit) are sent at once at the most; --random N draws some")
        }
        var generator = SystemRandomNumberGenerator()
        let indices = RandomSubset.indices(random ?? limit, below: template.count, using: &generator)
        var wanted: [WantedRequest] = []
        for (place, index) in indices.enumerated() {
            var request = request
            request.prompt = template.expansion(at: index)
            if let fault = request.faults.first {
                throw Refusal(.validation, "prompt \(place + 1) of \(indices.count): \(fault.message)")
            }
            wanted.append(
                WantedRequest(
                    request: request, hasSeed: request.parameters.seed != nil,
                    template: template.isLiteral ? nil : template.text))
        }
        return wanted
    }
}
