import EngineModel
import GRDB
import RunwareAPI

/// What results were made from.
struct ParentRecords {
    let database: Database

    /// What is other in a request than in the one behind a result; nil when that is not known.
    func changes(of request: ImageRequest, from parent: ResultID) throws -> ChangeMarks? {
        let statement = try database.cachedStatement(
            sql: """
                SELECT jobs.request, results.seed FROM results JOIN jobs ON jobs.id = results.job
                    WHERE results.uuid = ?
                """)
        guard let row = try Row.fetchOne(statement, arguments: [parent.text]),
            let old = FrozenRequest.read(row["request"])
        else { return nil }
        return ChangeMarks(
            from: old, seed: (row["seed"] as String?).flatMap(UInt64.init), to: request, seed: request.parameters.seed)
    }
}
