import EngineCore
import EngineModel
import Foundation
import RunwareAPI
import Testing

@testable import EngineStore

/// Deleting for ever.
@Suite("Erasing")
struct ErasingTests {
    @Test("emptying the bin takes rows, words and files, keeps what was spent, and no task is taken for lost")
    func bin() async throws {
        let folder = try StoreFolder()
        let store = try await folder.open()
        var dice = Dice(611)
        let (kept, keptJob) = dice.delivered(dice.job("a badger"))
        let (entries, job) = dice.delivered(dice.job("an otter"))
        let failed = dice.job("an otter failed")
        try await store.write(kept + entries + [.submitted(failed), .changed(failed.failed())])
        let (result, keptResult) = (try #require(job.results.first), try #require(keptJob.results.first))
        for one in [result, keptResult] {
            let path = try await store.store(Data([1, 2, 3]), for: one.id, format: .jpg)
            try await store.write([.media(one.id, .stored(path: path))])
        }
        let spent = try await store.totals(since: Timestamp(milliseconds: 1_750_000_000_500))
        _ = try await store.mark([RowChange(.result(result.id), .bin(true)), RowChange(.job(failed.id), .bin(true))])

        // What was put there later stays.
        #expect(try await store.emptyBin(before: Timestamp(milliseconds: 1_750_000_000_000)) == 0)
        #expect(try await store.binCount() == 2)
        #expect(try await store.emptyBin(before: Timestamp(milliseconds: 1_750_000_000_001)) == 2)

        #expect(try await store.binCount() == 0)
        #expect(try await store.page(HistoryQuery(), before: nil, limit: 9).rows.map(\.id) == [.result(keptResult.id)])
        #expect(try await store.stored(job.id) == nil)
        #expect(try await store.stored(failed.id) == nil)
        #expect(try await store.number("SELECT count(*) FROM search WHERE search MATCH 'otter'") == 0)
        try await store.execute("INSERT INTO search (search, rank) VALUES ('integrity-check', 1)")
        let after = try await store.totals(since: Timestamp(milliseconds: 1_750_000_000_500))
        #expect(after.day == spent.day && after.allTime == spent.allTime)
        let images = try FileManager.default.subpathsOfDirectory(atPath: folder.data + "/images")
        #expect(images.filter { $0.hasSuffix(".jpg") }.count == 1)
        #expect(try await store.forgotten(since: Timestamp(milliseconds: 0)).isEmpty)
    }

    @Test("a job with images left keeps them, and one that may still bring some is not erased")
    func parts() async throws {
        let folder = try StoreFolder()
        let store = try await folder.open()
        var dice = Dice(612)
        let job = dice.job()
        let attempt = dice.attempt(asked: 2)
        let results = [dice.result(of: attempt), dice.result(of: attempt, index: 1)]
        let done = job.done(attempt, results)
        var open = dice.job()
        open.state = .abandoned
        try await store.write(
            [.submitted(job), .sending(job.id, attempt)] + results.map { .result(job.id, $0) } + [.changed(done)])
        try await store.write([.submitted(open), .changed(open)])
        _ = try await store.mark([RowChange(.result(results[0].id), .bin(true)), RowChange(.job(open.id), .bin(true))])
        #expect(try await store.emptyBin(before: Timestamp(milliseconds: .max)) == 2)
        // What was delivered still counts: a retry does not buy it again.
        let left = try #require(try await store.stored(job.id))
        #expect(left.results.map(\.id) == results.map(\.id) && left.results[0].url == nil && left.missing <= 0)
        #expect(try await store.stored(open.id)?.state == .abandoned)
    }

    @Test("off the record nothing enters history, search, earlier prompts or requests, and erasing leaves nothing")
    func offRecord() async throws {
        let folder = try StoreFolder()
        let store = try await folder.open()
        var dice = Dice(613)
        let secret = JobOrigin(isOffRecord: true)
        let (entries, job) = dice.delivered(dice.job("a secret otter", seed: 1, origin: secret))
        let failed = dice.job("a secret failure", origin: secret)
        let waiting = dice.job("a secret to come", origin: secret)
        try await store.write(entries + [.submitted(failed), .changed(failed.failed()), .submitted(waiting)])
        #expect(try await store.stored(job.id)?.origin.isOffRecord == true)
        #expect(try await store.page(HistoryQuery(), before: nil, limit: 9).rows.isEmpty)
        #expect(try await store.prompts(before: nil, limit: 9).prompts.isEmpty)
        #expect(try await store.earlier([job.request], at: .sample).isEmpty)
        #expect(try await store.number("SELECT count(*) FROM search WHERE search MATCH 'secret'") == 0)
        let spent = try await store.totals(since: Timestamp(milliseconds: 0)).allTime
        #expect(spent.real == Money(microDollars: 40_000))

        let (plain, plainJob) = dice.delivered(dice.job("an open otter"))
        try await store.write(plain)
        try await store.erase([job.id, failed.id, waiting.id, plainJob.id])
        #expect(try await store.stored(job.id) == nil)
        #expect(try await store.stored(failed.id) == nil)
        // Neither what is still under way nor what is on the record.
        #expect(try await store.stored(waiting.id)?.state == .queued)
        #expect(try await store.stored(plainJob.id) != nil)
        #expect(try await store.totals(since: Timestamp(milliseconds: 0)).allTime.real == Money(microDollars: 80_000))
        #expect(try await store.forgotten(since: Timestamp(milliseconds: 0)).isEmpty)
        #expect(try await store.number("SELECT count(*) FROM results") == 1)
        // Late news of what was erased are none, and no failure of the store.
        let late = try #require(job.results.first)
        let news: [JournalEntry] = [.changed(job), .result(job.id, late), .media(late.id, .failed(reason: "gone"))]
        #expect(try await store.write(news) == [job.id])
        #expect(try await store.stored(job.id) == nil)
        // Nothing may be sent for it, while others of the same write go on.
        let log = try folder.text(folder.sentLog)
        let (attempt, other) = (dice.attempt(), dice.attempt())
        #expect(try await store.write([.sending(job.id, attempt)]) == [job.id])
        #expect(try folder.text(folder.sentLog) == log)
        #expect(try await store.write([.sending(job.id, attempt), .sending(waiting.id, other)]) == [job.id])
        #expect(try await store.stored(waiting.id)?.attempts == [other])
        #expect(try await store.number("SELECT count(*) FROM attempts WHERE task_uuid = '\(attempt.taskUUID)'") == 0)
        #expect(try await store.erased(among: [job.id, waiting.id, failed.id]) == [job.id, failed.id])
    }
}
