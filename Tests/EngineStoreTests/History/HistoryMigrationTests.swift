import EngineCore
import EngineModel
import GRDB
import RunwareAPI
import Testing

@testable import EngineStore

/// The step that put history in the order of time.
@Suite("History by time")
struct HistoryMigrationTests {
    @Test("an older store keeps rows, marks, tags, words and sums, and learns what changed")
    func older() async throws {
        let folder = try StoreFolder()
        // The folder and its files, as a store makes them.
        await (try folder.open()).close()
        var dice = Dice(631)
        let parent = dice.delivered(dice.job("a fox", seed: 7), seed: 7, at: 1_750_000_005_000).job
        let origin = JobOrigin(parent: parent.results.first?.id)
        let child = dice.delivered(dice.job("a red fox", seed: 7, origin: origin), at: 1_750_000_004_000).job
        let failed = dice.job("a fox lost").failed()
        try await Self.writeOld([parent, child, failed], to: folder.database)

        let store = try await folder.open()
        let rows = try await store.page(HistoryQuery(), before: nil, limit: 9).rows
        #expect(rows.map(\.id) == [parent, child].flatMap(\.results).map { .result($0.id) } + [.job(failed.id)])
        #expect(rows.map(\.time.milliseconds) == [1_750_000_005_000, 1_750_000_004_000, 1_750_000_002_000])
        #expect(rows[0].marks == HistoryMarks(rating: 4, isPicked: true, tags: ["hero"], note: "good"))
        #expect(rows.map(\.changes) == [nil, .prompt, nil])
        #expect(try await store.page(HistoryQuery(words: ["red"]), before: nil, limit: 9).rows == [rows[1]])
        try await store.execute("INSERT INTO search (search, rank) VALUES ('integrity-check', 1)")
        #expect(try await store.totals(since: Timestamp(milliseconds: 0)).allTime.real == Money(microDollars: 80_000))
        // And goes on as a new one does.
        try await store.write(dice.delivered(dice.job("a new fox"), at: 1_750_000_006_000).entries)
        #expect(try await store.page(HistoryQuery(words: ["fox"]), before: nil, limit: 9).rows.count == 4)
        await store.close()
    }

    /// A database of the step before, with the rows that these jobs left in it.
    private static func writeOld(_ jobs: [Job], to path: String) async throws {
        try await OldStore.write(to: path, upTo: "spending") { database in
            for job in jobs {
                try database.execute(
                    sql: """
                        INSERT INTO jobs (uuid, state, request, request_hash, prompt, width, height, seed, number, service,
                            simulated, parent, position, submitted_at, finished_at)
                        VALUES (?, 'queued', ?, 0, ?, 1024, 1024, ?, 1, ?, 0, ?, 1, ?, ?)
                        """,
                    arguments: [
                        job.id.text, job.request.jsonText, job.request.prompt,
                        job.request.parameters.seed.map(String.init), job.service.key, job.origin.parent?.text,
                        job.submittedAt.milliseconds, job.finishedAt?.milliseconds,
                    ])
                let id = database.lastInsertedRowID
                for result in job.results {
                    try database.execute(
                        sql: """
                            INSERT INTO results (uuid, job, task_uuid, image_uuid, place, seed, cost, estimated, simulated,
                                received_at, media) VALUES (?, ?, ?, ?, 0, ?, 40000, 0, 0, ?, 'linked')
                            """,
                        arguments: [
                            result.id.text, id, result.taskUUID.text, result.imageUUID, result.seed.map(String.init),
                            result.receivedAt.milliseconds,
                        ])
                }
                try database.execute(
                    sql: "UPDATE jobs SET state = ? WHERE id = ?", arguments: [job.state.rawValue, id])
            }
            try database.execute(
                sql: """
                    INSERT INTO ratings (sequence, rating, starred, note) VALUES (1, 4, 1, 'good');
                    INSERT INTO tags VALUES (1, 'Hero');
                    """)
        }
    }
}
