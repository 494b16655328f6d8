extension StoreMigrations {
    /// Frozen. What tells whether a prompt was used again later: the template where there is one, and whether there is.
    static let promptSchema = """
        CREATE INDEX jobs_by_prompt ON jobs (coalesce(template, prompt), template IS NULL);
        """
}
