import EngineCore
import GRDB

/// The shape of the database, step by step. A step that was ever released is frozen; another is added after it.
enum StoreMigrations {
    /// Marks the file as ours: "Easl".
    static let applicationID: Int32 = 0x4561_736C

    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1 jobs and history") { try $0.execute(sql: firstSchema) }
        migrator.registerMigration("2 recovering") { try $0.execute(sql: secondSchema) }
        migrator.registerMigration("3 adopting") { try $0.execute(sql: thirdSchema) }
        migrator.registerMigration("recalled prompts") { try $0.execute(sql: promptSchema) }
        migrator.registerMigration("sweeps") { try $0.execute(sql: sweepSchema) }
        migrator.registerMigration("spending") { try $0.execute(sql: spendingSchema) }
        migrator.registerMigration("history by time") { try historySchema($0) }
        migrator.registerMigration("kept marks") { try $0.execute(sql: keptMarksSchema) }
        migrator.registerMigration("arriving rows") { try $0.execute(sql: arrivingSchema) }
        migrator.registerMigration("erasing") { try $0.execute(sql: erasingSchema) }
        migrator.registerMigration("retries") { try $0.execute(sql: retrySchema) }
        return migrator
    }

    /// Refuses what is not ours or is newer than this program. Reads only.
    static func check(_ database: Database, path: String) throws {
        let id = try Int32.fetchOne(database, sql: "PRAGMA application_id")
        let foreign = try Int.fetchOne(
            database,
            sql: "SELECT count(*) FROM sqlite_master WHERE name NOT LIKE 'grdb%' AND name NOT LIKE 'sqlite%'")
        if id != applicationID, foreign != 0 {
            throw StoreFailure.foreign(path: path)
        }
        if try migrator.hasBeenSuperseded(database) { throw StoreFailure.newer(path: path) }
    }
}
