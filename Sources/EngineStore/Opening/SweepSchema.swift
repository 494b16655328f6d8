extension StoreMigrations {
    /// Frozen. The jobs of a batch are looked for by themselves: a sweep's grid.
    static let sweepSchema = """
        CREATE INDEX jobs_by_batch ON jobs (batch) WHERE batch IS NOT NULL;
        """
}
