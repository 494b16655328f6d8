import EngineModel
import GRDB
import RunwareAPI

/// What was spent, from sums by the hour that every new result updates.
struct LedgerSums {
    let database: Database

    private static let hour: Int64 = 3_600_000

    func allTime() throws -> Ledger.Totals {
        try totals(
            """
            SELECT simulated, sum(cost) AS cost, sum(estimated) AS estimated, sum(images) AS images FROM ledger
                GROUP BY simulated
            """, [])
    }

    /// Whole hours from the sums; the results of the broken hour at the start one by one, because a day of the user
    /// may begin at half past.
    func since(_ start: Timestamp) throws -> Ledger.Totals {
        let firstWhole = (max(start.milliseconds, 0) + Self.hour - 1) / Self.hour
        let rest: StatementArguments = [start.milliseconds, firstWhole * Self.hour]
        return try totals(
            """
            SELECT simulated, sum(cost) AS cost, sum(estimated) AS estimated, sum(images) AS images FROM (
                SELECT simulated, cost, estimated, images FROM ledger WHERE hour >= ?
                UNION ALL
                SELECT results.simulated, cost, cost * estimated, 1 FROM results JOIN jobs ON jobs.id = results.job
                    WHERE received_at >= ? AND received_at < ? AND jobs.imported = 0
                UNION ALL
                SELECT simulated, cost, cost * estimated, 1 FROM erased_costs WHERE received_at >= ? AND received_at < ?
            ) GROUP BY simulated
            """,
            [firstWhole] + rest + rest)
    }

    private func totals(_ sql: String, _ arguments: StatementArguments) throws -> Ledger.Totals {
        var totals = Ledger.Totals()
        for row in try Row.fetchAll(database.cachedStatement(sql: sql), arguments: arguments) {
            totals.add(
                Money(microDollars: row["cost"]), estimated: Money(microDollars: row["estimated"]),
                images: row["images"], isSimulated: row["simulated"])
        }
        return totals
    }
}
