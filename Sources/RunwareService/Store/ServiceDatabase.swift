import Foundation
import GRDB
import RunwareAPI

/// The durable memory of the service. Every write is on the disk when its function returns (`synchronous` FULL); those
/// of one moment go there together.
struct ServiceDatabase: Sendable {
    let queue: DatabaseQueue
    private let writes: GroupCommit

    /// Opens or makes the database and brings it up to date. Blocks.
    init(path: String) throws {
        queue = try Self.openQueue(path: path)
        try ServiceMigrations.migrator.migrate(queue)
        try queue.writeWithoutTransaction { database in
            // GRDB sets NORMAL for WAL after its own preparation, hence after opening. EXTRA also syncs the folder,
            // which only the rollback journal needs.
            let mode = try String.fetchOne(database, sql: "PRAGMA journal_mode")
            try database.execute(sql: "PRAGMA synchronous = " + (mode == "wal" ? "FULL" : "EXTRA"))
        }
        writes = GroupCommit(queue)
    }

    /// Where shared memory is missing (network file systems) the write-ahead log does not work: the rollback journal
    /// does, and the lock on the store keeps other writers out.
    private static func openQueue(path: String) throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.busyMode = .timeout(5)
        configuration.label = "easel.service.store"
        configuration.journalMode = .wal
        do {
            return try DatabaseQueue(path: path, configuration: configuration)
        } catch {
            configuration.journalMode = .default
            return try DatabaseQueue(path: path, configuration: configuration)
        }
    }

    /// The `synchronous` level in force: 2 is FULL, 3 is EXTRA. Blocks.
    func synchronousLevel() throws -> Int? {
        try queue.read { try Int.fetchOne($0, sql: "PRAGMA synchronous") }
    }

    /// Blocks.
    func state() throws -> StoreState {
        try queue.write(Self.state)
    }

    private static func state(_ database: Database) throws -> StoreState {
        guard let row = try Row.fetchOne(database, sql: "SELECT storeID, chosenPort, balance FROM service") else {
            throw DatabaseError(message: "the store has no identity")
        }
        return StoreState(
            storeID: row["storeID"], chosenPort: row["chosenPort"], balance: Money(microDollars: row["balance"]))
    }

    func currentState() async throws -> StoreState {
        try await queue.read(Self.state)
    }

    /// Remembers a port that was chosen because the configured one was not to be had.
    func remember(port: Int) async throws {
        try await writes.write { database in
            try database.execute(sql: "UPDATE service SET chosenPort = ?", arguments: [port])
        }
    }

    /// Those of these UUIDs that were accepted before, by whatever run.
    func accepted(among candidates: Set<TaskUUID>) async throws -> Set<TaskUUID> {
        guard !candidates.isEmpty else { return [] }
        return try await queue.read { database in
            let statement = try database.cachedStatement(sql: "SELECT 1 FROM task WHERE taskUUID = ?")
            return try candidates.filter { try Bool.fetchOne(statement, arguments: [$0.text]) != nil }
        }
    }

    /// Accepts tasks in one transaction, with the images that they have already. Those whose UUID another message took
    /// first are left out.
    /// - Parameter repeated: whether UUIDs are accepted although they were used before.
    func accept(
        _ tasks: [SentImages], repeated: Bool = false, at now: Date
    ) async throws -> [TaskUUID: AcceptedTask] {
        guard !tasks.isEmpty else { return [:] }
        return try await writes.write { database in
            var accepted: [TaskUUID: AcceptedTask] = [:]
            for task in tasks {
                let moment = Milliseconds.from(now)
                try database.cachedStatement(
                    sql: """
                        INSERT INTO task (taskUUID, request, accepted, finished) SELECT ?1, ?2, ?3, ?4
                            WHERE ?5 OR NOT EXISTS (SELECT 1 FROM task WHERE taskUUID = ?1)
                        """
                ).execute(
                    arguments: [
                        task.taskUUID.text, task.requestJSON, moment, task.images.isEmpty ? nil : moment, repeated,
                    ])
                guard database.changesCount > 0 else { continue }
                var kept = AcceptedTask(id: database.lastInsertedRowID, sent: task)
                for index in kept.sent.images.indices {
                    kept.sent.images[index].taskID = kept.id
                    try Self.insert(kept.sent.images[index], sequence: index, database)
                }
                accepted[task.taskUUID] = kept
            }
            return accepted
        }
    }

    /// Keeps a generated image, takes its price from the balance, and notes with the last one that its task needs no
    /// more work.
    func record(_ image: ImageRecord, of task: AcceptedTask) async throws {
        try await writes.write { database in
            let sequence = try Self.outcomes(of: image.taskID, database)
            try Self.insert(image, sequence: sequence, database)
            if sequence + 1 >= task.parameters.numberResults {
                try Self.finish(image.taskID, at: image.created, database)
            }
        }
    }

    private static func insert(_ image: ImageRecord, sequence: Int, _ database: Database) throws {
        // Seeds as text: SQLite has no unsigned 64-bit integers.
        try database.cachedStatement(
            sql: """
                INSERT INTO result (imageUUID, taskID, position, sequence, seed, prompt, width, height, format,
                    quality, created, expires, charged) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(
            arguments: [
                image.imageUUID.text, image.taskID, image.position, sequence, String(image.seed), image.prompt,
                image.width, image.height, image.format.rawValue, image.quality, Milliseconds.from(image.created),
                image.expires.map(Milliseconds.from), image.charged.microDollars,
            ])
        try database.cachedStatement(sql: "UPDATE service SET balance = balance - ?")
            .execute(arguments: [image.charged.microDollars])
    }

    /// Keeps how a result failed. Nothing is charged for it.
    func record(_ error: ServiceError, of taskID: Int64, position: Int) async throws {
        let json = String(decoding: try JSONEncoder().encode(error), as: UTF8.self)
        try await writes.write { database in
            try database.execute(
                sql: "INSERT INTO failure (taskID, position, sequence, error) VALUES (?, ?, ?, ?)",
                arguments: [taskID, position, try Self.outcomes(of: taskID, database), json])
        }
    }

    /// Notes that a task needs no more work.
    func finish(_ taskID: Int64, at now: Date) async throws {
        try await writes.write { database in try Self.finish(taskID, at: now, database) }
    }

    private static func finish(_ taskID: Int64, at now: Date, _ database: Database) throws {
        try database.cachedStatement(sql: "UPDATE task SET finished = ? WHERE id = ?")
            .execute(arguments: [Milliseconds.from(now), taskID])
    }

    /// How many outcomes a task has: the place of the next one among them.
    private static func outcomes(of taskID: Int64, _ database: Database) throws -> Int {
        try Int.fetchOne(
            database.cachedStatement(
                sql: """
                    SELECT (SELECT count(*) FROM result WHERE taskID = ?1)
                        + (SELECT count(*) FROM failure WHERE taskID = ?1)
                    """), arguments: [taskID]) ?? 0
    }

    /// Waits for running statements and closes. Later calls of anything here fail.
    func close() async {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                try? queue.close()
                continuation.resume()
            }
        }
    }
}

/// Moments are kept as whole milliseconds since 1970; one that lies beyond all of them is the last one.
enum Milliseconds {
    static func from(_ date: Date) -> Int64 {
        Int64(exactly: (date.timeIntervalSince1970 * 1000).rounded()) ?? .max
    }
    static func date(_ value: Int64) -> Date { Date(timeIntervalSince1970: Double(value) / 1000) }
}
