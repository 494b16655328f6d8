import Foundation
import GRDB
import RunwareAPI

/// The durable memory of the service. Every write is on the disk when its function returns (`synchronous` FULL).
struct ServiceDatabase: Sendable {
    private let queue: DatabaseQueue

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
        try await queue.write { try $0.execute(sql: "UPDATE service SET chosenPort = ?", arguments: [port]) }
    }

    /// Those of these UUIDs that were accepted before, by whatever run.
    func accepted(among candidates: Set<TaskUUID>) async throws -> Set<TaskUUID> {
        guard !candidates.isEmpty else { return [] }
        return try await queue.read { database in
            let statement = try database.cachedStatement(sql: "SELECT 1 FROM task WHERE taskUUID = ?")
            return try candidates.filter { try Bool.fetchOne(statement, arguments: [$0.text]) != nil }
        }
    }

    /// Accepts tasks in one transaction; returns those whose UUID another message took first, which are not accepted.
    func accept(_ tasks: [AcceptedTask], at now: Date) async throws -> Set<TaskUUID> {
        guard !tasks.isEmpty else { return [] }
        return try await queue.write { database in
            var taken: Set<TaskUUID> = []
            for task in tasks {
                try database.execute(
                    sql: "INSERT OR IGNORE INTO task (taskUUID, request, accepted) VALUES (?, ?, ?)",
                    arguments: [task.taskUUID.text, task.requestJSON, Milliseconds.from(now)])
                if database.changesCount == 0 { taken.insert(task.taskUUID) }
            }
            return taken
        }
    }

    /// Keeps a generated image and takes its price from the balance.
    func record(_ image: ImageRecord) async throws {
        try await queue.write { database in
            // Seeds as text: SQLite has no unsigned 64-bit integers.
            try database.execute(
                sql: """
                    INSERT INTO result (imageUUID, taskUUID, position, seed, prompt, width, height, format, quality,
                        created, expires, charged) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    image.imageUUID.text, image.taskUUID.text, image.position, String(image.seed), image.prompt,
                    image.width, image.height, image.format.rawValue, image.quality, Milliseconds.from(image.created),
                    image.expires.map(Milliseconds.from), image.charged.microDollars,
                ])
            try database.execute(
                sql: "UPDATE service SET balance = balance - ?", arguments: [image.charged.microDollars])
        }
    }

    /// Notes that a task needs no more work.
    func finish(_ taskUUID: TaskUUID, at now: Date) async throws {
        try await queue.write { database in
            try database.execute(
                sql: "UPDATE task SET finished = ? WHERE taskUUID = ?",
                arguments: [Milliseconds.from(now), taskUUID.text])
        }
    }

    /// The accepted tasks without an end, oldest first. A request that this version cannot read is left alone.
    func unfinished() async throws -> [UnfinishedTask] {
        try await queue.read { database in
            let tasks = try Row.fetchAll(
                database, sql: "SELECT taskUUID, request FROM task WHERE finished IS NULL ORDER BY accepted, rowid")
            return try tasks.compactMap { row in
                let json: String = row["request"]
                guard let members = try? JSONValue(parsing: Data(json.utf8)), case .object(let object) = members,
                    let read = try? ImageRequest.read(object, rules: .wire), let taskUUID = read.taskUUID
                else { return nil }
                let results = try Row.fetchAll(
                    database, sql: "SELECT position, seed FROM result WHERE taskUUID = ?", arguments: [taskUUID.text])
                let finished = results.compactMap { row in
                    UInt64(row["seed"] as String).map { (row["position"] as Int, $0) }
                }
                return UnfinishedTask(
                    task: AcceptedTask(taskUUID: taskUUID, request: read.request, requestJSON: json),
                    finished: Dictionary(finished) { first, _ in first })
            }
        }
    }

    /// The image of this UUID, nil when there is none.
    func image(_ imageUUID: TaskUUID) async throws -> ImageRecord? {
        try await queue.read { database in
            try Row.fetchOne(
                database, sql: "SELECT * FROM result WHERE imageUUID = ?", arguments: [imageUUID.text]
            ).flatMap(ImageRecord.init(row:))
        }
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

extension ImageRecord {
    /// Nil when the row was damaged.
    fileprivate init?(row: Row) {
        guard let imageUUID = TaskUUID(row["imageUUID"] as String), let taskUUID = TaskUUID(row["taskUUID"] as String),
            let seed = UInt64(row["seed"] as String), let format = OutputFormat(rawValue: row["format"] as String)
        else { return nil }
        self.init(
            imageUUID: imageUUID, taskUUID: taskUUID, position: row["position"], seed: seed, prompt: row["prompt"],
            width: row["width"], height: row["height"], format: format, quality: row["quality"],
            created: Milliseconds.date(row["created"]), expires: (row["expires"] as Int64?).map(Milliseconds.date),
            charged: Money(microDollars: row["charged"]))
    }
}

/// Moments are kept as whole milliseconds since 1970.
private enum Milliseconds {
    static func from(_ date: Date) -> Int64 { Int64((date.timeIntervalSince1970 * 1000).rounded()) }
    static func date(_ value: Int64) -> Date { Date(timeIntervalSince1970: Double(value) / 1000) }
}
