import RunwareAPI

extension HistoryRecord {
    /// The record as one line of JSON, without an end of line. Equal records have equal lines: the order of members is
    /// fixed, and what is not known is left out. Integers are exact, times are UTC with milliseconds, money is US
    /// dollars.
    package var line: String {
        var members: [(String, String)] = [
            ("easel", String(Self.version)),
            ("job", JSONText.quoted(job.id.text)),
            ("state", JSONText.quoted(job.state.rawValue)),
            ("submittedAt", Self.time(job.submittedAt)),
        ]
        members.add("finishedAt", job.finishedAt.map(Self.time))
        members.append(("service", JSONText.quoted(job.service.key)))
        members.append(("simulated", job.service.isSimulated ? "true" : "false"))
        members.append(("request", job.request.jsonText))
        members.add("name", (job.origin.name?.text).map(JSONText.quoted))
        members.add("parent", (job.origin.parent?.text).map(JSONText.quoted))
        members.add("batch", (job.origin.batch?.text).map(JSONText.quoted))
        members.add("template", job.origin.template.map(JSONText.quoted))
        members.add("retries", job.retries == 0 ? nil : String(job.retries))
        members.add("failure", job.failure?.recordText)
        members.append(("attempts", Self.array(job.attempts.map(Self.text))))
        members.add("result", result.map(Self.text))
        members.add("rating", marks.rating.map { String($0) })
        members.add("picked", marks.isPicked ? "true" : nil)
        members.add("tags", marks.tags.isEmpty ? nil : Self.array(marks.tags.map(JSONText.quoted)))
        members.add("note", marks.note.map(JSONText.quoted))
        return JSONText.object(members)
    }

    private static func text(_ attempt: Attempt) -> String {
        var members = [
            ("taskUUID", JSONText.quoted(attempt.taskUUID.text)), ("asked", String(attempt.asked)),
            ("startedAt", time(attempt.startedAt)),
        ]
        members.add("seed", attempt.seed.map { String($0) })
        members.add("errors", attempt.errors.isEmpty ? nil : array(attempt.errors.map(\.recordText)))
        return JSONText.object(members)
    }

    private static func text(_ result: ImageResult) -> String {
        var members = [
            ("id", JSONText.quoted(result.id.text)), ("taskUUID", JSONText.quoted(result.taskUUID.text)),
            ("imageUUID", JSONText.quoted(result.imageUUID)), ("index", String(result.index)),
            ("receivedAt", time(result.receivedAt)),
        ]
        members.add("imageURL", result.url.map(JSONText.quoted))
        members.add("seed", result.seed.map { String($0) })
        members.add("cost", result.cost?.jsonNumber)
        members.add("NSFWContent", result.nsfw.map { $0 ? "true" : "false" })
        switch result.media {
        case .stored(let path): members.append(("file", JSONText.quoted(path)))
        case .failed(let reason): members.append(("fileFailure", JSONText.quoted(reason)))
        case .linked, .pending: break
        }
        return JSONText.object(members)
    }

    private static func time(_ time: Timestamp) -> String { JSONText.quoted(UTCTime(time).text) }
    private static func array(_ items: [String]) -> String { "[" + items.joined(separator: ",") + "]" }
}

extension [(String, String)] {
    /// Adds a member whose value is known.
    mutating func add(_ name: String, _ value: String?) {
        if let value { append((name, value)) }
    }
}
