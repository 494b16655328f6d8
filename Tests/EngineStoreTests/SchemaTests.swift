import EngineCore
import EngineModel
import RunwareAPI
import Testing

@testable import EngineStore

@Suite("The schema")
struct SchemaTests {
    @Test(
        "refuses what must not be",
        arguments: [
            "UPDATE jobs SET state = 'lost'",
            "UPDATE jobs SET request = '{}'",
            "UPDATE jobs SET prompt = 'another'",
            "UPDATE jobs SET seed = '1'",
            "UPDATE jobs SET failure = 'no JSON'",
            "UPDATE jobs SET simulated = 2",
            "DELETE FROM jobs",
            "INSERT INTO attempts SELECT 99, task_uuid, job, 9, 1, 0, 0, 0, NULL, NULL, NULL, NULL FROM attempts",
            "INSERT INTO attempts SELECT 99, 'x', job, number, 1, 0, 0, 0, NULL, NULL, NULL, NULL FROM attempts",
            "INSERT INTO attempts VALUES (99, 'x', 999, 1, 1, 0, 0, 0, NULL, NULL, NULL, NULL)",
            "UPDATE attempts SET seed = '-1'",
            "UPDATE attempts SET errors = 'no JSON'",
            "UPDATE jobs SET retries = -1",
            "UPDATE attempts SET asked = 21",
            "INSERT INTO results SELECT 99, 'x', job, task_uuid, image_uuid, 1, url, seed, cost, estimated, simulated, "
                + "nsfw, received_at, media, path, reason FROM results",
            "UPDATE results SET seed = '-1'",
            "UPDATE results SET seed = ''",
            "UPDATE results SET media = 'stored'",
            "UPDATE results SET reason = 'none'",
            "UPDATE results SET job = 999",
            "INSERT INTO history (job, result, time, state, width, height, service) SELECT job, result, 0, 'done', 1, 1, 1 "
                + "FROM history",
            "UPDATE history SET rating = 6",
            "UPDATE history SET picked = 2",
            "UPDATE history SET service = 999",
            "INSERT INTO services (key, simulated) SELECT key, simulated FROM services",
            "INSERT INTO tags VALUES (999, 'a')",
        ])
    func constraints(sql: String) async throws {
        let folder = try StoreFolder()
        let store = try await folder.open()
        var dice = Dice(40)
        let (entries, job) = dice.delivered(dice.job())
        try await store.write(entries)
        let failure = await #expect(throws: StoreFailure.self) { try await store.execute(sql) }
        guard case .database(let words) = failure else {
            Issue.record("\(String(describing: failure))")
            return
        }
        #expect(words.contains("constraint") || words.contains("frozen"), "\(words)")
        #expect(try await store.stored(job.id) == job)
    }

    @Test("takes every state of a job")
    func states() async throws {
        let folder = try StoreFolder()
        let store = try await folder.open()
        var dice = Dice(41)
        var job = dice.job()
        try await store.write([.submitted(job)])
        for state in JobState.allCases {
            job.state = state
            try await store.write([.changed(job)])
            #expect(try await store.stored(job.id)?.state == state)
        }
    }

    @Test("keeps the index of words in step with history")
    func searchInStep() async throws {
        let folder = try StoreFolder()
        let store = try await folder.open()
        var dice = Dice(43)
        for number in 0..<20 {
            let job = dice.job("prompt number\(number) É")
            try await store.write(
                number % 2 == 0 ? dice.delivered(job).entries : [.submitted(job), .changed(job.failed())])
            if number % 4 == 1 { try await store.write([.changed(job)]) }
        }
        // Fails when index and content differ.
        try await store.execute("INSERT INTO search (search, rank) VALUES ('integrity-check', 1)")
        #expect(try await store.number("SELECT count(*) FROM search WHERE search MATCH 'prompt'") == 15)
    }
}
