import EngineModel
import GRDB

/// What results were made from, and what was made from them.
struct LineageRecords {
    let database: Database

    func lineage(of id: HistoryID, limit: Int = Lineage.limit) throws -> Lineage? {
        let records = HistoryRecords(database: database)
        guard let current = try records.row(id) else { return nil }
        var lineage = Lineage(current: current)
        // A record from elsewhere may claim that it was made from what was made from it.
        var seen: Set<HistoryID> = [id]
        var oldest = id
        while let parent = try parent(of: oldest) {
            guard let row = try records.row(.result(parent)) else {
                lineage.beginsWithGap = true
                break
            }
            guard seen.insert(row.id).inserted else { break }
            guard lineage.ancestors.count < limit else {
                lineage.isCut = true
                break
            }
            lineage.ancestors.append(row)
            oldest = row.id
        }
        lineage.ancestors.reverse()
        var open = try children(of: id).reversed().map { Lineage.Descendant(row: $0, depth: 1) }
        while let next = open.popLast() {
            guard seen.insert(next.row.id).inserted else { continue }
            guard lineage.descendants.count < limit else {
                lineage.isCut = true
                break
            }
            lineage.descendants.append(next)
            let more = try children(of: next.row.id)
            open += more.reversed().map { Lineage.Descendant(row: $0, depth: next.depth + 1) }
        }
        return lineage
    }

    private func parent(of id: HistoryID) throws -> ResultID? {
        let sql =
            switch id {
            case .result:
                "SELECT parent FROM jobs JOIN results ON results.job = jobs.id WHERE results.uuid = ?"
            case .job: "SELECT parent FROM jobs WHERE uuid = ?"
            }
        let text = try String.fetchOne(database.cachedStatement(sql: sql), arguments: [id.text])
        return text.map(ResultID.init)
    }

    /// The rows of jobs that were made from a result, the oldest first.
    private func children(of id: HistoryID) throws -> [HistoryRow] {
        guard case .result(let result) = id else { return [] }
        let rows = try Row.fetchAll(
            database.cachedStatement(
                sql: """
                    SELECT jobs.uuid AS job, results.uuid AS result FROM jobs
                        JOIN history ON history.job = jobs.id LEFT JOIN results ON results.id = history.result
                        WHERE jobs.parent = ? ORDER BY history.sequence LIMIT ?
                    """),
            arguments: [result.text, Lineage.limit + 1])
        return try rows.compactMap { row in
            let id =
                (row["result"] as String?).map { HistoryID.result(ResultID($0)) } ?? .job(JobID(row["job"] as String))
            return try HistoryRecords(database: database).row(id)
        }
    }
}
