package import RunwareAPI

/// What is written of rows that are taken along.
package enum ExportKind: String, CaseIterable, Hashable, Sendable {
    /// Records, which can be imported again.
    case jsonl
    /// Bodies of API requests.
    case request
    /// Lines for a shell that send them.
    case curl

    /// One of what is written.
    package var word: String { self == .jsonl ? "record" : "request" }
}

/// What is written of one row after the other.
package struct ExportLines {
    package let kind: ExportKind
    private let address: String
    /// How many lines there are so far.
    package private(set) var written = 0
    /// Rows of jobs that have not ended.
    package private(set) var leftOut = 0
    /// Jobs whose request is written.
    private var seen: Set<JobID> = []

    /// - Parameter address: the base URL of the service that is set up here: curl lines send there, and never where a
    ///   record says, which may have come from anybody.
    package init(kind: ExportKind, address: String) {
        self.kind = kind
        self.address = address
    }

    /// The line of a row, with its end; nil when it has none: its job has not ended, or the request stands there already.
    ///
    /// - Parameter taskUUID: one that no task has, for texts that name a task.
    package mutating func line(_ entry: HistoryEntry, taskUUID: TaskUUID) -> String? {
        guard HistoryRecord.isExportable(entry) else {
            leftOut += 1
            return nil
        }
        let request = entry.job.request
        if kind != .jsonl, !seen.insert(entry.job.id).inserted { return nil }
        written += 1
        switch kind {
        case .jsonl: return HistoryRecord(entry).line + "\n"
        case .request: return RequestTexts.apiRequest(request, taskUUID: taskUUID) + "\n"
        case .curl: return RequestTexts.curl(request, taskUUID: taskUUID, address: address) + "\n"
        }
    }

    /// `2 records`
    package var countWords: String { written == 1 ? "1 \(kind.word)" : "\(written) \(kind.word)s" }

    /// What was left out, in words; nil when nothing was.
    package var leftOutWords: String? {
        guard leftOut > 0 else { return nil }
        return (leftOut == 1 ? "1 row" : "\(leftOut) rows") + " of jobs that have not ended left out"
    }
}
