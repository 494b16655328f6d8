import EngineCore
import EngineModel
import Foundation
import Glibc
import RunwareAPI
import TestSupport
import Testing

@testable import EngineStore

/// Files of what is deleted for ever: they go after their rows, and none is left that nobody knows of.
@Suite("Files of what was erased")
struct LeftoverTests {
    /// Writes a job with a file, puts it into the bin, and returns both.
    private func binned(_ store: EngineStore, _ dice: inout Dice) async throws -> (result: ResultID, path: String) {
        let (entries, job) = dice.delivered(dice.job("an otter"))
        try await store.write(entries)
        let result = try #require(job.results.first).id
        let path = try await store.store(Data([1, 2, 3]), for: result, format: .jpg)
        try await store.write([.media(result, .stored(path: path))])
        _ = try await store.mark([RowChange(.result(result), .bin(true))])
        return (result, path)
    }

    private let always = Timestamp(milliseconds: .max)

    @Test("where the rows cannot be deleted the files stay")
    func refused() async throws {
        let folder = try StoreFolder()
        let store = try await folder.open()
        var dice = Dice(641)
        let (_, path) = try await binned(store, &dice)
        // A deferred foreign key fails at the commit itself, after everything else went well.
        try await store.execute(
            """
            CREATE TABLE trap (job INTEGER REFERENCES jobs (id) DEFERRABLE INITIALLY DEFERRED);
            CREATE TRIGGER trap_erasing AFTER DELETE ON history BEGIN INSERT INTO trap VALUES (-1); END;
            """)
        await #expect(throws: StoreFailure.self) { _ = try await store.emptyBin(before: always) }
        #expect(try await store.binCount() == 1)
        #expect(Disk.holdsSomething(store.absolutePath(path)))
        try await store.execute("DROP TRIGGER trap_erasing; DROP TABLE trap")
        #expect(try await store.emptyBin(before: always) == 1)
        #expect(!Disk.holdsSomething(store.absolutePath(path)))
        #expect(try await store.number("SELECT count(*) FROM leftovers WHERE path LIKE 'images/%'") == 0)
    }

    @Test("a large bin is emptied by short transactions; what went is gone when a later one fails")
    func large() async throws {
        let folder = try StoreFolder()
        let store = try await folder.open()
        var dice = Dice(650)
        var changes: [RowChange] = []
        for number in 0..<450 {
            let (entries, job) = dice.delivered(dice.job("otter \(number)"))
            try await store.write(entries)
            changes.append(RowChange(.result(try #require(job.results.first).id), .bin(true)))
        }
        _ = try await store.mark(changes)
        try await store.execute(
            """
            CREATE TRIGGER trap BEFORE DELETE ON history WHEN (SELECT count(*) FROM history) <= 50
                BEGIN SELECT RAISE(ABORT, 'not these'); END
            """)
        await #expect(throws: StoreFailure.self) { _ = try await store.emptyBin(before: always) }
        #expect(try await store.binCount() == 50)
        #expect(try await store.number("SELECT count(*) FROM jobs") == 50)
        try await store.execute("DROP TRIGGER trap")
        #expect(try await store.emptyBin(before: always) == 50)
        #expect(try await store.number("SELECT count(*) FROM jobs") == 0)
        #expect(try await store.check() == "ok")
    }

    @Test("a file that cannot be unlinked is tried again at the next erasing and at the next start")
    func refusedFile() async throws {
        let folder = try StoreFolder()
        let store = try await folder.open()
        var dice = Dice(642)
        let place = store.absolutePath(try await binned(store, &dice).path)
        // Not even root unlinks a folder.
        unlink(place)
        try Disk.makeFolder(place)
        #expect(try await store.emptyBin(before: always) == 1)
        #expect(try await store.emptyBin(before: always) == 0)
        #expect(try await store.number("SELECT count(*) FROM leftovers WHERE path LIKE 'images/%'") == 1)
        rmdir(place)
        try Disk.write(Data([1]), to: place)
        await store.close()

        let next = try await folder.open(owner: 2)
        _ = try await next.adopt()
        #expect(!Disk.holdsSomething(place))
        #expect(try await next.number("SELECT count(*) FROM leftovers WHERE path LIKE 'images/%'") == 0)
    }

    @Test("what a crash left goes at the next start: files, but not one that a row names again, and raw answers")
    func crash() async throws {
        let folder = try StoreFolder()
        let store = try await folder.open()
        var dice = Dice(643)
        let (entries, job) = dice.delivered(dice.job(origin: JobOrigin(isOffRecord: true)))
        try await store.write(entries)
        let kept = try await binned(store, &dice).path
        let gone = try await store.store(Data([4]), for: ResultID(dice.uuid()), format: .png)
        try await store.execute("INSERT INTO leftovers VALUES ('\(kept)'), ('\(gone)'), ('images/../easel.sqlite')")
        try await store.erase([job.id])
        let task = try #require(job.attempts.first).taskUUID
        try await store.keep(.frame([]), for: [task])

        _ = try await store.adopt()
        #expect(Disk.holdsSomething(store.absolutePath(kept)))
        #expect(!Disk.holdsSomething(store.absolutePath(gone)))
        #expect(Disk.holdsSomething(folder.database))
        #expect(try await store.kept(for: task).isEmpty)
    }

    @Test("a file that arrives after its row was erased goes too, and brings the row not back")
    func late() async throws {
        let folder = try StoreFolder()
        let store = try await folder.open()
        var dice = Dice(644)
        let whole = try await binned(store, &dice).result
        // One of two images: its job stays, and with it the bare result.
        let job = dice.job()
        let attempt = dice.attempt(asked: 2)
        let results = [dice.result(of: attempt), dice.result(of: attempt, index: 1)]
        try await store.write(
            [.submitted(job), .sending(job.id, attempt)] + results.map { .result(job.id, $0) }
                + [.changed(job.done(attempt, results))])
        _ = try await store.mark([RowChange(.result(results[0].id), .bin(true))])
        #expect(try await store.emptyBin(before: always) == 2)
        for id in [whole, results[0].id] {
            let path = try await store.store(Data([5]), for: id, format: .jpg)
            try await store.write([.media(id, .stored(path: path))])
        }
        #expect(try await store.stored(job.id)?.results.first?.media == .failed(reason: "erased"))
        _ = try await store.emptyBin(before: always)
        let images = try FileManager.default.subpathsOfDirectory(atPath: folder.data + "/images")
        #expect(!images.contains { $0.hasSuffix(".jpg") })
    }
}
