extension StoreMigrations {
    /// Frozen. Jobs that ask for what is missing of another one, so that nobody pays for it twice unasked.
    static let retrySchema = """
        ALTER TABLE jobs ADD COLUMN retry_of TEXT;
        CREATE INDEX jobs_by_retry ON jobs (retry_of) WHERE retry_of IS NOT NULL;
        """
}
