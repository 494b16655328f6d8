import EngineModel
import GRDB
import RunwareAPI

/// How a query is answered: where rows come from, newest first, and what each of them has to hold besides.
///
/// Words come from the full-text index, which yields rows in the order of history: a page costs what it shows and not
/// what matches. Without words an index of one of the fields does the same; without such a field the rows of history are
/// passed through, which hold every field themselves.
struct HistoryPlan {
    /// `FROM …` with the tables that narrow the search; `history` is one of them.
    private(set) var source = "history"
    /// Joined by AND.
    private(set) var conditions: [String] = []
    private(set) var arguments = StatementArguments()
    /// The column that a page is bounded and ordered by.
    private(set) var order = "history.sequence"

    /// Nil when nothing can be found: no service has that name.
    init?(_ query: HistoryQuery, before cursor: HistoryCursor?, database: Database) throws {
        if let expression = SearchWords.expression(query.words) {
            source = "search CROSS JOIN history ON history.sequence = search.rowid"
            order = "search.rowid"
            add("search MATCH ?", [expression])
        } else {
            begin(with: query.filters)
        }
        if source.hasPrefix("search") {
            for filter in query.filters {
                guard try addBounds(of: filter, database) else { return nil }
            }
        }
        if let cursor { add("\(order) < ?", [cursor.sequence]) }
        for filter in query.filters where try !add(filter, database) { return nil }
        let wantsBin = query.filters.contains(.mark(.deleted))
        add("history.deleted_at IS \(wantsBin ? "NOT NULL" : "NULL")")
    }

    /// The rows of one field alone, those in the bin too. Nil when there are none.
    private init?(alone filter: HistoryFilter, _ database: Database) throws {
        begin(with: [filter])
        guard try add(filter, database) else { return nil }
    }

    /// Where words are looked for, a field with an index says between which rows: what it finds may lie far back, or be
    /// nothing. Returns false when it is nothing.
    private mutating func addBounds(of filter: HistoryFilter, _ database: Database) throws -> Bool {
        guard let alone = try HistoryPlan(alone: filter, database) else { return false }
        guard alone.source != "history" else { return true }
        func end(_ direction: String) throws -> Int64? {
            try Int64.fetchOne(
                database,
                sql: """
                    SELECT \(alone.order) FROM \(alone.source) WHERE \(alone.conditions.joined(separator: " AND "))
                        ORDER BY \(alone.order) \(direction) LIMIT 1
                    """,
                arguments: alone.arguments)
        }
        guard let newest = try end("DESC"), let oldest = try end("ASC") else { return false }
        add("search.rowid BETWEEN ? AND ?", [oldest, newest])
        return true
    }

    /// Picks the index of the field that most likely leaves the fewest rows.
    private mutating func begin(with filters: [HistoryFilter]) {
        let ranked = filters.compactMap { filter in Self.index(for: filter).map { (filter: filter, index: $0) } }
        guard let best = ranked.min(by: { $0.index.rank < $1.index.rank }) else { return }
        guard case .tag(let tag) = best.filter else {
            source = "history INDEXED BY \(best.index.name)"
            return
        }
        source = "tags INDEXED BY tags_by_name CROSS JOIN history ON history.sequence = tags.sequence"
        order = "tags.sequence"
        add("tags.tag = ?", [ColumnText.of(tag)])
    }

    private static func index(for filter: HistoryFilter) -> (rank: Int, name: String)? {
        switch filter {
        case .seed: (0, "history_by_seed")
        case .mark(.deleted): (1, "history_in_bin")
        case .tag: (2, "tags_by_name")
        case .mark(.noted): (3, "history_noted")
        case .mark(.picked): (4, "history_picked")
        case .star, .mark(.rated): (5, "history_rated")
        case .state(let state) where state != .done: (6, "history_not_done")
        case .size(.some, .some): (7, "history_by_size")
        case .mark(.tagged), .state, .size, .service, .after, .before, .cost: nil
        }
    }

    /// Adds the condition of a filter. Returns false when nothing can hold it.
    private mutating func add(_ filter: HistoryFilter, _ database: Database) throws -> Bool {
        switch filter {
        case .seed(let seed): add("history.seed = ?", [String(seed)])
        case .size(let width, let height):
            if let width { add("history.width = ?", [width]) }
            if let height { add("history.height = ?", [height]) }
        case .star(let comparison, let number):
            add("history.rating IS NOT NULL AND history.rating \(comparison.rawValue) ?", [number])
        case .tag(let tag):
            add(
                "EXISTS (SELECT 1 FROM tags AS one WHERE one.sequence = history.sequence AND one.tag = ?)",
                [ColumnText.of(tag)])
        case .state(let state):
            add("history.state = ?", [state.rawValue])
            if state != .done { add("history.state <> 'done'") }
        case .after(let time):
            add("history.time >= ? AND \(order) >= ?", [time.milliseconds, Self.sequence(at: time)])
        case .before(let time):
            // A row whose second was full stands a little later than its time says.
            add("history.time < ? AND \(order) < ?", [time.milliseconds, Self.sequence(at: time) + (1 << 32)])
        case .cost(let comparison, let money):
            add("history.cost \(comparison.rawValue) ?", [money.microDollars])
        case .service(let text): return try addService(text, database)
        case .mark(let mark): add(mark)
        }
        return true
    }

    private mutating func add(_ mark: HistoryFilter.Mark) {
        switch mark {
        case .picked: add("history.picked = 1")
        case .rated: add("history.rating IS NOT NULL")
        case .tagged: add("EXISTS (SELECT 1 FROM tags AS any_tag WHERE any_tag.sequence = history.sequence)")
        case .noted: add("history.note IS NOT NULL")
        case .deleted: add("history.deleted_at IS NOT NULL")
        }
    }

    private mutating func addService(_ text: String, _ database: Database) throws -> Bool {
        let services = try Row.fetchAll(
            database.cachedStatement(sql: "SELECT id, key, simulated FROM services ORDER BY id"))
        let wanted = services.filter { row in
            let service = ServiceIdentity(key: row["key"], isSimulated: row["simulated"])
            return service.name.lowercased().contains(text.lowercased())
        }
        guard !wanted.isEmpty else { return false }
        if wanted.count == services.count { return true }
        let ids = wanted.map { String($0["id"] as Int64) }
        if ids.count == 1, source == "history" { source = "history INDEXED BY history_by_service" }
        add("history.service IN (\(ids.joined(separator: ",")))")
        return true
    }

    private mutating func add(_ condition: String, _ values: StatementArguments = []) {
        conditions.append(condition)
        arguments += values
    }

    /// The first sequence of the second that holds a time.
    private static func sequence(at time: Timestamp) -> Int64 { (max(time.milliseconds, 0) / 1000) << 12 }
}
