import EngineCore
import EngineModel
import Foundation
import GRDB
import RunwareAPI
import Testing

@testable import EngineStore

@Suite("Taking history along", .timeLimit(.minutes(5)))
struct ExchangeTests {
    /// The whole history as a file of records.
    private func export(_ store: EngineStore, _ query: HistoryQuery = HistoryQuery()) async throws -> Data {
        var text = ""
        try await HistoryWalk(query, in: store).forEach { entry in
            if HistoryRecord.isExportable(entry) { text += HistoryRecord(entry).line + "\n" }
            return true
        }
        return Data(text.utf8)
    }

    /// Jobs of every end whose images came in turn, with marks.
    private func fill(_ store: EngineStore, jobs: Int, seed: UInt64) async throws {
        var dice = Dice(seed)
        var open: [(job: Job, attempt: Attempt)] = []
        for number in 0..<jobs {
            var job = Job(
                id: JobID(dice.uuid()), request: dice.request(),
                origin: JobOrigin(
                    name: Bool.random(using: &dice) ? dice.uuid() : nil, parent: ResultID(dice.uuid()),
                    batch: BatchID(dice.uuid()), template: Bool.random(using: &dice) ? "{a|b}" : nil),
                submittedAt: Timestamp(milliseconds: 1_750_000_000_000 + Int64(number)),
                service: Bool.random(using: &dice) ? .sample : .local)
            let attempt = dice.attempt(asked: job.asked)
            job.attempts = [attempt]
            try await store.write([.submitted(job), .sending(job.id, attempt)])
            open.append((job, attempt))
            while open.count > 3 || (number == jobs - 1 && !open.isEmpty) {
                let place = Int.random(in: 0..<open.count, using: &dice)
                try await go(on: &open, at: place, in: store, &dice)
            }
        }
        try await store.execute(
            """
            UPDATE history SET rating = 1 + sequence % 5, picked = sequence % 2, note = 'note ' || sequence
                WHERE sequence % 3 = 0;
            INSERT INTO tags SELECT sequence, 'winter' FROM history WHERE sequence % 6 = 0;
            INSERT INTO tags SELECT sequence, 'é' FROM history WHERE sequence % 6 = 0;
            """)
    }

    /// An image of an open job, or its end.
    private func go(
        on open: inout [(job: Job, attempt: Attempt)], at place: Int, in store: EngineStore, _ dice: inout Dice
    ) async throws {
        var (job, attempt) = open[place]
        guard Int.random(in: 0...2, using: &dice) == 0 else {
            let media: [MediaState] = [
                .linked, .pending, .stored(path: "images/2025-06/\(dice.uuid()).png"), .failed(reason: "HTTP 404"),
            ]
            let result = dice.result(
                of: attempt, index: job.results.count, seed: [nil, 7, .max].randomElement(using: &dice) ?? nil,
                cost: Bool.random(using: &dice) ? Money(microDollars: 40_000) : nil,
                media: media.randomElement(using: &dice) ?? .linked)
            open[place].job.results.append(result)
            try await store.write([.result(job.id, result)])
            return
        }
        open.remove(at: place)
        attempt.hasVerdict = Bool.random(using: &dice)
        job.attempts = [attempt]
        let ends: [JobState] =
            job.results.isEmpty ? [.failed, .blocked, .abandoned] : [.done, .partial, .failed, .abandoned, .uncertain]
        job = job.failed(ends.randomElement(using: &dice) ?? .failed)
        try await store.write([.changed(job)])
    }

    @Test("into an empty store and out again: the same bytes, and the same rows", arguments: [UInt64(1), 2, 3])
    func roundTrip(seed: UInt64) async throws {
        let (from, to) = (try StoreFolder(), try StoreFolder())
        let (old, new) = (try await from.open(), try await to.open(owner: 2))
        try await fill(old, jobs: 130, seed: seed)
        let bytes = try await export(old)
        let count = bytes.count { $0 == UInt8(ascii: "\n") }
        #expect(count > 200)
        let lines = RecordLines(bytes)
        #expect(try lines.check() == count)
        #expect(try await new.take(lines) == ImportCount(imported: count))
        #expect(try await export(new) == bytes)

        let shown = try await old.page(HistoryQuery(), before: nil, limit: 10_000).rows.filter {
            $0.state != .uncertain
        }
        let again = try await new.page(HistoryQuery(), before: nil, limit: 10_000).rows
        #expect(again.map(\.id) == shown.map(\.id) && again.map(\.time) == shown.map(\.time))
        #expect(again.map(\.excerpt) == shown.map(\.excerpt) && again.map(\.seed) == shown.map(\.seed))
        #expect(again.map(\.cost) == shown.map(\.cost) && again.map(\.marks) == shown.map(\.marks))
        #expect(again.contains { $0.marks.rating != nil })
        try await new.execute("INSERT INTO search (search, rank) VALUES ('integrity-check', 1)")
        #expect(try await new.check() == "ok")
    }

