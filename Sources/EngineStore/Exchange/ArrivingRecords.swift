import GRDB

/// Rows of an import that is not through yet.
struct ArrivingRecords {
    let database: Database

    /// Nobody sees this row until the import is through.
    func hide(_ sequence: Int64) throws {
        try execute("INSERT INTO arriving (sequence) VALUES (?)", [sequence])
    }

    /// The import is through: what it brought is there for all.
    func show() throws { try database.execute(sql: "DELETE FROM arriving") }

    /// Takes some of the rows away, with jobs of which nothing else is left. Returns whether there were any.
    func remove(_ count: Int) throws -> Bool {
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT history.sequence, history.job, history.result FROM arriving
                    JOIN history ON history.sequence = arriving.sequence ORDER BY history.sequence LIMIT ?
                """,
            arguments: [count])
        for row in rows {
            try execute("DELETE FROM history WHERE sequence = ?", [row["sequence"] as Int64])
            try execute("DELETE FROM results WHERE id = ?", [row["result"] as Int64?])
        }
        for job in Set(rows.map { $0["job"] as Int64 }) {
            let isLeft = try Bool.fetchOne(
                database.cachedStatement(
                    sql: """
                        SELECT 1 FROM history WHERE job = ?1 UNION ALL SELECT 1 FROM results WHERE job = ?1
                        """),
                arguments: [job])
            guard isLeft == nil else { continue }
            try execute("DELETE FROM attempts WHERE job = ?", [job])
            try execute("DELETE FROM jobs WHERE id = ?", [job])
        }
        try database.execute(
            sql: "DELETE FROM services WHERE NOT EXISTS (SELECT 1 FROM history WHERE history.service = services.id)")
        return !rows.isEmpty
    }

    private func execute(_ sql: String, _ arguments: StatementArguments) throws {
        try database.cachedStatement(sql: sql).execute(arguments: arguments)
    }
}
