import EngineCore
import EngineModel
import GRDB
import RunwareAPI
import Testing

@testable import EngineStore

@Suite("The journal")
struct JournalTests {
    @Test("a frozen request reads back as the very request, whatever it holds")
    func requests() throws {
        var dice = Dice(1)
        for _ in 0..<2000 {
            let request = dice.request()
            try #require(request.faults.isEmpty)
            let read = try #require(FrozenRequest.read(request.jsonText))
            #expect(read == request)
            #expect(Array(read.prompt.utf8) == Array(request.prompt.utf8))
        }
    }

    @Test("the hash of a request is the same in every version")
    func hash() {
        #expect(FrozenRequest.hash("") == Int64(bitPattern: 0xCBF2_9CE4_8422_2325))
        #expect(FrozenRequest.hash("foobar") == Int64(bitPattern: 0x8594_4171_F739_67E8))
    }

    @Test(
        "a job comes back as it was written, with seeds at both ends of the range", arguments: [0, SeedRange.maximum])
    func roundTrip(seed: UInt64) async throws {
        let folder = try StoreFolder()
        let store = try await folder.open()
        var dice = Dice(2)
        let origin = JobOrigin(
            name: dice.uuid(), parent: ResultID(dice.uuid()), batch: BatchID(dice.uuid()), template: "a {fox|owl}")
        let job = dice.job("an \"owl\"\nÉ 👩‍👩‍👧", seed: seed, origin: origin)
        let attempt = dice.attempt(asked: 2)
        let results = [
            dice.result(of: attempt, index: 0, seed: seed, cost: nil, media: .pending),
            dice.result(of: attempt, index: 1, seed: nil, media: .failed(reason: "404")),
        ]
        try await store.write([.submitted(job)])
        #expect(try await store.stored(job.id) == job)

        try await store.write([.sending(job.id, attempt)])
        var sending = job
        sending.state = .sending
        sending.attempts = [attempt]
        #expect(try await store.stored(job.id) == sending)

        var done = job.done(attempt, results)
        done.failure = .shortDelivery(delivered: 1, asked: 2)
        done.notBefore = Timestamp(milliseconds: 5)
        try await store.write(results.map { .result(job.id, $0) } + [.changed(done)])
        #expect(try await store.stored(job.id) == done)

        try await store.write([.media(results[0].id, .stored(path: "images/2025-06/a.jpg"))])
        done.results[0].media = .stored(path: "images/2025-06/a.jpg")
        #expect(try await store.stored(job.id) == done)
        let entry = try #require(await store.entry(.result(results[0].id)))
        #expect(entry.job == done)
        #expect(entry.result == done.results[0])
        #expect(entry.row.seed == seed)
        #expect(entry.row.cost == nil)
    }

    @Test("what was written is there after the process is gone")
    func survives() async throws {
        let folder = try StoreFolder()
        var dice = Dice(3)
        let (entries, job) = dice.delivered(dice.job())
        let first = try await folder.open(owner: 1)
        try await first.write(entries)
        await first.close()
        let second = try await folder.open(owner: 2)
        #expect(try await second.stored(job.id) == job)
    }