    @Test("what was written on a row comes along, and nothing stands on a row without marks")
    func marks() async throws {
        let (from, to) = (try StoreFolder(), try StoreFolder())
        let (old, new) = (try await from.open(), try await to.open(owner: 2))
        var dice = Dice(10)
        for _ in 0..<2 { try await old.write(dice.delivered(dice.job()).entries) }
        try await old.write([.submitted(dice.job())])
        let failed = dice.job()
        try await old.write([.submitted(failed), .changed(failed.failed())])
        var lines = String(decoding: try await export(old), as: UTF8.self).split(separator: "\n").map(String.init)
        lines[1] = lines[1].dropLast() + #","rating":3,"picked":true,"tags":["é","sea"],"note":"the \"one\""}"#
        lines[2] = lines[2].dropLast() + #","note":"why?"}"#
        #expect(try await new.take(RecordLines(Data(lines.joined(separator: "\n").utf8))).imported == 3)
        let rows = try await new.database.read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT sequence, rating, picked, note, (SELECT group_concat(tag) FROM tags
                        WHERE tags.sequence = history.sequence) AS tags FROM history
                        WHERE rating IS NOT NULL OR note IS NOT NULL ORDER BY sequence
                    """
            ).map { $0.databaseValues.map(\.description) }
        }
        #expect(rows.count == 2 && rows[0].suffix(4) == ["3", "1", "\"the \\\"one\\\"\"", "\"sea,é\""], "\(rows)")
        #expect(rows.last?.suffix(4) == ["NULL", "0", "\"why?\"", "NULL"], "\(rows)")
    }

    @Test("an import is nobody's: nothing is adopted, collected or counted as spent")
    func records() async throws {
        let (from, to) = (try StoreFolder(), try StoreFolder())
        let (old, new) = (try await from.open(), try await to.open(owner: 2))
        var dice = Dice(4)
        try await new.write(dice.delivered(dice.job("one of our own")).entries)
        let before = try await new.totals(since: Timestamp(milliseconds: 0))
        #expect(before.allTime.images == 1)
        let spending = try await new.spending(since: Timestamp(milliseconds: 0), isSimulated: false)
        try await fill(old, jobs: 60, seed: 5)
        #expect(try await old.number("SELECT count(*) FROM jobs WHERE state = 'abandoned'") ?? 0 > 5)
        #expect(try await old.number("SELECT count(*) FROM results WHERE media = 'pending'") ?? 0 > 5)
        _ = try await new.take(RecordLines(try await export(old)))
        // A raw answer of a task that was imported changes nothing either.
        let task = try #require(try await new.page(HistoryQuery(), before: nil, limit: 1).rows.first)
        let job = try #require(try await new.entry(task.id)?.job)
        try await new.keep(Answer(.send, over: .frame, bytes: Data("{}".utf8)), for: job.attempts.map(\.taskUUID))
        let after = try await new.totals(since: Timestamp(milliseconds: 0))
        #expect(after.allTime == before.allTime && after.day == before.day)
        #expect(try await new.spending(since: Timestamp(milliseconds: 0), isSimulated: false) == spending)
        await new.close()
        let next = try await to.open(owner: 3)
        #expect(try await next.adopt() == Adoption())
        #expect(try await next.forgotten(since: Timestamp(milliseconds: 0)).isEmpty)
        #expect(try to.text(to.sentLog).contains(job.id.text) == false)
    }

    @Test("what is known stays as it is and is counted")
    func known() async throws {
        let (from, to) = (try StoreFolder(), try StoreFolder())
        let (old, new) = (try await from.open(), try await to.open(owner: 2))
        try await fill(old, jobs: 40, seed: 6)
        let all = try await export(old)
        let lines = String(decoding: all, as: UTF8.self).split(separator: "\n")
        let some = Data(lines.prefix(30).joined(separator: "\n").utf8)
        #expect(try await new.take(RecordLines(some)) == ImportCount(imported: 30))
        try await new.execute("UPDATE history SET rating = 5, note = 'mine' WHERE rating IS NOT NULL")
        let ratings = try await new.number("SELECT count(*) FROM history WHERE note = 'mine'")
        let count = try await new.take(RecordLines(all))
        #expect(count == ImportCount(imported: lines.count - 30, known: 30))
        #expect(try await new.number("SELECT count(*) FROM history WHERE note = 'mine'") == ratings)
        #expect(try await new.take(RecordLines(all)) == ImportCount(imported: 0, known: lines.count))
        #expect(try await old.take(RecordLines(all)) == ImportCount(imported: 0, known: lines.count))
        // A task that was found again has a job of another identity.
        let third = try StoreFolder()
        let found = try await third.open(owner: 3)
        var dice = Dice(7)
        let image = try #require(lines.first { $0.contains(#""result":"#) })
        let record = try HistoryRecord(line: Data(image.utf8), number: 1)
        var again = dice.job()
        again.attempts = [record.job.attempts[0]]
        try await found.write([.submitted(again)])
        #expect(try await found.take(RecordLines(Data(image.utf8))) == ImportCount(leftOut: 1))
        try await found.write([.result(again.id, try #require(record.result))])
        #expect(try await found.take(RecordLines(Data(image.utf8))) == ImportCount(known: 1))
    }

    @Test("in two halves it is the same as at once, also where a job stands in both")
    func halves() async throws {
        let (from, to) = (try StoreFolder(), try StoreFolder())
        let (old, new) = (try await from.open(), try await to.open(owner: 2))
        try await fill(old, jobs: 60, seed: 11)
        let all = try await export(old)
        let lines = String(decoding: all, as: UTF8.self).split(separator: "\n")
        let half = lines.count / 2
        #expect(
            try await new.take(RecordLines(Data(lines.prefix(half).joined(separator: "\n").utf8)))
                == ImportCount(imported: half))
        let (before, parts) = (
            try await new.number("SELECT count(*) FROM jobs"),
            try await new.number("SELECT count(*) FROM jobs WHERE number > 1")
        )
        #expect(try await new.take(RecordLines(all)) == ImportCount(imported: lines.count - half, known: half))
        #expect(try await new.number("SELECT count(*) FROM jobs") ?? 0 > before ?? 0 && parts ?? 0 > 0)
        #expect(try await export(new) == all)
        #expect(try await new.totals(since: Timestamp(milliseconds: 0)).allTime.images == 0)
    }

    @Test("a failed job that was tried again elsewhere brings its images, and keeps what was written on it here")
    func triedAgain() async throws {
        let (from, to) = (try StoreFolder(), try StoreFolder())
        let (old, new) = (try await from.open(), try await to.open(owner: 2))
        var dice = Dice(12)
        let (job, first) = (dice.job(), dice.attempt())
        try await old.write([.submitted(job), .sending(job.id, first), .changed(job.failed())])
        #expect(try await new.take(RecordLines(try await export(old))).imported == 1)
        _ = try await new.mark([RowChange(.job(job.id), .note("mine"))])

        let second = dice.attempt(asked: 2)
        let results = [dice.result(of: second), dice.result(of: second, index: 1)]
        var done = job.done(second, results)
        done.finishedAt = Timestamp(milliseconds: 1_750_000_009_000)
        try await old.write(
            [.changed(job), .sending(job.id, second)] + results.map { .result(job.id, $0) } + [.changed(done)])
        _ = try await old.mark(results.map { RowChange(.result($0.id), .note("theirs")) })
        let bytes = try await export(old)
        #expect(try await new.take(RecordLines(bytes)) == ImportCount(imported: 2))
        let rows = try await new.page(HistoryQuery(), before: nil, limit: 9).rows
        #expect(rows.map(\.marks.note) == ["theirs", "mine"] && rows.map(\.state) == [.done, .done])
        _ = try await new.mark([RowChange(rows[1].id, .note("theirs"))])
        #expect(try await export(new) == bytes)
        // What an earlier time told takes nothing back.
        #expect(try await new.take(RecordLines(bytes)) == ImportCount(known: 2))
    }

    @Test("images of a job that is erased while they are taken in are left out, and the rest comes")
    func erasedMeanwhile() async throws {
        let (from, to) = (try StoreFolder(), try StoreFolder())
        let (old, new) = (try await from.open(), try await to.open(owner: 2))
        var dice = Dice(14)
        let (job, first) = (dice.job(), dice.attempt())
        try await old.write([.submitted(job), .sending(job.id, first), .changed(job.failed())])
        #expect(try await new.take(RecordLines(try await export(old))).imported == 1)
        let second = dice.attempt(asked: 1)
        let result = dice.result(of: second)
        try await old.write(
            [.changed(job), .sending(job.id, second), .result(job.id, result), .changed(job.done(second, [result]))]
                + dice.delivered(dice.job("another")).entries)
        let lines = RecordLines(try await export(old))
        let count = try await new.take(lines) {
            _ = try await new.mark([RowChange(.job(job.id), .bin(true))])
            #expect(try await new.emptyBin(before: Timestamp(milliseconds: .max)) == 1)
        }
        #expect(count == ImportCount(imported: 1, leftOut: 1))
        let rows = try await new.page(HistoryQuery(), before: nil, limit: 9).rows
        #expect(rows.map(\.excerpt) == ["another"])
    }

    @Test("a job of its own gets nothing from a record, and what is left out is counted and said")
    func own() async throws {
        let (from, to) = (try StoreFolder(), try StoreFolder())
        let (old, new) = (try await from.open(), try await to.open(owner: 2))
        var dice = Dice(13)
        let job = dice.job()
        let attempt = dice.attempt(asked: 2)
        let results = [dice.result(of: attempt), dice.result(of: attempt, index: 1)]
        try await old.write(
            [.submitted(job), .sending(job.id, attempt)] + results.map { .result(job.id, $0) }
                + [.changed(job.done(attempt, results))])
        // The first image was collected here too, and has a name of its own.
        let other = dice.job()
        var mine = results[0]
        mine = ImageResult(
            id: ResultID(dice.uuid()), taskUUID: mine.taskUUID, imageUUID: mine.imageUUID, index: 0, url: mine.url,
            seed: mine.seed, cost: mine.cost, nsfw: nil, receivedAt: mine.receivedAt, media: .linked)
        try await new.write([.submitted(other), .sending(other.id, attempt), .result(other.id, mine)])
        let before = try await new.stored(other.id)
        let count = try await new.take(RecordLines(try await export(old)))
        #expect(count == ImportCount(known: 1, leftOut: 1))
        #expect(count.words.hasPrefix("0 imported, 1 known already, 1 left out: this history has jobs of its own"))
        #expect(ImportCount(imported: 3, known: 2).words == "3 imported, 2 known already")
        #expect(try await new.stored(other.id) == before)
        #expect(try await new.totals(since: Timestamp(milliseconds: 0)).allTime.images == 1)
    }

    @Test("a bad line anywhere, or a full disk, and nothing is imported")
    func allOrNothing() async throws {
        let (from, to) = (try StoreFolder(), try StoreFolder())
        let (old, new) = (try await from.open(), try await to.open(owner: 2))
        try await fill(old, jobs: 40, seed: 8)
        let bytes = try await export(old)
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
        for place in [0, lines.count / 2, lines.count] {
            var broken = lines
            broken.insert(#"{"easel":1}"#, at: place)
            let failure = await #expect(throws: ImportFailure.self) {
                try await new.take(RecordLines(Data(broken.joined(separator: "\n").utf8)))
            }
            #expect(failure?.sentence == "line \(place + 1): job: is missing: version 4 UUID; nothing was imported")
            #expect(try await new.number("SELECT count(*) FROM jobs") == 0)
        }
        let pages = try #require(try await new.number("PRAGMA page_count"))
        _ = try await new.number("PRAGMA max_page_count = \(pages + 3)")
        let failure = await #expect(throws: ImportFailure.self) { try await new.take(RecordLines(bytes)) }
        #expect(failure?.sentence.contains("database or disk is full") == true)
        for table in ["jobs", "attempts", "results", "history", "services", "tags", "ledger"] {
            #expect(try await new.number("SELECT count(*) FROM \(table)") == 0, "\(table)")
        }
        _ = try await new.number("PRAGMA max_page_count = 1000000")
        #expect(try await new.take(RecordLines(bytes)).imported == lines.count)
    }

    @Test("the walk tells every row once, the oldest first, whatever comes and goes meanwhile")
    func walk() async throws {
        let folder = try StoreFolder()
        let store = try await folder.open()
        var dice = Dice(9)
        for number in 0..<450 { try await store.write(dice.delivered(dice.job("fox \(number)")).entries) }
        var seen: [HistoryID] = []
        let before = try await store.page(HistoryQuery(), before: nil, limit: 1000).rows.reversed().map(\.id)
        let late = dice.delivered(dice.job("late")).entries
        let rows = before
        try await HistoryWalk(HistoryQuery(), in: store).forEach { entry in
            if seen.isEmpty { _ = try? await store.write(late) }
            if seen.count == 10, case .result(let id) = rows[5] {
                try? await store.execute(
                    """
                    UPDATE history SET deleted_at = 1
                        WHERE result = (SELECT id FROM results WHERE uuid = '\(id)')
                    """)
            }
            seen.append(entry.row.id)
            return true
        }
        #expect(seen == rows)
        var few = 0
        try await HistoryWalk(HistoryQuery(words: ["fox"]), in: store).forEach { _ in
            few += 1
            return few < 3
        }
        #expect(few == 3)
        try await HistoryWalk(HistoryQuery(words: ["nowhere"]), in: store).forEach { _ in false }
    }
}

extension EngineStore {
    /// What SQLite says of the whole file.
    func check() async throws -> String? {
        try await database.onWriter { try String.fetchOne($0, sql: "PRAGMA integrity_check") }
    }
}
