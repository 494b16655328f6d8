package import EngineModel

/// Taking records of history in.
package protocol HistoryExchange: Sendable {
    /// Adds what the lines tell and history does not know yet, in the order of the lines: all of it, or nothing. What is
    /// known already stays as it is. An imported job belongs to nobody: it is never sent, adopted or collected, and what
    /// it cost is not counted as spent here; it gets the images that it lacks. A job of this history's own gets none: it
    /// may be collected itself, and then the image would be there and be counted as well.
    func take(_ lines: RecordLines) async throws(ImportFailure) -> ImportCount
}

/// What came of an import, in rows of history.
package struct ImportCount: Hashable, Sendable {
    package var imported = 0
    /// Rows that were in the history before.
    package var known = 0
    /// Images of jobs that are this history's own and have no such image.
    package var leftOut = 0

    package init(imported: Int = 0, known: Int = 0, leftOut: Int = 0) {
        self.imported = imported
        self.known = known
        self.leftOut = leftOut
    }

    /// One line.
    package var words: String {
        let words = "\(imported) imported, \(known) known already"
        guard leftOut > 0 else { return words }
        let reason = "this history has jobs of its own for them, without these images"
        return "\(words), \(leftOut) left out: \(reason); only the file has them"
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
