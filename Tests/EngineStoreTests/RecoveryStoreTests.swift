import GRDB
import EngineCore
import EngineModel
import Foundation
import RunwareAPI
import Testing

@testable import EngineStore

@Suite("Recovering: the store", .timeLimit(.minutes(5)))
struct RecoveryStoreTests {
    private func answer(_ text: String) -> Answer {
        Answer(.send, over: .reply(httpStatus: 200, retryAfterSeconds: 7), bytes: text.data)
    }

    @Test("raw answers are kept under each of their tasks, in order, as they came, until they are let go")
    func spool() async throws {
        let folder = try StoreFolder()
        let store = try await folder.open()
        var dice = Dice(70)
        let (one, two) = (dice.uuid(), dice.uuid())
        let frame = Answer(.collect, over: .frame, bytes: Data([0, 10, 255, 13]))
        let bare = Answer(.send, over: .reply(httpStatus: 503, retryAfterSeconds: nil), bytes: Data())
        try await store.keep(answer("first\n\nline"), for: [one, two])
        try await store.keep(frame, for: [one])
        try await store.keep(bare, for: [one])
        #expect(try await store.kept(for: one) == [answer("first\n\nline"), frame, bare])
        #expect(try await store.kept(for: two) == [answer("first\n\nline")])
        await store.discard([one])
        #expect(try await store.kept(for: one).isEmpty)
        #expect(try await store.kept(for: two).count == 1)
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.data + "/spool")
        #expect(names.count == 1 && names.allSatisfy { folder.mode(folder.data + "/spool/" + $0) == 0o600 })
    }

    @Test("adopters read the spool of a copy that is gone, but for what a crash cut in its heading")
    func spoolSurvives() async throws {
        let folder = try StoreFolder()
        var dice = Dice(71)
        let task = dice.uuid()
        let first = try await folder.open(owner: 1)
        try await first.keep(answer("x"), for: [task])
        await first.close()
        try Disk.write("send rep".data, to: folder.data + "/spool/\(task)-000000000000001-000000001.answer")
        #expect(try await folder.open(owner: 2).kept(for: task) == [answer("x")])
    }

    @Test("a database that was set aside: the log of sent tasks names what is missing, until it is known again")
    func setAside() async throws {
        let folder = try StoreFolder()
        var dice = Dice(74)
        let old = try await folder.open(owner: 1)
        let job = dice.job()
        let attempt = dice.attempt()
        try await old.write([.submitted(job)])
        try await old.write([.sending(job.id, attempt)])
        #expect(try await old.forgotten(since: Timestamp(milliseconds: 0)).isEmpty)
        await old.close()
        for ending in ["", "-wal", "-shm"] {
            try? FileManager.default.removeItem(atPath: folder.data + "/easel.sqlite" + ending)
        }

        let store = try await folder.open(owner: 2)
        let found = try await store.forgotten(since: Timestamp(milliseconds: 0))
        #expect(found.map(\.taskUUID) == [attempt.taskUUID] && found.first?.service == job.service.key)
        #expect(try await store.forgotten(since: try #require(found.first).sentAt.adding(milliseconds: 1)).isEmpty)
        var again = dice.job()
        again.state = .uncertain
        again.attempts = [attempt]
        try await store.write([.submitted(again)])
        #expect(try await store.forgotten(since: Timestamp(milliseconds: 0)).isEmpty)
        #expect(try await store.job(task: attempt.taskUUID)?.id == again.id)
    }

    @Test("what was erased, or is off the record, stays so when the database was set aside")
    func setAsideErased() async throws {
        let folder = try StoreFolder()
        var dice = Dice(75)
        let old = try await folder.open(owner: 1)
        let secret = JobOrigin(isOffRecord: true)
        let (shown, shownJob) = dice.delivered(dice.job("a secret", origin: secret))
        let (binned, binnedJob) = dice.delivered(dice.job("an otter"))
        let (kept, keptJob) = dice.delivered(dice.job("a badger"))
        let open = dice.job("a secret to come", origin: secret)
        let attempt = dice.attempt()
        try await old.write(shown + binned + kept + [.submitted(open), .sending(open.id, attempt)])
        _ = try await old.mark([RowChange(.result(try #require(binnedJob.results.first).id), .bin(true))])
        try await old.erase([shownJob.id])
        #expect(try await old.emptyBin(before: Timestamp(milliseconds: .max)) == 1)
        await old.close()
        for ending in ["", "-wal", "-shm"] {
            try? FileManager.default.removeItem(atPath: folder.data + "/easel.sqlite" + ending)
        }

        let store = try await folder.open(owner: 2)
        let found = try await store.forgotten(since: Timestamp(milliseconds: 0))
        #expect(found.map(\.taskUUID) == [try #require(keptJob.attempts.first).taskUUID, attempt.taskUUID])
        #expect(found.map(\.isOffRecord) == [false, true])
        // An older Easel takes a line for a sent task when its second word is a UUID.
        let others = try folder.text(folder.sentLog).split(separator: "\n").map { $0.split(separator: " ") }
            .filter { TaskUUID(String($0[1])) == nil }
        #expect(others.map { $0[1] } == ["off-record", "off-record", "erased", "erased"])
        #expect(others.map { $0.count } == [3, 3, 3, 3])
    }

    @Test("of two copies that find a task again the second is told that it is known, and no line is read too early")
    func foundTwice() async throws {
        let folder = try StoreFolder()
        let (first, second) = (try await folder.open(owner: 1), try await folder.open(owner: 2))
        var dice = Dice(78)
        let attempt = dice.attempt()
        let log = SentLog(folder: DataFolder(folder.data))
        try log.append([.sent(attempt.startedAt, attempt.taskUUID, JobID("lost"), service: "s")])
        for store in [first, second] {
            #expect(try await store.forgotten(since: Timestamp(milliseconds: 0)).map(\.taskUUID) == [attempt.taskUUID])
        }
        let jobs = (0..<2).map { _ in
            var job = dice.job()
            job.state = .uncertain
            job.attempts = [attempt]
            return job
        }
        #expect(try await first.recover(jobs[0]))
        #expect(try await second.recover(jobs[1]) == false)
        #expect(try await second.job(task: attempt.taskUUID)?.id == jobs[0].id)
        #expect(try await second.stored(jobs[1].id) == nil)

        // Between its line in the log and its commit a task is another copy's, and nobody's to find.
        try await second.database.onWriter { try $0.execute(sql: "PRAGMA busy_timeout = 10") }
        let (sent, task) = (dice.job(), dice.attempt())
        try await first.write([.submitted(sent)])
        try await first.database.write { database in
            var writing = EntryWriting(database: database, owner: first.owner.owner, time: task.startedAt)
            try writing.write(.sending(sent.id, task))
            try log.append(writing.sent)
            let looked = DispatchSemaphore(value: 0)
            Task {
                await #expect(throws: StoreFailure.self) {
                    _ = try await second.forgotten(since: Timestamp(milliseconds: 0))
                }
                looked.signal()
            }
            looked.wait()
        }
        #expect(try await second.forgotten(since: Timestamp(milliseconds: 0)).isEmpty)
    }

    @Test("the log is read as far back as its lines are young, and what follows about a task counts")
    func longLog() throws {
        let folder = try StoreFolder()
        let log = SentLog(folder: DataFolder(folder.path))
        var dice = Dice(76)
        let (old, young) = (Timestamp(milliseconds: 1_000), Timestamp(milliseconds: 9_000))
        let tasks = (0..<3000).map { _ in dice.uuid() }
        let job = JobID("job")
        // Several blocks of each kind; the last task was sent again after it had been erased.
        for time in [old, young] { try log.append(tasks.map { .sent(time, $0, job, service: "s") }) }
        try log.append(tasks.dropFirst().map { .erased(young, $0) } + [.sent(young, tasks[2999], job, service: "s")])
        #expect(log.lines(since: young).map(\.taskUUID) == [tasks[0], tasks[2999]])
        #expect(log.lines(since: young).allSatisfy { $0.sentAt == young && !$0.isOffRecord })
    }

    @Test("where the log cannot be written nothing is erased")
    func unwritableLog() async throws {
        let folder = try StoreFolder()
        let store = try await folder.open()
        var dice = Dice(77)
        let (entries, job) = dice.delivered(dice.job(origin: JobOrigin(isOffRecord: true)))
        try await store.write(entries)
        try FileManager.default.removeItem(atPath: folder.sentLog)
        try Disk.makeFolder(folder.sentLog)
        await #expect(throws: StoreFailure.self) { try await store.erase([job.id]) }
        #expect(try await store.stored(job.id) == job)
    }

    @Test("a spool that cannot be written says so")
    func unwritableSpool() async throws {
        let folder = try StoreFolder()
        let store = try await folder.open()
        var dice = Dice(72)
        try FileManager.default.removeItem(atPath: folder.data + "/spool")
        let task = dice.uuid()
        await #expect(throws: StoreFailure.self) { try await store.keep(answer("x"), for: [task]) }
    }

    @Test("a retry, its seed and what it asks for come back as they were written")
    func retries() async throws {
        let folder = try StoreFolder()
        let store = try await folder.open()
        var dice = Dice(73)
        var job = dice.job()
        let first = dice.attempt(asked: 3)
        let second = Attempt(
            taskUUID: dice.uuid(), asked: 2, seed: SeedRange.maximum, startedAt: Timestamp(milliseconds: 5))
        job.retries = 2
        try await store.write([.submitted(job), .sending(job.id, first), .sending(job.id, second), .changed(job)])
        let read = try await store.stored(job.id)
        #expect(read?.attempts == [first, second] && read?.retries == 2)
    }

    @Test("the files that are missing and the session of a copy that is gone are adopted once")
    func adoption() async throws {
        let folder = try StoreFolder()
        var dice = Dice(74)
        let first = try await folder.open(owner: 1)
        let (job, attempt) = (dice.job(), dice.attempt())
        let missing = dice.result(of: attempt, media: .pending)
        let done = job.done(attempt, [missing])
        try await first.write([
            .submitted(job), .sending(job.id, attempt), .result(job.id, missing), .changed(done),
            .session("old", .sample), .session("s-1", .sample),
        ])
        let living = try await folder.open(owner: 2)
        #expect(try await living.adopt() == Adoption())
        await first.close()
        let adoption = try await living.adopt()
        #expect(adoption.jobs.isEmpty && adoption.sessions == [OwnerSession(session: "s-1", service: .sample)])
        #expect(
            adoption.files == [
                MissingFile(
                    result: missing.id, taskUUID: attempt.taskUUID, imageUUID: missing.imageUUID, url: missing.url,
                    format: .jpg)
            ])
        #expect(try await folder.open(owner: 3).adopt() == Adoption())
    }

    @Test("jobs that were let go of are adopted while their fate is open, for 7 days")
    func abandoned() async throws {
        let folder = try StoreFolder()
        var dice = Dice(79)
        let first = try await folder.open(owner: 1)
        var (open, ended) = (dice.job(), dice.job())
        for job in [open, ended] {
            let attempt = dice.attempt()
            try await first.write([.submitted(job), .sending(job.id, attempt)])
            if job.id == open.id { open.attempts = [attempt] } else { ended = ended.done(attempt, []) }
        }
        open.state = .abandoned
        ended.state = .abandoned
        try await first.write([.changed(open), .changed(ended)])
        await first.close()
        let late = try await folder.open(owner: 2, at: 1_750_000_000_500 + JobQueue.collectedFor)
        #expect(try await late.adopt().jobs.isEmpty)
        await late.close()
        let second = try await folder.open(owner: 3, at: 1_750_000_000_499 + JobQueue.collectedFor)
        #expect(try await second.adopt().jobs == [open])
        #expect(try await second.adopt().jobs.isEmpty)
    }

    @Test("an ended job whose raw answers nobody let go of is adopted, but none of a living copy")
    func leftAnswers() async throws {
        let folder = try StoreFolder()
        var dice = Dice(80)
        let (first, living) = (try await folder.open(owner: 1), try await folder.open(owner: 2))
        let (entries, job) = dice.delivered(dice.job())
        let (clean, _) = dice.delivered(dice.job())
        let (others, other) = dice.delivered(dice.job())
        try await first.write(entries + clean)
        try await living.write(others)
        let unknown = dice.uuid()
        let tasks = [job, other].compactMap(\.currentAttempt?.taskUUID) + [unknown]
        try await first.keep(answer("x"), for: tasks)
        await first.close()
        let second = try await folder.open(owner: 3)
        #expect(try await second.adopt().jobs == [job])
        #expect(try await second.adopt().jobs.isEmpty)
        // Nothing is known of this one, so nothing is decided.
        #expect(try await second.kept(for: unknown) == [answer("x")])
    }

    @Test("errors of an attempt come back as they were written; a retry that the user wants begins without")
    func errors() async throws {
        let folder = try StoreFolder()
        let store = try await folder.open()
        var dice = Dice(81)
        var error = ServiceError(code: "invalidBFLContent", message: "no \u{0} \"way\" 👩‍👩‍👧")
        error.parameters = ["positivePrompt"]
        error.taskUUID = dice.uuid().text
        error.httpStatus = 400
        var job = dice.job()
        let attempt = dice.attempt(asked: 3)
        try await store.write([.submitted(job), .sending(job.id, attempt)])
        job = job.done(attempt, [])
        job.attempts[0].errors = [error, error, ServiceError(code: "taskFailed", message: "")]
        try await store.write([.changed(job)])
        #expect(try await store.stored(job.id) == job)
        job.attempts[0].errors = []
        try await store.write([.changed(job)])
        #expect(try await store.stored(job.id) == job)
        try await store.execute("UPDATE attempts SET errors = '[7]'")
        #expect(try await store.stored(job.id) == job)
    }

    @Test("a database of an earlier version is brought up to date with what it holds")
    func earlierVersion() async throws {
        let folder = try StoreFolder()
        var dice = Dice(82)
        let first = try await folder.open(owner: 1)
        let (entries, job) = dice.delivered(dice.job())
        try await first.write(entries)
        // As the second step left it.
        try await first.execute(
            """
            DROP INDEX abandoned_jobs;
            ALTER TABLE attempts DROP COLUMN errors;
            DELETE FROM grdb_migrations WHERE identifier LIKE '3%';
            """)
        await first.close()
        let second = try await folder.open(owner: 2)
        #expect(try await second.stored(job.id) == job)
        let steps = StoreMigrations.migrator.migrations.count
        #expect(try await second.number("SELECT count(*) FROM grdb_migrations") == steps)
    }

    @Test("a crash between rename and row: the file is found by its result, a half of one is not")
    func betweenRenameAndRow() async throws {
        let folder = try StoreFolder()
        var dice = Dice(75)
        let (whole, half, none) = (ResultID(dice.uuid()), ResultID(dice.uuid()), ResultID(dice.uuid()))
        let first = try await folder.open(owner: 1, at: 1_751_327_999_999)
        let path = try await first.store("bytes".data, for: whole, format: .png)
        try Disk.write("byt".data, to: folder.data + "/images/2025-06/.\(half)-1.part")
        try Disk.write(Data(), to: folder.data + "/images/2025-06/\(half).jpg")
        await first.close()
        let second = try await folder.open(owner: 2)
        #expect(await second.find(whole) == path)
        #expect(await second.find(half) == nil)
        #expect(await second.find(none) == nil)
    }

    @Test("copies see each other's changes, and nothing of their own")
    func changes() async throws {
        let folder = try StoreFolder()
        let (first, second) = (try await folder.open(owner: 1), try await folder.open(owner: 2))
        var dice = Dice(76)
        var words = second.changes.makeAsyncIterator()
        let job = dice.job()
        try await first.write([.submitted(job)])
        #expect(await words.next() != nil)
        #expect(try await second.stored(job.id) == job)
        // Its own write tells it nothing: the stream ends without another word.
        try await second.write([.submitted(dice.job())])
        await second.close()
        #expect(await words.next() == nil)
        await first.close()
    }

    @Test("a change is seen after the log was emptied and written anew")
    func changesAfterCheckpoint() async throws {
        let folder = try StoreFolder()
        let (first, second) = (try await folder.open(owner: 1), try await folder.open(owner: 2))
        var dice = Dice(77)
        var words = second.changes.makeAsyncIterator()
        for _ in 0..<3 {
            try await first.write([.submitted(dice.job())])
            #expect(await words.next() != nil)
            _ = try await first.number("PRAGMA wal_checkpoint(TRUNCATE)")
        }
        await first.close()
        await second.close()
    }

    @Test("closing ends the watching while changes come")
    func closing() async throws {
        let folder = try StoreFolder()
        let busy = try await folder.open(owner: 1)
        var dice = Dice(78)
        let jobs = (0..<40).map { _ in dice.job() }
        async let writing: Void = {
            for job in jobs { try await busy.write([.submitted(job)]) }
        }()
        for owner: UInt64 in 2..<8 {
            let store = try await folder.open(owner: owner)
            await store.close()
            for await _ in store.changes {}
        }
        try await writing
        await busy.close()
    }
}
