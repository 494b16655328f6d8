import EngineCore
import GRDB

extension StoreFailure {
    /// What an error of the database means for whoever asked; the words are SQLite's own and hold no data.
    init(_ error: any Error, path: String) {
        if let failure = error as? StoreFailure {
            self = failure
        } else if let error = error as? DatabaseError {
            self.init(error, path: path)
        } else if error is CancellationError {
            self = .database("the question was withdrawn")
        } else {
            self = .database("\(error)")
        }
    }

    private init(_ error: DatabaseError, path: String) {
        let words = error.message ?? error.resultCode.description
        switch error.resultCode {
        case .SQLITE_NOTADB, .SQLITE_CORRUPT:
            self = .damaged(path: path, reason: words)
        case .SQLITE_FULL:
            self = .full(path: path, reason: words)
        case .SQLITE_BUSY, .SQLITE_LOCKED:
            self = .busy(path: path)
        case .SQLITE_IOERR, .SQLITE_READONLY, .SQLITE_CANTOPEN, .SQLITE_PERM:
            self = .cannotWrite(path: path, reason: words)
        default:
            self = .database(words)
        }
    }
}
