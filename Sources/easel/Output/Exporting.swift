import EngineCore
import EngineModel
import EngineStore

/// The rows of a query as records or requests, the oldest first, into a file or to standard output.
struct Exporting {
    let store: EngineStore
    let query: HistoryQuery
    let kind: ExportKind
    /// Where curl lines send to.
    let address: String

    func run(to path: String?, replacing: Bool) async throws(Refusal) {
        let file = try path.map { path throws(Refusal) in try DraftFile.beginning(path, replacing: replacing) }
        var random = RandomBits()
        var writing = ExportLines(kind: kind, address: address)
        var failure: Refusal?
        let walk = HistoryWalk(query, in: store)
        try await Refusal.storing { () throws(StoreFailure) in
            try await walk.forEach { entry in
                guard let line = writing.line(entry, taskUUID: random.nextUUID()) else { return true }
                do throws(Refusal) {
                    guard let file else { return try StandardOutput.write(json: line) }
                    try Refusal.writing { () throws(DraftFile.Fault) in try file.write(line) }
                    return true
                } catch {
                    failure = error
                    return false
                }
            }
        }
        if let failure { throw failure }
        if let words = writing.leftOutWords { Progress.say(words) }
        guard writing.written > 0 else { return Progress.say("nothing in the history fits; nothing is written") }
        try Refusal.writing { () throws(DraftFile.Fault) in try file?.finish() }
        if let path { Progress.say("\(writing.countWords) written to \(path)") }
    }
}

extension DraftFile {
    fileprivate static func beginning(_ path: String, replacing: Bool) throws(Refusal) -> DraftFile {
        try Refusal.writing { () throws(Fault) in try DraftFile(path, replacing: replacing) }
    }
}

extension Refusal {
    fileprivate static func writing<Value>(_ work: () throws(DraftFile.Fault) -> Value) throws(Refusal) -> Value {
        do throws(DraftFile.Fault) {
            return try work()
        } catch {
            let advice = error.isThereAlready ? "; --force replaces it" : ""
            throw Refusal(.cannotWrite, error.sentence + advice)
        }
    }
}
