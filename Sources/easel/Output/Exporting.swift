import EngineCore
import EngineModel
import EngineStore
import RunwareAPI

/// The rows of a query as records or requests, the oldest first, into a file or to standard output.
struct Exporting {
    let store: EngineStore
    let query: HistoryQuery
    let kind: HistoryCommand.Export.Kind

    func run(to path: String?, replacing: Bool) async throws(Refusal) {
        let file = try path.map { path throws(Refusal) in try DraftFile(path, replacing: replacing) }
        var writing = ExportLines(kind: kind)
        var failure: Refusal?
        let walk = HistoryWalk(query, in: store)
        try await Refusal.storing { () throws(StoreFailure) in
            try await walk.forEach { entry in
                guard let line = writing.line(entry) else { return true }
                do throws(Refusal) {
                    guard let file else { return try StandardOutput.write(json: line) }
                    try file.write(line)
                    return true
                } catch {
                    failure = error
                    return false
                }
            }
        }
        if let failure { throw failure }
        try file?.finish()
        let what = writing.written == 1 ? "1 \(kind.word)" : "\(writing.written) \(kind.word)s"
        if let path { Progress.say("\(what) written to \(path)") }
        if writing.leftOut > 0 {
            let rows = writing.leftOut == 1 ? "1 row" : "\(writing.leftOut) rows"
            Progress.say("\(rows) of jobs that have not ended left out")
        }
    }
}

/// What is written of one row after the other.
struct ExportLines {
    let kind: HistoryCommand.Export.Kind
    private(set) var written = 0
    /// Rows of jobs that have not ended.
    private(set) var leftOut = 0
    private var random = RandomBits()
    /// Jobs whose request is written.
    private var seen: Set<JobID> = []

    init(kind: HistoryCommand.Export.Kind) {
        self.kind = kind
    }

    /// The line of a row; nil when it has none.
    mutating func line(_ entry: HistoryEntry) -> String? {
        guard HistoryRecord.isExportable(entry) else {
            leftOut += 1
            return nil
        }
        let request = entry.job.request
        if kind != .jsonl, !seen.insert(entry.job.id).inserted { return nil }
        written += 1
        switch kind {
        case .jsonl: return HistoryRecord(entry).line + "\n"
        case .request: return RequestTexts.apiRequest(request, taskUUID: random.nextUUID()) + "\n"
        case .curl:
            // A sketch's request is as good a request to the real service, which a local one is not for others.
            let service = entry.job.service
            let address = service.isSimulated ? ServiceAddress.runware.text : service.withoutKey.key
            return RequestTexts.curl(request, taskUUID: random.nextUUID(), address: address) + "\n"
        }
    }
}

extension HistoryCommand.Export.Kind {
    /// One of what is written.
    var word: String { self == .jsonl ? "record" : "request" }
}
