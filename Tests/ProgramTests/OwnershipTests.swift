import Foundation
import GRDB
import Glibc
import Testing

extension ProgramTests {
    /// Product §5 rules 1, 4 and 7 between processes: who may take over what, and what is left of a lost database.
    @Suite struct OwnershipTests {
        private let kite = ["--prompt", "a red kite", "width=256", "height=256", "-F", "json"]

        private func client(of service: Sandbox) throws -> Sandbox {
            let client = try Sandbox()
            client.variables = [
                "RUNWARE_BASE_URL": "http://127.0.0.1:\(service.port)/v1", "RUNWARE_API_KEY": try service.serviceKey(),
            ]
            return client
        }

        /// State and owner of the only job.
        private func job(_ sandbox: Sandbox) throws -> [String] {
            try DatabaseQueue(path: sandbox.data + "/easel.sqlite").read { database in
                try String.fetchAll(database, sql: "SELECT state || ' ' || owner FROM jobs")
            }
        }

        @Test func `a process that is stopped keeps its jobs: another adopts and asks for none of them`() throws {
            let service = try Sandbox()
            let serve = try service.serve(latency: 3)
            let client = try client(of: service)
            let run = try Child(Executable.path(), ["run"] + kite, environment: client.environment)
            for _ in 0..<400 where try service.acceptedTasks().isEmpty { _ = run.wait(seconds: 0.05) { _ in false } }
            try #require(try service.acceptedTasks().count == 1)
            run.signal(SIGSTOP)
            let before = try job(client)
            let collect = try client.easel("collect", "-F", "json")
            #expect(collect.code == 0, "\(collect.errors)")
            #expect(!collect.output.contains("kite"))
            #expect(try job(client) == before && before.count == 1)
            run.signal(SIGCONT)
            let ended = try run.end(within: 30)
            #expect(ended.code == 0, "\(ended.errors)")
            #expect(try service.acceptedTasks().count == 1)
            // It is gone, so what it left would be free; it left nothing.
            #expect(try client.easel("collect", "-F", "json").code == 0)
            serve.signal(SIGTERM)
            #expect(try serve.end(within: 5).code == 0)
        }

        @Test func `killed, its jobs are free: collect asks for them and sends nothing`() throws {
            let service = try Sandbox()
            let serve = try service.serve(latency: 1)
            let client = try client(of: service)
            let run = try Child(Executable.path(), ["run"] + kite, environment: client.environment)
            for _ in 0..<400 where try service.acceptedTasks().isEmpty { _ = run.wait(seconds: 0.05) { _ in false } }
            run.signal(SIGKILL)
            _ = try run.end(within: 5)
            let before = try job(client)
            let collect = try client.easel("collect", "-F", "json")
            #expect(collect.code == 0, "\(collect.errors)")
            #expect(collect.output.contains("a red kite"))
            #expect(try job(client) != before && job(client).first?.hasPrefix("done ") == true)
            #expect(try service.acceptedTasks().count == 1)
            serve.signal(SIGTERM)
            #expect(try serve.end(within: 5).code == 0)
        }

        @Test func `when a database was set aside, collect finds what was sent by the log of sent tasks, once`() throws
        {
            let service = try Sandbox()
            let serve = try service.serve()
            let client = try client(of: service)
            #expect(try client.easel(["run"] + kite).code == 0)
            let task = try #require(try service.acceptedTasks().first)
            for ending in ["", "-wal", "-shm"] {
                let path = client.data + "/easel.sqlite" + ending
                guard FileManager.default.fileExists(atPath: path) else { continue }
                try FileManager.default.moveItem(atPath: path, toPath: path + ".aside")
            }
            let found = try client.easel("collect", "-F", "json")
            #expect(found.code == 0, "\(found.errors)")
            #expect(found.errors.contains("1 found again by the log of sent tasks"), "\(found.errors)")
            #expect(found.output.contains("a red kite") && found.output.contains(task))
            let again = try client.easel("collect", "-F", "json")
            #expect(again.code == 0 && !again.output.contains("a red kite"))
            #expect(try service.acceptedTasks() == [task])
            serve.signal(SIGTERM)
            #expect(try serve.end(within: 5).code == 0)
        }
    }
}
