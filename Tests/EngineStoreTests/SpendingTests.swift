import EngineCore
import EngineModel
import GRDB
import RunwareAPI
import Testing

@testable import EngineStore

/// What counts against a day's cap, and the transaction that checks it.
@Suite("Spending")
struct SpendingTests {
    private let price = RunwareModel.pricePerImage
    private let dayStart = Timestamp(milliseconds: 1_750_000_000_000)

    private func limit(_ amount: Money, adds: Int, simulated: Bool = false) -> DayLimit {
        DayLimit(since: dayStart, isSimulated: simulated, amount: amount, adds: adds * price)
    }

    @Test("counts costs of the day and open jobs of every copy, each kind of money for itself")
    func counted() async throws {
        let folder = try StoreFolder()
        let (mine, other) = (try await folder.open(owner: 1), try await folder.open(owner: 2))
        var dice = Dice(70)
        let early = dayStart.milliseconds - 1
        try await mine.write(dice.delivered(dice.job(), cost: Money(microDollars: 50_000)).entries)
        try await mine.write(dice.delivered(dice.job(), at: early).entries)
        try await mine.write(dice.delivered(dice.job(at: .local), cost: nil).entries)
        try await other.submit([dice.job(), dice.job(at: .local)], within: nil)
        let (sent, attempt) = (dice.job(), dice.attempt())
        try await other.write([.submitted(sent), .sending(sent.id, attempt)])
        // Two images of four have come.
        var parameters = Parameters()
        parameters.numberResults = 4
        let running = Job(
            id: JobID(dice.uuid()), request: ImageRequest(prompt: "a fox", parameters: parameters), origin: JobOrigin(),
            submittedAt: dayStart, service: .sample)
        let four = dice.attempt(asked: 4)
        try await mine.write([
            .submitted(running), .sending(running.id, four), .result(running.id, dice.result(of: four)),
            .result(running.id, dice.result(of: four, index: 1)),
        ])
        // Let go of: today it may still be billed, what was let go of yesterday is over.
        for time in [early, dayStart.milliseconds] {
            var abandoned = dice.job()
            try await mine.write([.submitted(abandoned)])
            abandoned.state = .abandoned
            abandoned.finishedAt = Timestamp(milliseconds: time)
            try await mine.write([.changed(abandoned)])
        }
        try await mine.write([.submitted(dice.job().failed(.failed))])
        for store in [mine, other] {
            #expect(
                try await store.spending(since: dayStart, isSimulated: false)
                    == Spending(spent: Money(microDollars: 130_000), inFlight: 4 * price, queued: price))
            #expect(
                try await store.spending(since: dayStart, isSimulated: true)
                    == Spending(spent: price, inFlight: .zero, queued: price))
        }
        await mine.close()
        await other.close()
    }

    @Test("refuses jobs whole when they cross the limit, and takes them when they reach it")
    func whole() async throws {
        let folder = try StoreFolder()
        let store = try await folder.open()
        var dice = Dice(71)
        try await store.submit([dice.job(), dice.job()], within: limit(2 * price, adds: 2))
        let one = dice.job()
        await #expect(throws: AdmissionFailure.overLimit(Spending(queued: 2 * price))) {
            try await store.submit([one, dice.job()], within: limit(3 * price, adds: 2))
        }
        #expect(try await store.stored(one.id) == nil)
        #expect(try await store.number("SELECT count(*) FROM jobs") == 2)
        try await store.submit([one], within: limit(.zero, adds: 1, simulated: true).raised)
        #expect(try await store.stored(one.id) == one)
    }

    @Test("of two copies that submit at once exactly as many jobs get in as the limit allows")
    func twoCopies() async throws {
        let folder = try StoreFolder()
        let stores = [try await folder.open(owner: 1), try await folder.open(owner: 2)]
        let amount = 7 * price
        let queued = await withTaskGroup(of: Int.self) { group in
            for number in 0..<30 {
                group.addTask {
                    var dice = Dice(100 + UInt64(number))
                    let job = dice.job()
                    let limit = DayLimit(
                        since: dayStart, isSimulated: false, amount: amount, adds: RunwareModel.pricePerImage)
                    return (try? await stores[number % 2].submit([job], within: limit)) == nil ? 0 : 1
                }
            }
            return await group.reduce(0, +)
        }
        #expect(queued == 7)
        #expect(try await stores[0].number("SELECT count(*) FROM jobs") == 7)
        for store in stores { await store.close() }
    }

    @Test("finds requests of before by the index of hashes, and open jobs by theirs")
    func plans() async throws {
        let folder = try StoreFolder()
        let store = try await folder.open()
        let earlier = try await plan(store, EarlierRecords.candidates, ["[1]", "s"])
        #expect(earlier.contains { $0.contains("jobs USING INDEX jobs_by_request (request_hash=? AND service=?)") })
        #expect(!earlier.contains { $0.hasPrefix("SCAN jobs") })
        let open = try await plan(store, SpendingSums.openImages, [false, 0, false])
        #expect(open.contains { $0.contains("unfinished_jobs") } && open.contains { $0.contains("jobs_let_go") })
        #expect(!open.contains { $0.hasPrefix("SCAN results") || $0 == "SCAN jobs" })
    }

    private func plan(_ store: EngineStore, _ sql: String, _ arguments: StatementArguments) async throws -> [String] {
        try await store.database.read { database in
            try Row.fetchAll(database, sql: "EXPLAIN QUERY PLAN " + sql, arguments: arguments).map { $0["detail"] }
        }
    }

    @Test("an older store learns how much of its sums is estimated")
    func backfill() async throws {
        let folder = try StoreFolder()
        let store = try await folder.open()
        var dice = Dice(72)
        for (cost, service, hour) in [(nil, .sample, 0), (price, .sample, 0), (nil, .local, 0), (nil, .sample, 5)]
            as [(Money?, ServiceIdentity, Int64)]
        {
            try await store.write(
                dice.delivered(dice.job(at: service), cost: cost, at: dayStart.milliseconds + hour * 3_600_000).entries)
        }
        let before = try await store.totals(since: Timestamp(milliseconds: 0)).allTime
        #expect(before.realEstimated == 2 * price && before.simulatedEstimated == price)
        // The shape of the step before, as far as sums are concerned.
        try await store.execute(
            """
            DROP INDEX jobs_let_go;
            DROP TRIGGER results_enter_ledger;
            ALTER TABLE ledger DROP COLUMN estimated;
            CREATE TRIGGER results_enter_ledger AFTER INSERT ON results BEGIN SELECT 1; END;
            DELETE FROM grdb_migrations WHERE identifier = 'spending';
            """)
        await store.close()
        let migrated = try await folder.open()
        #expect(try await migrated.totals(since: Timestamp(milliseconds: 0)).allTime == before)
        try await migrated.write(dice.delivered(dice.job(), cost: nil).entries)
        #expect(try await migrated.totals(since: Timestamp(milliseconds: 0)).allTime.realEstimated == 3 * price)
        await migrated.close()
    }
}

