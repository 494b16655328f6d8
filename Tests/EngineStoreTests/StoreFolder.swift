import EngineCore
import EngineModel
import Foundation
import GRDB
import Glibc
import RunwareAPI

@testable import EngineStore

/// A folder of its own for one test; gone when the test ends.
final class StoreFolder: Sendable {
    let path: String

    init() throws {
        let name = "easel-store-\(UUID().uuidString)"
        path = FileManager.default.temporaryDirectory.path + "/" + name
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    }

    deinit {
        chmod(path, 0o700)
        try? FileManager.default.removeItem(atPath: path)
    }

    /// The data folder inside, which the store makes.
    var data: String { path + "/data" }
    var database: String { data + "/easel.sqlite" }
    var sentLog: String { data + "/sent.log" }

    /// Opens a copy of the store, as a process would, on a thread that may block.
    func open(owner: UInt64 = 1, at time: Int64 = 1_750_000_000_000) async throws(StoreFailure) -> EngineStore {
        let data = data
        let result: Result<EngineStore, StoreFailure> = await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(
                    returning: Result { () throws(StoreFailure) in
                        try EngineStore.open(
                            dataDirectory: data, ownerBits: TaskUUID(randomBits: owner, 0),
                            now: { Timestamp(milliseconds: time) })
                    })
            }
        }
        return try result.get()
    }

    func bytes(_ path: String) throws -> Data { try Data(contentsOf: URL(filePath: path)) }

    func text(_ path: String) throws -> String { String(decoding: try bytes(path), as: UTF8.self) }

    /// The permission bits of a file or folder.
    func mode(_ path: String) -> mode_t {
        var information = stat()
        return stat(path, &information) == 0 ? information.st_mode & 0o777 : 0
    }
}

extension EngineStore {
    /// The job of this id, in history or not.
    func stored(_ id: JobID) async throws -> Job? {
        try await database.read { database in
            let row = try Int64.fetchOne(database, sql: "SELECT id FROM jobs WHERE uuid = ?", arguments: [id.text])
            return try row.flatMap { try JobRecords(database: database).job(row: $0) }
        }
    }

    /// Runs SQL on the connection that writes.
    func execute(_ sql: String) async throws(StoreFailure) {
        try await database.write { try $0.execute(sql: sql) }
    }

    /// How SQLite would answer, as EXPLAIN QUERY PLAN says it.
    func plan(_ sql: String) async throws -> String {
        try await database.onWriter { connection in
            try Row.fetchAll(connection, sql: "EXPLAIN QUERY PLAN " + sql).map { $0["detail"] as String }
                .joined(separator: "\n")
        }
    }

    /// The only number that the SQL answers, from the connection that writes.
    func number(_ sql: String) async throws -> Int? {
        try await database.onWriter { try Int.fetchOne($0, sql: sql) }
    }
}

extension String {
    var data: Data { Data(utf8) }
}

extension Disk {
    /// Writes a whole file.
    static func write(_ bytes: Data, to path: String) throws(StoreFailure) {
        let file = try open(path, O_WRONLY | O_CREAT | O_TRUNC)
        defer { close(file) }
        try write(bytes, to: file, path: path)
    }
}
