extension StoreMigrations {
    /// Frozen. What caps and totals need: how much of a sum is the table price because no cost was returned, and the
    /// jobs that were let go of and may still be billed.
    static let spendingSchema = """
        ALTER TABLE ledger ADD COLUMN estimated INTEGER NOT NULL DEFAULT 0;
        UPDATE ledger SET estimated = (SELECT coalesce(sum(cost), 0) FROM results
            WHERE results.estimated = 1 AND results.simulated = ledger.simulated
                AND results.received_at >= ledger.hour * 3600000 AND results.received_at < (ledger.hour + 1) * 3600000);
        DROP TRIGGER results_enter_ledger;
        CREATE TRIGGER results_enter_ledger AFTER INSERT ON results
        BEGIN
            INSERT INTO ledger (hour, simulated, cost, estimated, images)
                VALUES (new.received_at / 3600000, new.simulated, new.cost, new.cost * new.estimated, 1)
                ON CONFLICT (hour, simulated) DO UPDATE SET cost = cost + excluded.cost,
                    estimated = estimated + excluded.estimated, images = images + 1;
        END;
        CREATE INDEX jobs_let_go ON jobs (finished_at) WHERE state = 'abandoned';
        """
}
