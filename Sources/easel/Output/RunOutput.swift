import EngineModel
import RunwareAPI
import TerminalUI

/// Jobs as printed on standard output. Text of the service is cleaned before it reaches a terminal.
enum RunOutput {
    /// A JSON array of jobs, each with its results and errors; integers are exact.
    static func json(_ jobs: [Job]) -> String {
        "[" + jobs.map(object).joined(separator: ",\n ") + "]"
    }

    /// Lines of `state  seed  size  cost  address or file`; where prompts differ, each line has the beginning of its own.
    static func table(_ jobs: [Job]) -> String {
        let hasPrompts = Set(jobs.map(\.request.prompt)).count > 1
        func cells(_ job: Job, _ own: [String]) -> [String] {
            let prompt = hasPrompts ? [CellText.truncate(clean(job.request.prompt), to: promptWidth)] : []
            return [job.state.rawValue] + own.dropLast() + prompt + own.suffix(1)
        }
        var rows = [["STATE", "SEED", "SIZE", "COST"] + (hasPrompts ? ["PROMPT"] : []) + ["IMAGE"]]
        for job in jobs {
            let size = "\(job.request.parameters.width)x\(job.request.parameters.height)"
            if job.results.isEmpty { rows.append(cells(job, ["-", size, "-", reason(job)])) }
            for result in job.results {
                let cost = result.cost?.words(isSimulated: job.service.isSimulated)
                rows.append(
                    cells(job, [result.seed.map(String.init) ?? "-", size, cost ?? "-", place(result)]))
            }
        }
        return aligned(rows)
    }

    /// Columns of a prompt where it tells lines apart.
    private static let promptWidth = 40

    /// Cells in columns, the last one as long as it is.
    static func aligned(_ rows: [[String]]) -> String {
        let last = (rows.first?.count ?? 1) - 1
        let widths = (0..<last).map { column in rows.map { CellText.width(of: $0[column]) }.max() ?? 0 }
        return rows.map { row in
            row.enumerated().map { column, text in
                guard column < last else { return text }
                return text + String(repeating: " ", count: widths[column] - CellText.width(of: text))
            }.joined(separator: "  ")
        }.joined(separator: "\n")
    }

    /// One sentence on what did not go well.
    static func summary(_ jobs: [Job]) -> String {
        jobs.filter { $0.state != .done }.map { "\($0.state.rawValue): \(reason($0))" }.joined(separator: "; ")
    }

    private static func reason(_ job: Job) -> String {
        job.failure.map { clean(FailureWords($0).sentence) } ?? "no reason is known"
    }

    private static func place(_ result: ImageResult) -> String {
        if let url = result.url { return clean(url) }
        return switch result.media {
        case .stored(let path): path
        case .failed(let reason): "not written: \(clean(reason))"
        case .linked, .pending: "-"
        }
    }

    static func clean(_ text: String) -> String { CellText.sanitized(text, keepingNewlines: false) }

    private static func object(_ job: Job) -> String {
        var members: [(String, String)] = [
            ("job", JSONText.quoted(job.id.text)),
            ("state", JSONText.quoted(job.state.rawValue)),
            ("taskUUIDs", "[" + job.attempts.map { JSONText.quoted($0.taskUUID.text) }.joined(separator: ",") + "]"),
            ("simulated", job.service.isSimulated ? "true" : "false"),
            ("request", job.request.withoutSecrets.jsonText),
            ("results", "[" + job.results.map(object).joined(separator: ",") + "]"),
        ]
        if let anyway = job.request.parameters.anywayWords { members.append(("sentAnyway", JSONText.quoted(anyway))) }
        if let name = job.origin.name { members.append(("name", JSONText.quoted(name.text))) }
        if let template = job.origin.template { members.append(("template", JSONText.quoted(template))) }
        if let failure = job.failure { members.append(("failure", object(failure))) }
        return JSONText.object(members)
    }

    private static func object(_ result: ImageResult) -> String {
        var members: [(String, String)] = [
            ("imageUUID", JSONText.quoted(result.imageUUID)), ("taskUUID", JSONText.quoted(result.taskUUID.text)),
        ]
        if let url = result.url { members.append(("imageURL", JSONText.quoted(url))) }
        if let seed = result.seed { members.append(("seed", String(seed))) }
        if let cost = result.cost { members.append(("cost", cost.jsonNumber)) }
        if let nsfw = result.nsfw { members.append(("NSFWContent", nsfw ? "true" : "false")) }
        if case .stored(let path) = result.media { members.append(("file", JSONText.quoted(path))) }
        return JSONText.object(members)
    }

    private static func object(_ failure: JobFailure) -> String {
        let words = FailureWords(failure)
        var members = [
            ("headline", JSONText.quoted(words.headline)), ("message", JSONText.quoted(words.sentence)),
        ]
        if let error = failure.serviceError {
            members.append(("code", JSONText.quoted(error.code)))
            members.append(("parameters", "[" + error.parameters.map(JSONText.quoted).joined(separator: ",") + "]"))
        }
        return JSONText.object(members)
    }
}
