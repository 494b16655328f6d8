package import EngineCore
import EngineModel
import RunwareAPI

/// What one copy of the program does to its store, at random and again the same for a seed: its own jobs go their way,
/// anybody's rows are marked, notes are saved, pages are read.
package struct SeededActions<Store: JobJournal & HistoryLibrary> {
    private let store: Store
    private let name: String
    private var dice: SeededGenerator
    /// Jobs of this copy that have not ended, with the attempt that was sent.
    private var open: [(job: Job, attempt: Attempt?)] = []
    private var clock: Int64 = 1_750_000_000_000
    /// Jobs and results that were written.
    package private(set) var jobs = 0
    package private(set) var results = 0

    package init(_ store: Store, seed: UInt64) {
        self.store = store
        name = "copy-\(seed)"
        dice = SeededGenerator(seed: seed)
    }

    /// The next action.
    package mutating func step() async throws {
        clock += 250
        switch Int.random(in: 0..<20, using: &dice) {
        case 0..<4: try await submit()
        case 4..<7: try await send()
        case 7..<12: try await deliver()
        case 12..<15: try await end()
        case 15..<17: try await mark()
        case 17: try await store.saveNote("draft", "draft \(dice.next())")
        case 18: try await store.saveNote("\(name)-\(Int.random(in: 0...9, using: &dice))", "\(dice.next())")
        default: try await look()
        }
    }

    private mutating func uuid() -> TaskUUID { TaskUUID(randomBits: dice.next(), dice.next()) }

    private mutating func submit() async throws {
        let word = ["fox", "kite", "lighthouse", "É", "漢字"].randomElement(using: &dice) ?? "fox"
        var parameters = Parameters()
        parameters.seed = dice.next() % SeedRange.maximum
        parameters.numberResults = Int.random(in: 1...3, using: &dice)
        let job = Job(
            id: JobID(uuid()), request: ImageRequest(prompt: "a \(word) \(jobs)", parameters: parameters),
            origin: JobOrigin(batch: BatchID(uuid())), submittedAt: Timestamp(milliseconds: clock),
            service: .local(storeID: "s"))
        let limit = DayLimit(
            since: Timestamp(milliseconds: 0), isSimulated: true, amount: Money(microDollars: 1_000_000_000_000),
            adds: job.request.estimate)
        try await store.submit([job], within: Bool.random(using: &dice) ? limit : nil)
        open.append((job, nil))
        jobs += 1
    }

    private mutating func send() async throws {
        guard let place = open.indices.filter({ open[$0].attempt == nil }).randomElement(using: &dice) else { return }
        let attempt = Attempt(
            taskUUID: uuid(), asked: open[place].job.asked, startedAt: Timestamp(milliseconds: clock))
        try await store.write([.sending(open[place].job.id, attempt)])
        open[place].attempt = attempt
        open[place].job.attempts = [attempt]
    }

    private mutating func deliver() async throws {
        let waiting = open.indices.filter { open[$0].attempt != nil && open[$0].job.results.count < open[$0].job.asked }
        guard let place = waiting.randomElement(using: &dice), let attempt = open[place].attempt else { return }
        let result = ImageResult(
            id: ResultID(uuid()), taskUUID: attempt.taskUUID, imageUUID: uuid().text,
            index: open[place].job.results.count, url: "https://im.example/x.jpg", seed: dice.next(),
            cost: Bool.random(using: &dice) ? Money(microDollars: 40_000) : nil, nsfw: nil,
            receivedAt: Timestamp(milliseconds: clock), media: .pending)
        try await store.write([.result(open[place].job.id, result)])
        if Bool.random(using: &dice) { try await store.write([.media(result.id, .failed(reason: "HTTP 404"))]) }
        open[place].job.results.append(result)
        results += 1
    }

    private mutating func end() async throws {
        guard let place = open.indices.randomElement(using: &dice) else { return }
        var (job, attempt) = open.remove(at: place)
        job.finishedAt = Timestamp(milliseconds: clock)
        if attempt == nil {
            job.state = .cancelled
        } else if job.results.isEmpty {
            job.state = [.failed, .blocked, .abandoned].randomElement(using: &dice) ?? .failed
            job.failure = .service([ServiceError(code: "invalidProviderContent", message: "no \"fox\"")])
        } else {
            job.state = job.results.count == job.asked ? .done : .partial
        }
        attempt?.hasVerdict = true
        job.attempts = attempt.map { [$0] } ?? []
        try await store.write([.changed(job)])
    }

    private mutating func mark() async throws {
        let rows = try await store.page(HistoryQuery(), before: nil, limit: 30).rows
        guard let row = rows.randomElement(using: &dice) else { return }
        let changes: [MarkChange] = [
            .rating(Int.random(in: 1...5, using: &dice)), .rating(nil), .pick(Bool.random(using: &dice)),
            .tag("sea", isOn: Bool.random(using: &dice)), .note("n\(dice.next())"), .bin(Bool.random(using: &dice)),
        ]
        guard let change = changes.randomElement(using: &dice) else { return }
        let undoing = try await store.mark([RowChange(row.id, change)])
        if Int.random(in: 0...3, using: &dice) == 0 { _ = try await store.mark(undoing) }
    }

    private mutating func look() async throws {
        let words = [[], ["fox"], ["k"], ["漢字"]].randomElement(using: &dice) ?? []
        let page = try await store.page(HistoryQuery(words: words), before: nil, limit: 20)
        for row in page.rows.prefix(3) { _ = try await store.entry(row.id) }
    }
}

/// All that a copy can see of a store, to be compared with what another sees.
package enum StoreView {
    /// Rows with their entries, totals and notes, as lines.
    package static func lines(of store: some HistoryLibrary) async throws -> [String] {
        var lines: [String] = []
        for query in [HistoryQuery(), HistoryQuery(words: ["fox"]), HistoryQuery(words: ["l"])] {
            var cursor: HistoryCursor?
            while true {
                let page = try await store.page(query, before: cursor, limit: 70)
                for row in page.rows {
                    lines.append("\(row)")
                    if let entry = try await store.entry(row.id) { lines.append(HistoryRecord(entry).line) }
                }
                guard page.hasMore, let last = page.rows.last else { break }
                cursor = last.cursor
            }
        }
        let totals = try await store.totals(since: Timestamp(milliseconds: 1_750_000_060_000))
        lines.append("\(totals.day) \(totals.allTime)")
        lines.append("\(try await store.spending(since: Timestamp(milliseconds: 0), isSimulated: true))")
        lines += try await store.notes(beginning: "copy-", limit: 100)
        lines.append(try await store.note("draft") ?? "")
        return lines
    }
}
