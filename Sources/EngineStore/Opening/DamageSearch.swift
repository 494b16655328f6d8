import EngineCore
import GRDB

/// Looking for damage: a glance at every start, and everything when a running program met some.
struct DamageSearch {
    let database: Database

    /// Reads the first row of every table, which takes less than a millisecond. Throws what SQLite says of damage.
    func glance() throws {
        let tables = try String.fetchAll(
            database, sql: "SELECT name FROM sqlite_master WHERE type = 'table' AND rootpage > 0")
        for table in tables {
            _ = try Row.fetchOne(database, sql: "SELECT * FROM \(table.quotedDatabaseIdentifier) LIMIT 1")
        }
    }

    /// Looks at every page, for seconds with a million results. Reads only.
    func whole(path: String) throws {
        let word = try String.fetchOne(database, sql: "PRAGMA integrity_check(1)")
        // From 3.44 on SQLite looks at the index of words too, which can be mended.
        if word?.hasPrefix("malformed inverted index") == true { return }
        guard word == "ok" else { throw StoreFailure.damaged(path: path, reason: word ?? "no answer to a check") }
    }

    /// Makes the index of words anew where it does not fit the history; nothing is in it that is not elsewhere.
    ///
    /// - Returns: whether it had to be made anew.
    func mendSearch() throws -> Bool {
        do {
            try database.execute(sql: "INSERT INTO search (search, rank) VALUES ('integrity-check', 1)")
            return false
        } catch let error as DatabaseError where error.resultCode == .SQLITE_CORRUPT {
            try database.execute(sql: "INSERT INTO search (search) VALUES ('rebuild')")
            return true
        }
    }
}
