package import EngineCore
package import EngineModel
import GRDB

extension EngineStore: HistoryExchange {
    package func take(_ lines: RecordLines) async throws(ImportFailure) -> ImportCount {
        try await take(lines, between: {})
    }

    /// Takes lines in by short transactions, so that other copies write between them, which `between` may do too. The
    /// history shows none of the rows before the last transaction, and all of them go if it does not come to that.
    func take(_ lines: RecordLines, between: () async throws -> Void) async throws(ImportFailure) -> ImportCount {
        do {
            let lock = try ImportLock(folder)
            defer { lock.release() }
            try await removeArriving()
            do {
                return try await bring(lines, between)
            } catch {
                // What the disk has no room to take away now stays unseen, and goes at the next start.
                try? await removeArriving()
                throw error
            }
        } catch let fault as RecordFault {
            throw .record(fault)
        } catch {
            throw .store(StoreFailure(error, path: database.path))
        }
    }

    /// Takes away what an import left that came to no end, unless one goes on.
    func removeLeftImport() async throws {
        guard try await database.read({ try Bool.fetchOne($0, sql: "SELECT 1 FROM arriving") }) != nil else { return }
        do {
            let lock = try ImportLock(folder)
            defer { lock.release() }
            try await removeArriving()
        } catch StoreFailure.busy {
            return
        }
    }

    private func bring(_ lines: RecordLines, _ between: () async throws -> Void) async throws -> ImportCount {
        var lines = lines
        var course = RecordWriting.Course()
        while true {
            // Read before the lock is taken.
            let records = try lines.next(StoreDatabase.rowsTogether)
            guard !records.isEmpty else { break }
            course = try await inTransaction { [course] writing in
                writing.course = course
                for (line, record) in records { try writing.write(record, line: line) }
            }
            try await between()
        }
        return try await inTransaction { [course] writing in
            writing.course = course
            try writing.end()
        }.count
    }

    private func removeArriving() async throws {
        while try await database.write({ try ArrivingRecords(database: $0).remove(StoreDatabase.rowsTogether) }) {
            try Task.checkCancellation()
        }
    }

    private func inTransaction(
        _ body: @escaping @Sendable (inout RecordWriting) throws -> Void
    ) async throws -> RecordWriting.Course {
        let owner = owner.owner
        let now = now
        let outcome: Result<RecordWriting.Course, RecordFault> = try await database.onWriter { database in
            do {
                return .success(
                    try StoreDatabase.transaction(database) { database in
                        var writing = RecordWriting(
                            database: database, entries: EntryWriting(database: database, owner: owner, time: now()))
                        try body(&writing)
                        return writing.course
                    })
            } catch let fault as RecordFault {
                return .failure(fault)
            }
        }
        return try outcome.get()
    }
}

extension RecordLines {
    /// The next records with the numbers of their lines, at most so many; none at the end.
    fileprivate mutating func next(_ count: Int) throws(RecordFault) -> [(line: Int, record: HistoryRecord)] {
        var records: [(line: Int, record: HistoryRecord)] = []
        while records.count < count, let record = try next() { records.append((line, record)) }
        return records
    }
}
