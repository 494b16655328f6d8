import GRDB

/// Takes the words of deleted prompts out of the index of words, which by itself only marks them as deleted: its pieces
/// are made one, and what is marked is left out. A little at a time, so that nobody who writes waits for it long; the
/// index of a million prompts takes half a minute. What a run does not finish the next one begins anew.
actor WordPurge {
    private let database: StoreDatabase
    private var task: Task<Void, Never>?
    private var isWanted = false

    init(_ database: StoreDatabase) {
        self.database = database
    }

    /// Begins where there is something to take out. Ends by itself, or with `end`.
    func begin() {
        isWanted = true
        if task == nil { task = Task { await self.run() } }
    }

    /// Returns when nothing is left to take out.
    func finished() async { await task?.value }

    /// Ends it after the step that is under way.
    func end() async {
        task?.cancel()
        await task?.value
    }

    private func run() async {
        while isWanted {
            isWanted = false
            await purge()
        }
        task = nil
    }

    /// Where the store refuses, the marks stay, and with them the wish.
    private func purge() async {
        guard let marks = try? await database.read({ try PurgeMarks(database: $0).all() }), !marks.isEmpty else {
            return
        }
        var pages = -Self.pages
        while true {
            let size = pages
            guard let goesOn = try? await database.write({ try PurgeMarks(database: $0).merge(pages: size) }) else {
                return
            }
            if !goesOn { break }
            if Task.isCancelled { return }
            pages = Self.pages
        }
        try? await database.write { try PurgeMarks(database: $0).remove(marks) }
        await database.emptyLog()
    }

    /// Pages that are written in one transaction: some 20 ms.
    private static let pages = 100
}

/// Word that rows with searchable words were deleted: one mark for each time, so that none goes with another's.
struct PurgeMarks {
    let database: Database

    private static let prefix = "search/"

    func add(_ name: String) throws { try Leftovers(database: database).remember([Self.prefix + name]) }

    func all() throws -> [String] {
        try String.fetchAll(
            database, sql: "SELECT path FROM leftovers WHERE path >= ? AND path < ?",
            arguments: [Self.prefix, Self.prefix + "\u{10FFFF}"])
    }

    func remove(_ marks: [String]) throws { try Leftovers(database: database).forget(marks) }

    /// Does a part of making the index one piece; a negative count begins. False when nothing was left to do.
    func merge(pages: Int) throws -> Bool {
        let before = database.totalChangesCount
        try database.execute(sql: "INSERT INTO search (search, rank) VALUES ('merge', ?)", arguments: [pages])
        // The command itself counts as one.
        return database.totalChangesCount - before > 1
    }
}
