extension StoreMigrations {
    /// Frozen. What deleted rows left and what is still to be removed: files below the data folder (`images/…`), and words
    /// in the index for searching (`search/…`, one for each time that rows were deleted). What an older version erased has
    /// left its words there.
    static let erasingSchema = """
        CREATE TABLE leftovers (path TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
        INSERT INTO leftovers (path) SELECT 'search/older' WHERE EXISTS (SELECT 1 FROM erased);
        """
}
