package import EngineModel

/// Taking records of history in.
package protocol HistoryExchange: Sendable {
    /// Adds what the lines tell and history does not know yet, in the order of the lines: all of it, or nothing. What is
    /// known already stays as it is. An imported job belongs to nobody: it is never sent, adopted or collected, and what
    /// it cost is not counted as spent here.
    func take(_ lines: RecordLines) async throws(ImportFailure) -> ImportCount
}

/// What came of an import, in rows of history.
package struct ImportCount: Hashable, Sendable {
    package var imported = 0
    /// Rows whose job, task or image was in the history before.
    package var known = 0

    package init(imported: Int = 0, known: Int = 0) {
        self.imported = imported
        self.known = known
    }
}

/// Why nothing was imported.
package enum ImportFailure: Error, Hashable, Sendable {
    case record(RecordFault)
    case store(StoreFailure)

    /// One sentence.
    package var sentence: String {
        switch self {
        case .record(let fault): "\(fault); nothing was imported"
        case .store(let failure): "\(failure.sentence); nothing was imported"
        }
    }
}
