import EngineModel
import GRDB
import RunwareAPI

/// What counts against the cap of a day: of every copy, whoever owns the jobs.
struct SpendingSums {
    let database: Database

    /// Images of open jobs that have not come. A job that was let go of counts for the day on which it was: it may be
    /// billed; one that was imported not here.
    static let openImages = """
        SELECT state IN ('queued', 'held') AS unsent,
            sum(max(number - (SELECT count(*) FROM results WHERE results.job = open.id), 0)) AS images FROM (
                SELECT id, state, number FROM jobs WHERE \(JobRecords.unfinished) AND simulated = ?
                UNION ALL
                SELECT id, state, number FROM jobs WHERE state = 'abandoned' AND finished_at >= ? AND simulated = ?
                    AND imported = 0
            ) AS open GROUP BY unsent
        """

    func spending(since dayStart: Timestamp, isSimulated: Bool) throws -> Spending {
        let spent = try LedgerSums(database: database).since(dayStart).sum(isSimulated: isSimulated)
        var spending = Spending(spent: spent)
        let rows = try Row.fetchAll(
            database.cachedStatement(sql: Self.openImages),
            arguments: [isSimulated, dayStart.milliseconds, isSimulated])
        for row in rows {
            let price = (row["images"] as Int) * RunwareModel.pricePerImage
            if row["unsent"] { spending.queued += price } else { spending.inFlight += price }
        }
        return spending
    }
}