    @Test("a random request goes through the database unchanged")
    func randomRequests() async throws {
        let folder = try StoreFolder()
        let store = try await folder.open()
        var dice = Dice(4)
        let jobs = (0..<200).map { _ in
            Job(
                id: JobID(dice.uuid()), request: dice.request(), origin: JobOrigin(),
                submittedAt: Timestamp(milliseconds: 1), service: .sample)
        }
        try await store.write(jobs.map(JournalEntry.submitted))
        for job in jobs { #expect(try await store.stored(job.id) == job) }
    }

    @Test("one entry that cannot be written takes the others of its write with it")
    func together() async throws {
        let folder = try StoreFolder()
        let store = try await folder.open()
        var dice = Dice(5)
        let (job, stranger) = (dice.job(), dice.job())
        await #expect(throws: StoreFailure.self) { try await store.write([.submitted(job), .changed(stranger)]) }
        #expect(try await store.stored(job.id) == nil)
    }

    @Test("a task is sent again under its UUID without a second attempt, and never for another job")
    func sameUUID() async throws {
        let folder = try StoreFolder()
        let store = try await folder.open()
        var dice = Dice(6)
        let (job, other, attempt) = (dice.job(), dice.job(), dice.attempt())
        try await store.write([.submitted(job), .submitted(other), .sending(job.id, attempt)])
        try await store.write([.sending(job.id, attempt)])
        #expect(try await store.stored(job.id)?.attempts == [attempt])
        await #expect(throws: StoreFailure.self) { try await store.write([.sending(other.id, attempt)]) }
        #expect(try await store.stored(other.id)?.state == .queued)
    }

    @Test("what is known of an attempt is never forgotten")
    func verdicts() async throws {
        let folder = try StoreFolder()
        let store = try await folder.open()
        var dice = Dice(7)
        let (job, attempt) = (dice.job(), dice.attempt())
        let done = job.done(attempt, [])
        var forgetful = done
        forgetful.attempts = [attempt]
        try await store.write([.submitted(job), .sending(job.id, attempt), .changed(done), .changed(forgetful)])
        #expect(try await store.stored(job.id)?.attempts == done.attempts)
    }

    @Test("an image that is delivered twice is kept and counted once")
    func onceOnly() async throws {
        let folder = try StoreFolder()
        let store = try await folder.open()
        var dice = Dice(8)
        let (entries, job) = dice.delivered(dice.job())
        try await store.write(entries)
        let first = try #require(job.results.first)
        let again = ImageResult(
            id: ResultID(dice.uuid()), taskUUID: first.taskUUID, imageUUID: first.imageUUID, index: 1, url: nil,
            seed: nil, cost: nil, nsfw: nil, receivedAt: first.receivedAt, media: .linked)
        try await store.write([.result(job.id, again)])
        #expect(try await store.stored(job.id)?.results == [first])
        #expect(try await store.page(HistoryQuery(), before: nil, limit: 10).rows.count == 1)
        #expect(try await store.totals(since: first.receivedAt).allTime.images == 1)
    }

    @Test("a user's name finds the newest job of its service that is not failed, blocked or cancelled")
    func names() async throws {
        let folder = try StoreFolder()
        let store = try await folder.open()
        var dice = Dice(9)
        let origin = JobOrigin(name: dice.uuid())
        let name = try #require(origin.name)
        let (old, new, elsewhere) = (
            dice.job(origin: origin), dice.job(origin: origin), dice.job(at: .local, origin: origin)
        )
        #expect(try await store.job(named: name, at: .sample) == nil)
        try await store.write([.submitted(old), .submitted(new), .submitted(elsewhere)])
        #expect(try await store.job(named: name, at: .sample) == new)
        #expect(try await store.job(named: name, at: .local) == elsewhere)
        for state in [JobState.failed, .blocked, .cancelled] {
            try await store.write([.changed(new.failed(state))])
            #expect(try await store.job(named: name, at: .sample) == old)
        }
        try await store.write([.changed(new.failed(.abandoned))])
        #expect(try await store.job(named: name, at: .sample)?.id == new.id)
    }

    @Test("a task is in the log of sent tasks before its transaction commits")
    func sentLog() async throws {
        let folder = try StoreFolder()
        let store = try await folder.open(at: 1_751_509_230_045)
        var dice = Dice(10)
        let (job, attempt) = (dice.job(), dice.attempt())
        try await store.write([.submitted(job)])
        // A deferred foreign key fails at the commit itself, after everything else went well.
        try await store.execute(
            """
            CREATE TABLE trap (job INTEGER REFERENCES jobs (id) DEFERRABLE INITIALLY DEFERRED);
            CREATE TRIGGER trap_sending AFTER UPDATE OF state ON jobs WHEN new.state = 'sending'
            BEGIN
                INSERT INTO trap VALUES (-1);
            END;
            """)
        await #expect(throws: StoreFailure.self) { try await store.write([.sending(job.id, attempt)]) }
        let line = "2025-07-03T02:20:30.045Z \(attempt.taskUUID) \(job.id) https://api.runware.ai/v1#1234\n"
        #expect(try folder.text(folder.sentLog) == line)
        #expect(try await store.stored(job.id) == job)

        try await store.execute("DROP TRIGGER trap_sending; DROP TABLE trap")
        try await store.write([.sending(job.id, attempt)])
        #expect(try folder.text(folder.sentLog) == line + line)
        #expect(try await store.stored(job.id)?.state == .sending)
    }

    @Test("nothing is sent when the log of sent tasks cannot be written")
    func unwritableLog() async throws {
        let folder = try StoreFolder()
        let store = try await folder.open()
        var dice = Dice(11)
        let (job, attempt) = (dice.job(), dice.attempt())
        try await store.write([.submitted(job)])
        try Disk.makeFolder(folder.sentLog)
        let failure = await #expect(throws: StoreFailure.self) { try await store.write([.sending(job.id, attempt)]) }
        #expect(failure == .cannotWrite(path: folder.sentLog, reason: "Is a directory"))
        #expect(try await store.stored(job.id) == job)
    }

    @Test("half a line that a power cut left does not swallow the next")
    func halfLine() throws {
        let folder = try StoreFolder()
        var dice = Dice(12)
        let log = SentLog(folder: DataFolder(folder.path))
        let task = dice.uuid()
        let line = SentLog.Line.sent(Timestamp(milliseconds: 0), task, JobID("job"), service: "a\nb")
        try Disk.write("half".data, to: folder.path + "/sent.log")
        try log.append([line, line])
        let text = "1970-01-01T00:00:00.000Z \(task) job a?b\n"
        #expect(try folder.text(folder.path + "/sent.log") == "half\n" + text + text)
    }

    @Test("what was paid for is written even when nobody waits for it any more")
    func cancelledWrite() async throws {
        let folder = try StoreFolder()
        let store = try await folder.open()
        var dice = Dice(13)
        let (entries, job) = dice.delivered(dice.job())
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            try await store.write(entries)
        }
        try await task.value
        #expect(try await store.stored(job.id) == job)
    }

    @Test("every write is on the disk when it returns: FULL on the connection that writes")
    func durability() async throws {
        let folder = try StoreFolder()
        let store = try await folder.open()
        #expect(try await store.number("PRAGMA synchronous") == 2)
        let mode = try await store.database.onWriter { try String.fetchOne($0, sql: "PRAGMA journal_mode") }
        #expect(mode == "wal")
    }
}