extension DayLimit {
    /// The same with room for what it adds.
    fileprivate var raised: DayLimit { DayLimit(since: since, isSimulated: isSimulated, amount: adds, adds: adds) }
}

/// Requests that were made before.
@Suite("Requests of before")
struct EarlierTests {
    @Test("names the newest of each kind, or the job that is open; nothing of another seed, size or service")
    func newest() async throws {
        let folder = try StoreFolder()
        let store = try await folder.open()
        var dice = Dice(56)
        let (first, _) = dice.delivered(dice.job("a fox", seed: 1))
        let (second, done) = dice.delivered(dice.job("a fox", seed: 1))
        let request = done.request
        #expect(try await store.earlier([request], at: .sample).isEmpty)
        try await store.write(first + second)
        var wider = request
        wider.parameters.width = 1280
        var other = request
        other.parameters.seed = 2
        let found = try await store.earlier([other, request, wider, request], at: .sample)
        #expect(found.keys.sorted() == [1, 3])
        guard case .made(let row)? = found[1] else {
            Issue.record("\(found)")
            return
        }
        #expect(row.id == done.results.first.map { .result($0.id) })
        #expect(try await store.earlier([request], at: .local).isEmpty)
        let waiting = dice.job("a fox", seed: 2)
        try await store.write([.submitted(waiting)])
        #expect(try await store.earlier([other], at: .sample) == [0: .open(.queued, since: waiting.submittedAt)])
    }

    @Test("forgets what failed, was blocked, cancelled or deleted, and what has no seed")
    func forgotten() async throws {
        let folder = try StoreFolder()
        let store = try await folder.open()
        var dice = Dice(57)
        for (seed, state) in [(1, .failed), (2, .blocked), (3, .cancelled)] as [(UInt64, JobState)] {
            let job = dice.job("a fox", seed: seed)
            try await store.write([.submitted(job), .changed(job.failed(state))])
            #expect(try await store.earlier([job.request], at: .sample).isEmpty)
        }
        let (deleted, job) = dice.delivered(dice.job("a fox", seed: 4))
        try await store.write(deleted)
        #expect(try await store.earlier([job.request], at: .sample).count == 1)
        let row = try #require(job.results.first?.id)
        #expect(try await store.mark([RowChange(.result(row), .bin(true))]).count == 1)
        #expect(try await store.earlier([job.request], at: .sample).isEmpty)
        let (unseeded, free) = dice.delivered(dice.job("a fox"))
        try await store.write(unseeded)
        #expect(try await store.earlier([free.request, free.request], at: .sample).isEmpty)
    }

    @Test("answers for hundreds at once, and says what stands twice")
    func many() async throws {
        let folder = try StoreFolder()
        let store = try await folder.open()
        var dice = Dice(58)
        let jobs = (0..<400).map { dice.job("a fox", seed: UInt64($0)) }
        try await store.write(jobs.map(JournalEntry.submitted))
        let asked = (300..<700).map { dice.job("a fox", seed: UInt64($0)).request }
        let found = try await store.earlier(asked + [asked[399]], at: .sample)
        #expect(found.count == 101)
        #expect(found[400] == .above && found[399] == nil && found[99] != nil && found[100] == nil)
    }
}
