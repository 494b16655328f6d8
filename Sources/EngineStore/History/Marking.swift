package import EngineCore
package import EngineModel
import Foundation
import GRDB
import RunwareAPI

extension EngineStore {
    package func rows(_ ids: [HistoryID]) async throws(StoreFailure) -> [HistoryRow] {
        try await database.read { try HistoryRecords(database: $0).rows(ids) }
    }

    package func mark(_ changes: [RowChange]) async throws(StoreFailure) -> [RowChange] {
        let now = now()
        return try await database.write { try MarkRecords(database: $0, now: now).mark(changes) }
    }

    package func tags(limit: Int) async throws(StoreFailure) -> [TagCount] {
        let now = now()
        return try await database.read { try MarkRecords(database: $0, now: now).tags(limit: limit) }
    }

    package func binCount() async throws(StoreFailure) -> Int {
        try await database.read { database in
            try Int.fetchOne(
                database,
                sql: "SELECT count(*) FROM history INDEXED BY history_in_bin WHERE deleted_at IS NOT NULL") ?? 0
        }
    }

    package func emptyBin(before time: Timestamp) async throws(StoreFailure) -> Int {
        let (log, now) = (SentLog(folder: folder), now())
        var count = 0
        var failure: StoreFailure?
        while failure == nil {
            do throws(StoreFailure) {
                let gone = try await database.write { [count] database in
                    let gone = try ErasingRecords(database: database, log: log, now: now).emptyBin(before: time)
                    if gone > 0, count == 0 { try PurgeMarks(database: database).add("\(UUID())") }
                    return gone
                }
                count += gone
                if gone < StoreDatabase.rowsTogether { break }
            } catch {
                failure = error
            }
        }
        await removeLeftovers()
        await words.begin()
        if let failure { throw failure }
        return count
    }

    package func lineage(of id: HistoryID) async throws(StoreFailure) -> Lineage? {
        try await database.read { try LineageRecords(database: $0).lineage(of: id) }
    }

    package func erase(_ jobs: [JobID]) async throws(StoreFailure) {
        let (log, now) = (SentLog(folder: folder), now())
        try await database.write { try ErasingRecords(database: $0, log: log, now: now).erase(jobs) }
        await removeLeftovers()
    }

    /// Removes what deleted rows left: files, raw answers, and their bytes in the log. What cannot be removed now is tried
    /// again at the next erasing, and when the studio starts.
    func removeLeftovers() async {
        let spool = spool
        let waiting = try? await database.read { database in
            let leftovers = Leftovers(database: database)
            return (files: try leftovers.files(), tasks: try leftovers.erased(of: spool.tasks()))
        }
        guard let waiting else { return }
        if !waiting.tasks.isEmpty { await spool.discard(waiting.tasks) }
        let gone = await media.remove(waiting.files)
        if !gone.isEmpty { try? await database.write { try Leftovers(database: $0).forget(gone) } }
        await database.emptyLog()
    }
}
