import Foundation
import GRDB
import Synchronization
import Testing

@testable import RunwareService

@Suite("Writes of one moment", .timeLimit(.minutes(1)))
struct GroupCommitTests {
    private let queue: DatabaseQueue
    private let writes: GroupCommit
    private let commits = Commits()

    private struct Refused: Error {}

    /// Counts transactions that became durable.
    private final class Commits: TransactionObserver, Sendable {
        private let counter = Atomic(0)
        var count: Int { counter.load(ordering: .relaxed) }
        func observes(eventsOfKind eventKind: DatabaseEventKind) -> Bool { true }
        func databaseDidChange(with event: DatabaseEvent) {}
        func databaseDidCommit(_ db: Database) { counter.add(1, ordering: .relaxed) }
        func databaseDidRollback(_ db: Database) {}
    }

    init() throws {
        queue = try DatabaseQueue()
        writes = GroupCommit(queue)
        let commits = commits
        try queue.write { try $0.execute(sql: "CREATE TABLE word (id INTEGER PRIMARY KEY, text TEXT UNIQUE)") }
        queue.add(transactionObserver: commits, extent: .databaseLifetime)
    }

    private var words: [String] {
        get throws { try queue.read { try String.fetchAll($0, sql: "SELECT text FROM word ORDER BY id") } }
    }

    private func add(_ text: String) async throws {
        try await writes.write { try $0.execute(sql: "INSERT INTO word (text) VALUES (?)", arguments: [text]) }
    }

    /// Lets writes gather behind a database that is busy, and returns how each of them ended.
    private func gathered(_ count: Int, _ write: @escaping @Sendable (Int) async throws -> Void) async -> [Bool] {
        let gate = DispatchSemaphore(value: 0)
        queue.asyncWriteWithoutTransaction { _ in gate.wait() }
        return await withTaskGroup(of: (Int, Bool).self) { group in
            for number in 0..<count {
                group.addTask { (number, (try? await write(number)) != nil) }
            }
            while writes.waitingCount < count { await Task.yield() }
            gate.signal()
            var ended = Array(repeating: false, count: count)
            for await (number, isDurable) in group { ended[number] = isDurable }
            return ended
        }
    }

    @Test("become durable in one transaction")
    func together() async throws {
        #expect(await gathered(8) { try await add("\($0)") } == Array(repeating: true, count: 8))
        #expect(try Set(words) == Set((0..<8).map(String.init)))
        #expect(commits.count == 1)
    }

    @Test("one that fails undoes itself alone, and says why")
    func oneFails() async throws {
        let ended = await gathered(4) { number in
            try await writes.write { database in
                try database.execute(sql: "INSERT INTO word (text) VALUES (?)", arguments: ["\(number)"])
                if number == 2 { throw Refused() }
            }
        }
        #expect(ended == [true, true, false, true])
        #expect(try Set(words) == ["0", "1", "3"])
        await #expect(throws: Refused.self) { try await writes.write { _ in throw Refused() } }
    }

    @Test("none is durable when their transaction is not")
    func groupFails() async throws {
        try await queue.write { database in
            try database.execute(
                sql: """
                    CREATE TABLE other (word INTEGER REFERENCES word (id) DEFERRABLE INITIALLY DEFERRED)
                    """)
        }
        // A reference into nothing is found out by the commit.
        let ended = await gathered(3) { number in
            try await writes.write { database in
                try database.execute(sql: "INSERT INTO word (text) VALUES (?)", arguments: ["\(number)"])
                if number == 1 { try database.execute(sql: "INSERT INTO other VALUES (99)") }
            }
        }
        #expect(ended == [false, false, false])
        #expect(try words.isEmpty)
        try await add("after")
        #expect(try words == ["after"])
    }

    @Test("return what they read, in the order of the calls")
    func order() async throws {
        for number in 0..<5 {
            let before = try await writes.write { database in
                let count = try Int.fetchOne(database, sql: "SELECT count(*) FROM word")
                try database.execute(sql: "INSERT INTO word (text) VALUES (?)", arguments: ["\(number)"])
                return count
            }
            #expect(before == number)
        }
    }
}
