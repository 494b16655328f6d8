extension StoreMigrations {
    /// Frozen. What recovering needs: retries, seeds of ours in attempts for missing images, and the socket session of
    /// each process, for whoever adopts its jobs.
    static let secondSchema = """
        ALTER TABLE jobs ADD COLUMN retries INTEGER NOT NULL DEFAULT 0 CHECK (retries >= 0);
        ALTER TABLE attempts ADD COLUMN seed TEXT
            CHECK (seed IS NULL OR (length(seed) BETWEEN 1 AND 20 AND seed NOT GLOB '*[^0-9]*'));
        CREATE TABLE sessions (
            owner TEXT PRIMARY KEY,
            service TEXT NOT NULL,
            simulated INTEGER NOT NULL CHECK (simulated IN (0, 1)),
            session TEXT NOT NULL,
            opened_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX missing_files ON results (job) WHERE media = 'pending';
        """
}
