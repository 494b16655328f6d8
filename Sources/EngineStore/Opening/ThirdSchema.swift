extension StoreMigrations {
    /// Frozen. What a process that takes over needs besides: the errors that are verdicts on images of an attempt, so that
    /// what was refused is not asked for again, and jobs that were let go of while their fate was open.
    static let thirdSchema = """
        ALTER TABLE attempts ADD COLUMN errors TEXT CHECK (errors IS NULL OR json_valid(errors));
        CREATE INDEX abandoned_jobs ON jobs (position) WHERE state = 'abandoned';
        """
}
