package import EngineCore
package import EngineModel
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

    /// Files go first: a row without its file can be deleted again, a file without its row would stay for ever.
    package func emptyBin(before time: Timestamp) async throws(StoreFailure) -> Int {
        let now = now()
        let files = try await database.read { database in
            try ErasingRecords(database: database, now: now).binnedFiles(before: time)
        }
        try await media.remove(files)
        return try await database.write { try ErasingRecords(database: $0, now: now).emptyBin(before: time) }
    }

    package func lineage(of id: HistoryID) async throws(StoreFailure) -> Lineage? {
        try await database.read { try LineageRecords(database: $0).lineage(of: id) }
    }

    package func erase(_ jobs: [JobID]) async throws(StoreFailure) {
        let now = now()
        let (files, tasks) = try await database.read { database in
            let erasing = ErasingRecords(database: database, now: now)
            return (try erasing.files(of: jobs), try erasing.tasks(of: jobs))
        }
        try await media.remove(files)
        await discard(tasks.compactMap(TaskUUID.init))
        try await database.write { try ErasingRecords(database: $0, now: now).erase(jobs) }
    }
}
