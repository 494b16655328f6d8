extension StoreMigrations {
    /// Frozen. Rows of an import that is not through yet. Nobody sees them until it is; when it ends before, they go.
    static let arrivingSchema = """
        CREATE TABLE arriving (sequence INTEGER PRIMARY KEY REFERENCES history (sequence) ON DELETE CASCADE) STRICT;
        """
}
