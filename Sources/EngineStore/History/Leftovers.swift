import GRDB
import RunwareAPI

/// What is still to be unlinked of what was deleted for ever. It is remembered in the transaction that deletes the rows:
/// neither a crash nor a disk that refuses leaves a file that nobody knows of.
struct Leftovers {
    let database: Database

    /// Files below the data folder.
    func remember(_ files: [String]) throws {
        let statement = try database.cachedStatement(sql: "INSERT OR IGNORE INTO leftovers (path) VALUES (?)")
        for file in files { try statement.execute(arguments: [file]) }
    }

    /// The files that are to be unlinked; not those that a row names again, one that was imported for instance.
    func files() throws -> [String] {
        let all = try String.fetchAll(database, sql: "SELECT path FROM leftovers WHERE path LIKE 'images/%'")
        if all.isEmpty { return [] }
        let named = try Set(
            String.fetchAll(
                database, sql: "SELECT path FROM results WHERE path IN (SELECT path FROM leftovers)"))
        return all.filter { !named.contains($0) }
    }

    /// Those of these tasks that were erased: nobody comes any more to let go of their raw answers.
    func erased(of tasks: [TaskUUID]) throws -> [TaskUUID] {
        let statement = try database.cachedStatement(sql: "SELECT 1 FROM erased WHERE uuid = ?")
        return try tasks.filter { try Bool.fetchOne(statement, arguments: [$0.text]) ?? false }
    }

    /// These are gone.
    func forget(_ files: [String]) throws {
        let statement = try database.cachedStatement(sql: "DELETE FROM leftovers WHERE path = ?")
        for file in files { try statement.execute(arguments: [file]) }
    }
}
