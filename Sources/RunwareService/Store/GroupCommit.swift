import GRDB
import Synchronization

/// Makes the writes of many callers durable together: while one transaction is on its way to the disk, the next ones
/// gather, and all of them become the next transaction. Each caller waits for the transaction that holds its write, so
/// nobody is told sooner than before that something is durable; writes are performed in the order of the calls, and one
/// that fails undoes itself alone.
///
/// A write is not cancelled with the calling task.
final class GroupCommit: Sendable {
    private let writer: any DatabaseWriter
    private let waiting = Mutex<[Member]>([])

    /// A write that waits for its group.
    private struct Member: Sendable {
        /// Performs it and keeps what came of it. False when it failed.
        let perform: @Sendable (Database) -> Bool
        /// Tells the caller, with the error of the group when there was one.
        let end: @Sendable ((any Error)?) -> Void
    }

    init(_ writer: any DatabaseWriter) { self.writer = writer }

    /// Performs a write inside a transaction; when it returns, the transaction is durable.
    func write<Value: Sendable>(_ body: @escaping @Sendable (Database) throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Value, any Error>) in
            let outcome = Mutex<Result<Value, any Error>?>(nil)
            let member = Member(
                perform: { database in
                    let result = Result { try body(database) }
                    outcome.withLock { $0 = result }
                    if case .success = result { return true } else { return false }
                },
                end: { error in
                    let own = outcome.withLock { $0 }
                    switch (own, error) {
                    case (.success?, let error?), (nil, let error?): continuation.resume(throwing: error)
                    case (let result?, _): continuation.resume(with: result)
                    case (nil, nil): preconditionFailure("a write was neither performed nor refused")
                    }
                })
            let isFirst = waiting.withLock { waiting in
                waiting.append(member)
                return waiting.count == 1
            }
            // The others of a group find its first one on its way to the writer.
            if isFirst { writer.asyncWriteWithoutTransaction { self.commitAll($0) } }
        }
    }

    /// How many writes wait for the next transaction.
    var waitingCount: Int { waiting.withLock { $0.count } }

    private func commitAll(_ database: Database) {
        let group = waiting.withLock { waiting in
            defer { waiting = [] }
            return waiting
        }
        var failure: (any Error)?
        do {
            try commit(group, database)
        } catch {
            // SQLite may have rolled back by itself.
            if database.isInsideTransaction { try? database.rollback() }
            failure = error
        }
        for member in group { member.end(failure) }
    }

    /// Takes the write lock first, so that what is read inside cannot be changed by another process before the commit.
    private func commit(_ group: [Member], _ database: Database) throws {
        try database.beginTransaction(.immediate)
        if let only = group.first, group.count == 1 {
            guard only.perform(database) else { return try database.rollback() }
        } else {
            for member in group { try database.inSavepoint { member.perform(database) ? .commit : .rollback } }
        }
        try database.commit()
    }
}
