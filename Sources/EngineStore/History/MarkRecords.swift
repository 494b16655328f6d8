import EngineCore
import EngineModel
import GRDB

/// What users write on rows.
struct MarkRecords {
    let database: Database
    let now: Timestamp

    /// Changes marks, and returns what takes it back, in the order in which that has to be done.
    func mark(_ changes: [RowChange]) throws -> [RowChange] {
        var undoing: [RowChange] = []
        for change in changes {
            guard let sequence = try HistoryRecords(database: database).sequence(of: change.id) else { continue }
            var marks = try marks(of: sequence)
            guard let back = marks.take(change.change, now: now) else { continue }
            try write(marks, change.change, to: sequence)
            undoing.append(RowChange(change.id, back))
        }
        return undoing.reversed()
    }

    /// Writes all marks of a row that has none.
    func write(_ marks: HistoryMarks, to id: HistoryID) throws {
        let tags = marks.tags.map { MarkChange.tag($0, isOn: true) }
        _ = try mark(
            ([.rating(marks.rating), .pick(marks.isPicked), .note(marks.note)] + tags).map { RowChange(id, $0) })
    }

    /// The tags in use, those used most first.
    func tags(limit: Int) throws -> [TagCount] {
        try Row.fetchAll(
            database,
            sql: "SELECT tag, count(*) AS count FROM tags GROUP BY tag ORDER BY count DESC, tag LIMIT ?",
            arguments: [max(limit, 0)]
        ).map { TagCount(tag: $0["tag"], count: $0["count"]) }
    }

    private func marks(of sequence: Int64) throws -> HistoryMarks {
        let statement = try database.cachedStatement(
            sql: """
                SELECT rating, picked, note, deleted_at,
                    (SELECT group_concat(tag, char(10)) FROM tags WHERE tags.sequence = history.sequence) AS tags
                    FROM history WHERE sequence = ?
                """)
        return try Row.fetchOne(statement, arguments: [sequence]).map(HistoryRecords.marks) ?? HistoryMarks()
    }

    private func write(_ marks: HistoryMarks, _ change: MarkChange, to sequence: Int64) throws {
        switch change {
        case .tag:
            try execute("DELETE FROM tags WHERE sequence = ?", [sequence])
            for tag in marks.tags {
                try execute("INSERT INTO tags (sequence, tag) VALUES (?, ?)", [sequence, ColumnText.of(tag)])
            }
        case .rating, .pick, .note, .bin:
            try execute(
                "UPDATE history SET rating = ?, picked = ?, note = ?, deleted_at = ? WHERE sequence = ?",
                [
                    marks.rating, marks.isPicked, marks.note.map(ColumnText.of), marks.deletedAt?.milliseconds,
                    sequence,
                ])
        }
    }

    private func execute(_ sql: String, _ arguments: StatementArguments) throws {
        try database.cachedStatement(sql: sql).execute(arguments: arguments)
    }
}
