import Foundation
import GRDB
import RunwareAPI

/// What the service reads of its memory.
extension ServiceDatabase {
    /// The accepted tasks without an end, oldest first. A request that this version cannot read is left alone.
    func unfinished() async throws -> [UnfinishedTask] {
        try await queue.read { database in
            let tasks = try Row.fetchAll(
                database, sql: "SELECT id, taskUUID, request FROM task WHERE finished IS NULL ORDER BY accepted, id")
            return try tasks.compactMap(AcceptedTask.init(row:)).map { task in
                var settled: [Int: UInt64?] = [:]
                for row in try Row.fetchAll(
                    database, sql: "SELECT position, seed FROM result WHERE taskID = ?", arguments: [task.id])
                {
                    settled[row["position"]] = .some(UInt64(row["seed"] as String))
                }
                for position in try Int.fetchAll(
                    database, sql: "SELECT position FROM failure WHERE taskID = ?", arguments: [task.id])
                {
                    settled[position] = .some(nil)
                }
                return UnfinishedTask(task: task, settled: settled)
            }
        }
    }

    /// What has become of the task that was last accepted under a UUID; nil when there is none that can be read.
    func task(_ taskUUID: TaskUUID) async throws -> TaskRecord? {
        try await queue.read { database in
            let found = try Row.fetchOne(
                database,
                sql: "SELECT id, taskUUID, request, finished FROM task WHERE taskUUID = ? ORDER BY id DESC LIMIT 1",
                arguments: [taskUUID.text])
            guard let found, let task = AcceptedTask(row: found) else { return nil }
            var outcomes: [(sequence: Int, outcome: TaskRecord.Outcome)] = []
            for row in try Row.fetchAll(
                database, sql: "SELECT * FROM result WHERE taskID = ?", arguments: [task.id])
            {
                if let image = ImageRecord(row: row) { outcomes.append((row["sequence"], .image(image))) }
            }
            for row in try Row.fetchAll(
                database, sql: "SELECT sequence, error FROM failure WHERE taskID = ?", arguments: [task.id])
            {
                let json: String = row["error"]
                guard let error = try? JSONGuard.decode(ServiceError.self, from: Data(json.utf8)) else { continue }
                outcomes.append((row["sequence"], .failure(error)))
            }
            outcomes.sort { $0.sequence < $1.sequence }
            return TaskRecord(
                task: task,
                isFinished: (found["finished"] as Int64?) != nil || outcomes.count >= task.parameters.numberResults,
                outcomes: outcomes.map(\.outcome))
        }
    }

    /// The image of this UUID, nil when there is none or when so many newer ones exist that its link was taken back.
    /// - Parameter limit: so many of the newest images have links.
    func image(_ imageUUID: TaskUUID, among limit: Int) async throws -> ImageRecord? {
        try await queue.read { database in
            // Rows are never deleted, so their numbers have no gaps.
            try Row.fetchOne(
                database,
                sql: "SELECT * FROM result WHERE imageUUID = ? AND id > (SELECT max(id) FROM result) - ?",
                arguments: [imageUUID.text, limit]
            ).flatMap(ImageRecord.init(row:))
        }
    }

    /// How many images were charged for, by prompt.
    func charges() async throws -> [String: Int] {
        try await queue.read { database in
            let rows = try Row.fetchAll(database, sql: "SELECT prompt, count(*) AS count FROM result GROUP BY prompt")
            return Dictionary(rows.map { ($0["prompt"], $0["count"]) }) { first, _ in first }
        }
    }

    /// What was charged and accepted since a moment.
    func usage(since start: Date) async throws -> Usage {
        try await queue.read { database in
            let start = Milliseconds.from(start)
            let charged = try Int64.fetchOne(
                database, sql: "SELECT sum(charged) FROM result WHERE created >= ?", arguments: [start])
            let requests = try Int.fetchOne(
                database, sql: "SELECT count(*) FROM task WHERE accepted >= ?", arguments: [start])
            return Usage(credits: Money(microDollars: charged ?? 0), requests: requests ?? 0)
        }
    }
}

extension AcceptedTask {
    /// Nil when the request cannot be read by this version.
    fileprivate init?(row: Row) {
        let json: String = row["request"]
        guard let members = try? JSONValue(parsing: Data(json.utf8)), case .object(let object) = members,
            let read = try? ImageRequest.read(object, rules: .wire), let taskUUID = read.taskUUID
        else { return nil }
        self.init(id: row["id"], sent: SentImages(taskUUID: taskUUID, request: read.request, requestJSON: json))
    }
}

extension ImageRecord {
    /// Nil when the row was damaged.
    init?(row: Row) {
        guard let imageUUID = TaskUUID(row["imageUUID"] as String), let seed = UInt64(row["seed"] as String),
            let format = OutputFormat(rawValue: row["format"] as String)
        else { return nil }
        self.init(
            imageUUID: imageUUID, taskID: row["taskID"], position: row["position"], seed: seed, prompt: row["prompt"],
            width: row["width"], height: row["height"], format: format, quality: row["quality"],
            created: Milliseconds.date(row["created"]), expires: (row["expires"] as Int64?).map(Milliseconds.date),
            charged: Money(microDollars: row["charged"]))
    }
}
