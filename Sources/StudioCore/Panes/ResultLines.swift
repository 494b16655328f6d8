package import EngineModel
import RunwareAPI
import TerminalUI

/// The result pane as lines of text, shared by the reducer, which scrolls, and the view, which draws.
package struct ResultLine: Hashable, Sendable {
    package enum Kind: Hashable, Sendable { case value, url, words, prompt }
    package let kind: Kind
    /// Left column; empty on lines that continue.
    package let label: String
    package let text: String
}

/// What is known of an entry, label by label, unwrapped. Text of the service is cleaned for the terminal.
///
/// - Parameter offsets: the user's clock.
package func resultFacts(_ entry: HistoryEntry, now: Timestamp, offsets: UTCOffsets = .utc) -> [ResultLine] {
    let times = ResultTimes(now: now, offsets: offsets)
    var lines: [ResultLine] = []
    func add(_ label: String, _ text: String?, _ kind: ResultLine.Kind = .value) {
        guard let text, !text.isEmpty else { return }
        lines.append(ResultLine(kind: kind, label: label, text: CellText.sanitized(text, keepingNewlines: false)))
    }
    let job = entry.job
    let parameters = job.request.parameters
    if let result = entry.result {
        let place = job.asked > 1 ? " · \(result.index + 1) of \(job.asked)" : ""
        add("State", job.state.rawValue + place)
        add("URL", result.url, .url)
        add("Link", LinkLifetime(entry)?.words(now: now))
        add("Seed", result.seed.map(String.init) ?? "not reported")
        // What stands in no history has no rows of its own for its other images.
        if job.origin.isOffRecord {
            for other in job.results where other.id != result.id { add("And", offRecordTrace(of: other), .url) }
        }
    } else {
        add("State", job.state.rawValue)
    }
    if let failure = job.failure {
        let words = FailureWords(failure)
        add("What", words.headline)
        add("Why", words.sentence, .words)
        add("Next", nextWords(words.next), .words)
        for error in failure.serviceErrors {
            add("Service", "\(error.code): \(error.message)", .words)
            add("At", error.parameters.joined(separator: ", "))
            add("Provider", error.responseContent, .words)
            add("See", error.documentation, .url)
        }
    }
    add("Prompt", job.request.prompt, .prompt)
    add("Template", job.origin.template, .prompt)
    if parameters.promptUpsampling { add("Rewrite", "prompt was rewritten by the provider") }
    add("Changed", changeWords(entry))
    add("Marks", markWords(entry.row.marks))
    add("Tags", entry.row.marks.tags.joined(separator: ", "))
    add("Note", entry.row.marks.note, .words)
    add("Size", "\(parameters.width)×\(parameters.height)")
    if let result = entry.result {
        add("File", job.origin.isOffRecord ? offRecordFileWords(result.media) : fileWords(result.media))
        add("Cost", costWords(result.cost) + (entry.row.isSimulated ? " (simulated)" : ""))
        if let nsfw = result.nsfw { add("Check", nsfw ? "flagged by the content check" : "not flagged") }
    }
    add("Time", times.words(entry))
    add("Settings", settings(parameters))
    add("Anyway", parameters.anywayWords.map { "sent anyway: \($0)" })
    add("Image", entry.result?.imageUUID)
    for (place, attempt) in job.attempts.enumerated() {
        add(job.attempts.count > 1 ? "Task \(place + 1)" : "Task", attempt.taskUUID.text)
        add("", times.words(attempt, of: job))
    }
    add("Webhook", parameters.webhookURL.map(WebAddress.withoutSecrets))
    add("Upload", parameters.uploadEndpoint.map(WebAddress.withoutSecrets))
    add("Service", job.service.isSimulated ? "the local service" : job.service.key.prefix { $0 != "#" }.description)
    add("Job", job.id.text)
    add("Name", job.origin.name?.text)
    add("From", job.origin.parent?.text)
    return lines
}

/// The facts wrapped to a width; continued lines have no label.
package func resultLines(
    _ entry: HistoryEntry, columns: Int, now: Timestamp, offsets: UTCOffsets = .utc
) -> [ResultLine] {
    resultFacts(entry, now: now, offsets: offsets).flatMap { fact in
        fact.pieces(columns: columns).enumerated().map { index, piece in
            ResultLine(kind: fact.kind, label: index == 0 ? fact.label : "", text: piece)
        }
    }
}

