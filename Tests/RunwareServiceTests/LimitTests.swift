import GRDB
import RunwareAPI
import Testing

@testable import RunwareService

@Suite("Limits", .timeLimit(.minutes(5)))
struct LimitTests {
    @Test("the oldest images lose their links when too many are stored; what they cost stays counted")
    func storedImages() async throws {
        try await Rig.run({ $0.maximumStoredImages = 2 }) { rig, _ async throws in
            var paths: [String] = []
            for _ in 0..<3 {
                let answer = try await rig.post("[" + Rig.task() + "]")
                let url = try #require(answer.items.first?["imageURL"]?.string)
                paths.append(String(url.dropFirst("http://127.0.0.1:\(rig.service.port)".count)))
            }
            var statuses: [Int] = []
            for path in paths { statuses.append(try await rig.send("GET", path).status) }
            #expect(statuses == [404, 200, 200])
            #expect(await rig.service.charges() == ["a red kite over dunes": 3])
        }
    }

    @Test("other machines are let in only when that is said; pages of other origins never are")
    func beyondLoopback() async throws {
        try await Rig.run({ $0.addressBeyondLoopback = "0.0.0.0" }) { rig, _ async throws in
            let key = "Bearer " + rig.service.key
            let named = ["Host": "box.example:7313", "Authorization": key]
            let answer = try await rig.post("[" + Rig.task() + "]", headers: named)
            #expect(answer.status == 200)
            #expect(answer.items.first?["imageURL"]?.string?.hasPrefix("http://127.0.0.1:") == true)
            let page = named.merging(["Origin": "http://box.example:7313"]) { $1 }
            #expect(try await rig.post("[" + Rig.task() + "]", headers: page).status == 403)
        }
    }

    @Test("only so many plain connections are served at a time; one too many is told so, and one that ends makes room")
    func connections() async throws {
        let clock = ManualClock()
        try await Rig.run({
            $0.maximumConnections = 1
            $0.clock = clock
        }) { rig, _ async throws in
            // A socket is counted with the sockets, not here.
            let (socket, _) = try await rig.login()
            rig.service.inject(Fault(.noAnswer, at: .poll))
            let silent = Task { try await rig.poll(Rig.newUUID()) }
            while rig.service.run.core.faults.book.isInForce { await Task.yield() }
            let ping = #"[{"taskType":"ping"}]"#
            let refused = try await rig.post(ping)
            #expect(refused.status == 503 && refused.codes == ["serviceUnavailable"])
            #expect(refused.headers["connection"] == "close")
            #expect(refused.errors.first?["message"]?.string == "At most 1 connections are served at a time.")
            try await socket.send(ping)
            #expect(await socket.reply()?.items.count == 1)
            // A line that is left without an answer is not left so for ever.
            while (try? await rig.post(ping).status) != 200 { clock.advance(by: .seconds(600)) }
            await #expect(throws: (any Error).self) { try await silent.value }
        }
    }

    @Test("a store of the first version keeps its tasks and images")
    func migration() async throws {
        try await Rig.withDirectory { directory async throws in
            try StoreFiles(directory: directory).prepare()
            let path = directory + "/service.sqlite"
            let queue = try DatabaseQueue(path: path)
            try ServiceMigrations.migrator.migrate(queue, upTo: "1 tasks and results")
            let taskUUID = Rig.newUUID()
            try await queue.write { database in
                try database.execute(
                    sql: "INSERT INTO task (taskUUID, request, accepted, finished) VALUES (?, ?, 1, 2)",
                    arguments: [taskUUID, Rig.task(taskUUID, ["numberResults": "2"])])
                for position in [1, 0] {
                    try database.execute(
                        sql: """
                            INSERT INTO result VALUES (?, ?, ?, '5', 'a kite', 256, 288, 'JPG', 95, 1, NULL, 40000)
                            """, arguments: [Rig.newUUID(), taskUUID, position])
                }
            }
            try queue.close()
            var configuration = ServiceConfiguration(storeDirectory: directory)
            configuration.port = 0
            let service = try await LocalService.start(configuration)
            let rig = Rig(service: service)
            let details = try #require(try await rig.details(taskUUID).items.first)
            #expect(details["response"]?["data"]?.elements.count == 2)
            #expect(try await rig.post("[" + Rig.task(taskUUID) + "]").codes == ["conflictTaskUUID"])
            #expect(await service.charges() == ["a kite": 2])
            await service.stop()
        }
    }
}
