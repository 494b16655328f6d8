import EngineCore
import EngineModel
import GRDB
import RunwareAPI

/// What users write on rows.
struct MarkRecords {
    let database: Database
    let now: Timestamp

    /// Changes marks, and returns what takes it back, in the order in which that has to be done.
    func mark(_ changes: [RowChange]) throws -> [RowChange] {
        var undoing: [RowChange] = []
        for change in changes {
            guard let place = try place(of: change) else { continue }
            var marks = try marks(at: place)
            guard let back = marks.take(change.change, now: now) else { continue }
            try write(marks, change.change, at: place)
            undoing.append(RowChange(place.id, back))
        }
        return undoing.reversed()
    }

    /// Writes the marks of a row that has none; where it has some they stay.
    func write(_ marks: HistoryMarks, to id: HistoryID, at sequence: Int64) throws {
        let place = Place.row(id, sequence: sequence)
        var marks = marks
        if marks.note?.isEmpty == true { marks.note = nil }
        guard marks != HistoryMarks(), try self.marks(at: place) == HistoryMarks() else { return }
        try write(marks, .note(marks.note), at: place)
        if let tag = marks.tags.first { try write(marks, .tag(tag, isOn: true), at: place) }
    }

    /// The tags in use, those used most first.
    func tags(limit: Int) throws -> [TagCount] {
        try Row.fetchAll(
            database,
            sql: "SELECT tag, count(*) AS count FROM tags GROUP BY tag ORDER BY count DESC, tag LIMIT ?",
            arguments: [max(limit, 0)]
        ).map { TagCount(tag: $0["tag"], count: $0["count"]) }
    }

    private func marks(at place: Place) throws -> HistoryMarks {
        let sql =
            switch place {
            case .row:
                """
                SELECT rating, picked, note, deleted_at,
                    (SELECT group_concat(tag, char(10)) FROM tags WHERE tags.sequence = history.sequence) AS tags
                    FROM history WHERE sequence = ?
                """
            case .kept:
                """
                SELECT rating, picked, note, NULL AS deleted_at,
                    (SELECT group_concat(value, char(10)) FROM json_each(kept_marks.tags)) AS tags
                    FROM kept_marks WHERE job = ?
                """
            }
        let row = try Row.fetchOne(database.cachedStatement(sql: sql), arguments: [place.number])
        return row.map(HistoryRecords.marks) ?? HistoryMarks()
    }

    private func write(_ marks: HistoryMarks, _ change: MarkChange, at place: Place) throws {
        switch (place, change) {
        case (.row(_, let sequence), .tag):
            try execute("DELETE FROM tags WHERE sequence = ?", [sequence])
            for tag in marks.tags {
                try execute("INSERT INTO tags (sequence, tag) VALUES (?, ?)", [sequence, ColumnText.of(tag)])
            }
        case (.row(_, let sequence), .rating), (.row(_, let sequence), .pick), (.row(_, let sequence), .note),
            (.row(_, let sequence), .bin):
            try execute(
                "UPDATE history SET rating = ?, picked = ?, note = ?, deleted_at = ? WHERE sequence = ?",
                [
                    marks.rating, marks.isPicked, marks.note.map(ColumnText.of), marks.deletedAt?.milliseconds,
                    sequence,
                ])
        case (.kept(_, let job), _):
            try execute(
                "UPDATE kept_marks SET rating = ?, picked = ?, note = ?, tags = ? WHERE job = ?",
                [
                    marks.rating, marks.isPicked, marks.note.map(ColumnText.of),
                    "[" + marks.tags.map { JSONText.quoted(ColumnText.of($0)) }.joined(separator: ",") + "]", job,
                ])
        }
    }

    /// Where the marks of a row are.
    private enum Place {
        case row(HistoryID, sequence: Int64)
        /// Of a row without an image, while its job is tried again.
        case kept(HistoryID, job: Int64)

        var id: HistoryID {
            switch self {
            case .row(let id, _), .kept(let id, _): id
            }
        }

        var number: Int64 {
            switch self {
            case .row(_, let sequence): sequence
            case .kept(_, let job): job
            }
        }
    }

    /// Nil when the row is gone. Marks of a row without an image are followed to where they went; the bin is not, because
    /// what came after the row never lay there.
    private func place(of change: RowChange) throws -> Place? {
        let records = HistoryRecords(database: database)
        if let row = try records.row(change.id) { return .row(row.id, sequence: row.cursor.sequence) }
        guard case .job(let id) = change.id, change.change.isKept else { return nil }
        if let row = try records.heir(of: change.id) { return .row(row.id, sequence: row.cursor.sequence) }
        let kept = try Int64.fetchOne(
            database.cachedStatement(
                sql: "SELECT job FROM kept_marks JOIN jobs ON jobs.id = kept_marks.job WHERE jobs.uuid = ?"),
            arguments: [id.text])
        return kept.map { .kept(change.id, job: $0) }
    }

    private func execute(_ sql: String, _ arguments: StatementArguments) throws {
        try database.cachedStatement(sql: sql).execute(arguments: arguments)
    }
}

extension MarkChange {
    /// Whether it changes what outlives the row of a job that is tried again.
    fileprivate var isKept: Bool { if case .bin = self { false } else { true } }
}