/// The texts of the facts that stand whole within some of the lines.
func wholeFacts(
    _ entry: HistoryEntry, columns: Int, now: Timestamp, offsets: UTCOffsets, lines: Range<Int>
) -> Set<String> {
    var texts: Set<String> = []
    var start = 0
    for fact in resultFacts(entry, now: now, offsets: offsets) {
        let end = start + fact.pieces(columns: columns).count
        if lines.lowerBound <= start, end <= lines.upperBound { texts.insert(fact.text) }
        start = end
    }
    return texts
}

extension ResultLine {
    /// Columns of the labels, the gap included.
    package static let labelWidth = 10

    /// The text in lines of the pane.
    fileprivate func pieces(columns: Int) -> [String] {
        CellText.wrapTrimmed(text, columns: max(columns - Self.labelWidth, 8))
    }
}

/// How many lines the result pane holds now.
func resultLineCount(_ state: StudioState) -> Int {
    guard let entry = state.result.shown else { return 0 }
    return resultLines(
        entry, columns: state.layout.inside(.result).width, now: state.now, offsets: state.utcOffsets
    ).count
}

/// What to press next (product §13).
private func nextWords(_ step: FailureWords.NextStep) -> String? {
    func key(_ command: Command, _ pane: Pane? = nil) -> String { CommandTable.key(for: command, in: pane) ?? "" }
    let restore = "\(key(.restoreAll, .history)) restores it"
    return switch step {
    case .editPrompt: "\(restore), \(key(.focusPrompt)) goes to the prompt to change it"
    case .editParameters: "\(restore), \(key(.focusParameters)) goes to the parameters to change them"
    case .setKey: "correct RUNWARE_API_KEY and start again"
    case .addCredit: "add credit, then \(key(.togglePause, .queue)) in the queue pane goes on"
    case .waitAndRetry: "\(restore), \(key(.submit)) queues it again"
    case .checkConnection: "check the connection"
    case .collect:
        "\(key(.collectNow, .queue)) in the queue pane asks what became of it; \(key(.sendAgain, .queue)) sends it again, "
            + "which may be billed again"
    case .none: nil
    }
}

/// Where an image off the record is found: its link, or the file with its bytes; nil when there is neither.
func offRecordTrace(of result: ImageResult) -> String? {
    if let url = result.url { return url }
    guard case .stored = result.media else { return nil }
    return offRecordFileWords(result.media)
}

private func offRecordFileWords(_ media: MediaState) -> String {
    switch media {
    case .stored(let path): "\(path), until you leave"
    case .linked, .pending, .failed: "none: off the record only the link is kept, until you leave"
    }
}

private func fileWords(_ media: MediaState) -> String? {
    switch media {
    case .linked: "not fetched; \(CommandTable.key(for: .fetchFile, in: .result) ?? "") fetches it"
    case .pending: "being fetched"
    case .stored(let path): path
    case .failed(let reason):
        "not there: \(reason); \(CommandTable.key(for: .fetchFile, in: .result) ?? "") tries again"
    }
}

/// What is other than in the result that it was made from.
private func changeWords(_ entry: HistoryEntry) -> String? {
    guard let changes = entry.row.changes else { return nil }
    let words = changes.words.isEmpty ? "nothing" : changes.words.joined(separator: ", ")
    return "\(words); \(CommandTable.key(for: .compareWithParent) ?? "") compares it with what it was made from"
}

/// What the user thinks of it.
private func markWords(_ marks: HistoryMarks) -> String {
    var words: [String] = []
    if let rating = marks.rating { words.append("\(rating) of \(HistoryMarks.ratings.upperBound)") }
    if marks.isPicked { words.append("picked") }
    if marks.deletedAt != nil { words.append("in the bin") }
    return words.joined(separator: " · ")
}

private func settings(_ parameters: Parameters) -> String {
    var words = ["\(parameters.outputFormat.rawValue) \(parameters.outputQuality)"]
    words.append("tolerance \(parameters.safetyTolerance)")
    if parameters.safetyMode != .none { words.append("safety \(parameters.safetyMode.rawValue)") }
    if parameters.outputType != .url { words.append(parameters.outputType.rawValue) }
    if let ttl = parameters.ttl { words.append("link lives \(ttl) s") }
    words.append(parameters.deliveryMethod.rawValue)
    return words.joined(separator: " · ")
}

/// The cost of a result; one that was not returned counts the table price and says so.
private func costWords(_ cost: Money?) -> String {
    cost.map { "\($0)" } ?? "\(RunwareModel.pricePerImage), estimated: no cost was returned"
}
