import Foundation
import GRDB
import RunwareAPI
import Testing

@testable import RunwareService

@Suite("What survives", .timeLimit(.minutes(5)))
struct DurabilityTests {
    @Test("the database syncs every commit fully")
    func synchronous() async throws {
        try await Rig.withDirectory { directory async throws in
            let store = try OpenStore(directory: directory, givenKey: "k")
            #expect(try #require(try store.database.synchronousLevel()) >= 2)
            await store.close()
        }
    }

    @Test("a task is in the store before any work on it, its result before the reply")
    func rowsFirst() async throws {
        let clock = ManualClock()
        try await Rig.run({ (configuration: inout ServiceConfiguration) in
            configuration.clock = clock
            configuration.latency = .seconds(1)
        }) { rig, configuration async throws in
            let taskUUID = Rig.newUUID()
            async let pending = rig.post("[" + Rig.task(taskUUID, ["seed": "9223372036854776000"]) + "]")
            await clock.waitForSleepers(1)
            let database = try Self.open(configuration)
            let accepted = try await database.read {
                try String.fetchAll($0, sql: "SELECT taskUUID FROM task WHERE finished IS NULL")
            }
            #expect(accepted == [taskUUID])
            #expect(try await database.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM result") } == 0)
            clock.advance(by: .seconds(1))
            let answer = try await pending
            let sql = "SELECT imageUUID || ' ' || seed || ' ' || charged FROM result"
            let rows = try await database.read { try String.fetchAll($0, sql: sql) }
            let image = try #require(answer.items.first?["imageUUID"]?.string)
            #expect(rows == ["\(image) 9223372036854776000 40000"])
            #expect(try await database.read { try Int.fetchOne($0, sql: "SELECT balance FROM service") } == 99_960_000)
        }
    }

    @Test("no image is delivered when its row cannot be written")
    func noRowNoImage() async throws {
        try await Rig.run { rig, configuration async throws in
            try await Self.open(configuration).write { database in
                try database.execute(
                    sql: "CREATE TRIGGER broken BEFORE INSERT ON result BEGIN SELECT RAISE(ABORT, 'full'); END")
            }
            let answer = try await rig.post("[" + Rig.task() + "]")
            #expect(answer.status == 500)
            #expect(answer.codes == ["internalServerError"])
            #expect(answer.items.isEmpty)
            #expect(!answer.text.contains("full"))
            // It was to be accepted and finished in one transaction: neither is, and its UUID is not used up.
            let database = try Self.open(configuration)
            #expect(try await database.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM task") } == 0)
        }
    }

    @Test("a task that waits for nothing is finished with its acceptance, and charged once")
    func atOnce() async throws {
        try await Rig.run { rig, configuration async throws in
            let answer = try await rig.post("[" + Rig.task(Rig.newUUID(), ["numberResults": "3", "seed": "7"]) + "]")
            #expect(answer.items.map { $0["seed"] } == [.integer(7), .integer(8), .integer(9)])
            let database = try Self.open(configuration)
            let sql = "SELECT seed || ' ' || position || ' ' || sequence FROM result ORDER BY id"
            #expect(try await database.read { try String.fetchAll($0, sql: sql) } == ["7 0 0", "8 1 1", "9 2 2"])
            #expect(try await database.read { try Int.fetchOne($0, sql: "SELECT count(finished) FROM task") } == 1)
            #expect(try await database.read { try Int.fetchOne($0, sql: "SELECT balance FROM service") } == 99_880_000)
        }
    }

    @Test("nothing is generated for a task that cannot be written")
    func noRowNoWork() async throws {
        let clock = ManualClock()
        try await Rig.run({ (configuration: inout ServiceConfiguration) in
            configuration.clock = clock
            configuration.latency = .seconds(1)
        }) { rig, configuration async throws in
            try await Self.open(configuration).write { database in
                try database.execute(
                    sql: "CREATE TRIGGER broken BEFORE INSERT ON task BEGIN SELECT RAISE(ABORT, 'full'); END")
            }
            let taskUUID = Rig.newUUID()
            let answer = try await rig.post("[" + Rig.task(taskUUID) + "]")
            #expect(answer.status == 500)
            #expect(answer.errors.first?["taskUUID"]?.string == taskUUID)
            #expect(clock.sleeperCount == 0)
        }
    }

    @Test("a task UUID stays used after a restart, a refused one does not")
    func conflictSurvives() async throws {
        try await Rig.run { rig, configuration async throws in
            let used = Rig.newUUID()
            let refused = Rig.newUUID()
            #expect(try await rig.post("[" + Rig.task(used) + "]").status == 200)
            #expect(try await rig.post("[" + Rig.task(refused, ["width": "1"]) + "]").status == 400)
            await rig.service.stop()
            let again = Rig(service: try await LocalService.start(configuration))
            #expect(try await again.post("[" + Rig.task(used) + "]").codes == ["conflictTaskUUID"])
            #expect(try await again.post("[" + Rig.task(refused) + "]").status == 200)
            await again.service.stop()
        }
    }

    @Test("images are made and kept although the connection drops")
    func droppedConnection() async throws {
        let clock = ManualClock()
        try await Rig.run({ (configuration: inout ServiceConfiguration) in
            configuration.clock = clock
            configuration.latency = .seconds(1)
        }) { rig, configuration async throws in
            let body = "[" + Rig.task(Rig.newUUID(), ["numberResults": "3"]) + "]"
            let client = Task { try await rig.post(body) }
            await clock.waitForSleepers(2)
            client.cancel()
            _ = await client.result
            clock.advance(by: .seconds(1))
            await clock.waitForSleepers(1)
            clock.advance(by: .seconds(1))
            await rig.service.run.core.waitForJobs()
            let database = try Self.open(configuration)
            #expect(try await database.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM result") } == 3)
            #expect(try await database.read { try Int.fetchOne($0, sql: "SELECT count(finished) FROM task") } == 1)
        }
    }

    @Test("what was accepted before a stop is finished by the next run, with the seeds that were asked for")
    func resumption() async throws {
        let clock = ManualClock()
        try await Rig.run({ (configuration: inout ServiceConfiguration) in
            configuration.clock = clock
            configuration.latency = .seconds(1)
        }) { rig, configuration async throws in
            let body = "[" + Rig.task(Rig.newUUID(), ["numberResults": "3", "seed": "40"]) + "]"
            let client = Task { try await rig.post(body) }
            await clock.waitForSleepers(2)
            await rig.service.stop()
            // The reply never came: a dropped line, no status that would claim a verdict.
            await #expect(throws: (any Error).self) { try await client.value }
            let service = try await LocalService.start(configuration)
            await clock.waitForSleepers(2)
            clock.advance(by: .seconds(1))
            await clock.waitForSleepers(1)
            clock.advance(by: .seconds(1))
            await service.run.core.waitForJobs()
            let seeds = try await Self.open(configuration).read {
                try String.fetchAll($0, sql: "SELECT seed FROM result ORDER BY position")
            }
            #expect(seeds == ["40", "41", "42"])
            await service.stop()
        }
    }

    private static func open(_ configuration: ServiceConfiguration) throws -> DatabaseQueue {
        var reading = Configuration()
        reading.busyMode = .timeout(5)
        return try DatabaseQueue(path: configuration.storeDirectory + "/service.sqlite", configuration: reading)
    }
}
