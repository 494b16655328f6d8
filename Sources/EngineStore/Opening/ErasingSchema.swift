extension StoreMigrations {
    /// Frozen. Files, below the data folder, of rows that were deleted for ever: each stands here until it is unlinked.
    static let erasingSchema = """
        CREATE TABLE leftovers (path TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
        """
}
