package import EngineModel
package import RunwareAPI

/// What is being composed: kept between runs.
package struct Draft: Hashable, Sendable {
    package var prompt: String
    /// How many characters of the prompt stand before the cursor.
    package var cursor: Int
    package var parameters: Parameters
    package var seedPolicy: SeedPolicy
    package var batch: BatchMode
    /// The ratio that is locked.
    package var ratioLock: RatioLock?
    /// A lifetime of links that waits for links, in seconds.
    package var lifetimeAside: Int?
    /// The result that it was restored from.
    package var parent: ResultID?

    /// - Parameter cursor: nil is behind the prompt.
    package init(
        prompt: String, cursor: Int? = nil, parameters: Parameters, seedPolicy: SeedPolicy, batch: BatchMode
    ) {
        self.prompt = prompt
        self.cursor = cursor ?? prompt.count
        self.parameters = parameters
        self.seedPolicy = seedPolicy
        self.batch = batch
    }

    /// The draft as JSON text.
    package var jsonText: String {
        JSONText.object([
            ("prompt", JSONText.quoted(prompt)),
            ("cursor", String(cursor)),
            ("parameters", ImageRequest(prompt: "", parameters: parameters).jsonText),
            ("seedPolicy", JSONText.quoted(seedPolicy.rawValue)),
            ("batch", JSONText.quoted(batch.rawValue)),
            ("ratioLock", ratioLock.map { JSONText.quoted("\($0.ratio)") } ?? "null"),
            ("lifetimeAside", lifetimeAside.map(String.init) ?? "null"),
            ("parent", parent.map { JSONText.quoted($0.text) } ?? "null"),
        ])
    }

    /// Reads a kept draft; members that cannot be used fall back to those of a new one. Nil when it is no draft.
    package init?(json: JSONValue) {
        guard let prompt = json["prompt"]?.string else { return nil }
        var cursor: Int?
        if case .integer(let kept)? = json["cursor"] { cursor = Int(exactly: kept) }
        self.init(
            prompt: prompt, cursor: cursor, parameters: Parameters(),
            seedPolicy: json["seedPolicy"]?.string.flatMap(SeedPolicy.init) ?? .random,
            batch: json["batch"]?.string.flatMap(BatchMode.init) ?? .manyTasks)
        ratioLock = json["ratioLock"]?.string.flatMap { AspectRatio($0) }.map { RatioLock($0) }
        if case .integer(let seconds)? = json["lifetimeAside"], seconds > 0 { lifetimeAside = Int(exactly: seconds) }
        if let text = json["parent"]?.string, !text.isEmpty { parent = ResultID(text) }
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
            prompt: ownBuffer.text, cursor: ownBuffer.cursor, parameters: parameters.values.settled,
            seedPolicy: parameters.seedPolicy, batch: parameters.batch)
        draft.ratioLock = parameters.activeLock
        draft.lifetimeAside = parameters.lifetimeAside
        draft.parent = parent
        return draft
    }

    /// Goes on with a draft of an earlier run.
    mutating func take(_ draft: Draft) {
        prompt.endFind(keeping: true)
        prompt.buffer.replaceAll(with: draft.prompt)
        prompt.buffer.setCursor(draft.cursor)
        parameters.take(draft.parameters)
        parameters.ratioLock = draft.ratioLock
        parameters.lifetimeAside = draft.lifetimeAside
        if parameters.values.seed == nil { parameters.drawSeed() }
        parameters.seedPolicy = draft.seedPolicy
        parameters.batch = draft.batch
        parent = draft.parent
    }
}

extension Action {
    /// Whether a row that was waited for may be known now.
    var mayLetRowsBeKnown: Bool {
        switch self {
        case .page, .entry, .history, .failed: true
        default: false
        }
    }

    /// Whether what is composed may be another after it. News of the engine and answers of the store leave it alone.
    package var mayChangeDraft: Bool {
        switch self {
        case .engine, .ticked, .presented, .page, .entry, .history, .queued, .failed, .resized, .pasteCut,
            .restoredDraft, .results:
            false
        default: true
        }
    }
}
