package import RunwareAPI

/// What is being composed: kept between runs.
package struct Draft: Hashable, Sendable {
    package var prompt: String
    package var parameters: Parameters
    package var seedPolicy: SeedPolicy
    package var batch: BatchMode
    /// The ratio that is locked.
    package var ratioLock: RatioLock?
    /// A lifetime of links that waits for links, in seconds.
    package var lifetimeAside: Int?

    package init(prompt: String, parameters: Parameters, seedPolicy: SeedPolicy, batch: BatchMode) {
        self.prompt = prompt
        self.parameters = parameters
        self.seedPolicy = seedPolicy
        self.batch = batch
    }

    /// The draft as JSON text.
    package var jsonText: String {
        JSONText.object([
            ("prompt", JSONText.quoted(prompt)),
            ("parameters", ImageRequest(prompt: "", parameters: parameters).jsonText),
            ("seedPolicy", JSONText.quoted(seedPolicy.rawValue)),
            ("batch", JSONText.quoted(batch.rawValue)),
            ("ratioLock", ratioLock.map { JSONText.quoted("\($0.ratio)") } ?? "null"),
            ("lifetimeAside", lifetimeAside.map(String.init) ?? "null"),
        ])
    }

    /// Reads a kept draft; members that cannot be used fall back to those of a new one. Nil when it is no draft.
    package init?(json: JSONValue) {
        guard let prompt = json["prompt"]?.string else { return nil }
        self.init(
            prompt: prompt, parameters: Parameters(),
            seedPolicy: json["seedPolicy"]?.string.flatMap(SeedPolicy.init) ?? .random,
            batch: json["batch"]?.string.flatMap(BatchMode.init) ?? .manyTasks)
        ratioLock = json["ratioLock"]?.string.flatMap { AspectRatio($0) }.map { RatioLock($0) }
        if case .integer(let seconds)? = json["lifetimeAside"], seconds > 0 { lifetimeAside = Int(exactly: seconds) }
        guard case .object(var members)? = json["parameters"] else { return }
        // A stand-in: the draft's prompt may be too short to be a legal one.
        members["positivePrompt"] = .text("draft")
        if let read = try? ImageRequest.read(members, rules: .frozen) { parameters = read.request.parameters }
    }
}

extension StudioState {
    /// What is being composed now.
    package var draft: Draft {
        var draft = Draft(
            prompt: prompt.buffer.text, parameters: parameters.values.settled, seedPolicy: parameters.seedPolicy,
            batch: parameters.batch)
        draft.ratioLock = parameters.activeLock
        draft.lifetimeAside = parameters.lifetimeAside
        return draft
    }
}
