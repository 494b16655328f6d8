package import EngineCore
package import EngineModel
import GRDB

extension EngineStore: HistoryExchange {
    package func take(_ lines: RecordLines) async throws(ImportFailure) -> ImportCount {
        let owner = owner.owner
        let now = now
        let outcome: Result<ImportCount, RecordFault>
        do throws(StoreFailure) {
            outcome = try await database.onWriter { database in
                do {
                    let count = try StoreDatabase.transaction(database) { database in
                        var writing = RecordWriting(
                            database: database, entries: EntryWriting(database: database, owner: owner, time: now()))
                        return try writing.write(lines)
                    }
                    return .success(count)
                } catch let fault as RecordFault {
                    return .failure(fault)
                }
            }
        } catch {
            throw .store(error)
        }
        do throws(RecordFault) {
            return try outcome.get()
        } catch {
            throw .record(error)
        }
    }
}
