import Foundation
import GRDB
import Glibc
import TestSupport
import Testing

extension ProgramTests {
    /// `easel history`: looking at what was made, and taking it along.
    @Suite struct HistoryCommandTests {
        /// A sandbox in which two jobs were done.
        private func filled() throws -> Sandbox {
            let sandbox = try Sandbox()
            for prompt in ["a red kite over dunes", "a lighthouse\u{202E} in the fog"] {
                let run = try sandbox.easel("run", "--prompt", prompt, "width=256", "height=256", "seed=7")
                #expect(run.code == 0, "\(run.errors)")
            }
            return sandbox
        }

        @Test func `rows are shown as a table, as JSON and as records, the newest first`() throws {
            let sandbox = try filled()
            let table = try sandbox.easel("history")
            let lines = table.output.split(separator: "\n")
            #expect(table.code == 0 && lines.count == 3, "\(table.output) \(table.errors)")
            #expect(lines.first?.hasPrefix("TIME ") == true)
            #expect(lines.dropFirst().first?.contains("a lighthouse in the fog") == true, "\(table.output)")
            #expect(lines.last?.contains("256x256") == true && lines.last?.contains("sim $") == true)
            #expect(try sandbox.easel("history", "kite").output.split(separator: "\n").count == 2)
            let one = try sandbox.easel("history", "--limit", "1", "-F", "jsonl")
            #expect(one.output.split(separator: "\n").count == 1 && one.output.contains("lighthouse"))
            #expect(one.errors.contains("there are more than 1"))
            let json = try JSONSerialization.jsonObject(with: Data(sandbox.easel("history", "-F", "json").output.utf8))
            #expect((json as? [[String: Any]])?.count == 2)
            let none = try sandbox.easel("history", "submarine")
            #expect(none.code == 0 && none.output.isEmpty && none.errors.contains("nothing in the history fits"))
            let file = sandbox.path + "/none.jsonl"
            let export = try sandbox.easel("history", "export", "submarine", "-o", file)
            #expect(export.code == 0 && export.errors.contains("nothing is written"), "\(export.errors)")
            #expect(!FileManager.default.fileExists(atPath: file))
            let totals = try sandbox.easel("history", "--totals")
            #expect(totals.output.contains("all time  2       $0.00"), "\(totals.output)")
        }

        @Test func `out of one history and into another: the same bytes, and no task is sent`() throws {
            let (from, to) = (try filled(), try Sandbox())
            let file = from.path + "/all.jsonl"
            let export = try from.easel("history", "export", "-o", file)
            #expect(export.code == 0 && export.errors.contains("2 records written to"), "\(export.errors)")
            #expect(try from.easel("history", "export").output == String(contentsOfFile: file, encoding: .utf8))
            let again = try from.easel("history", "export", "-o", file)
            #expect(again.code == 73 && again.errors.contains("--force replaces it"), "\(again.errors)")
            #expect(try from.easel("history", "export", "-o", file, "--force").code == 0)
            let folder = try FileManager.default.contentsOfDirectory(atPath: from.path)
            #expect(!folder.contains { $0.hasSuffix(".part") })

            let taken = try to.easel("history", "import", file)
            #expect(taken.code == 0 && taken.errors.contains("2 imported, 0 known already"), "\(taken.errors)")
            let text = try String(contentsOfFile: file, encoding: .utf8)
            #expect(try to.easel("history", "export").output == text)
            let known = try to.easel(["history", "import", "-"], input: text)
            #expect(known.code == 0 && known.errors.contains("0 imported, 2 known already"), "\(known.errors)")
            // Nothing is adopted, collected or sent, now or by the commands that do.
            let collect = try to.easel("resume", "-F", "json")
            #expect(collect.code == 0 && !collect.output.contains("kite"), "\(collect.output) \(collect.errors)")
            #expect(try to.acceptedTasks().isEmpty)
            #expect(try to.easel("history", "--totals").output.contains("all time  0       $0.00"))
        }

        @Test func `requests and curl lines have fresh UUIDs and no key`() throws {
            let sandbox = try filled()
            let accepted = Set(try sandbox.acceptedTasks())
            let requests = try sandbox.easel("history", "export", "--as", "request")
            let bodies = requests.output.split(separator: "\n")
            #expect(bodies.count == 2 && bodies[0].hasPrefix(#"[{"taskType":"imageInference","taskUUID":""#))
            #expect(!accepted.contains { requests.output.contains($0) })
            let curl = try sandbox.easel("history", "export", "kite", "--as", "curl")
            #expect(curl.output.hasPrefix("curl -sS 'https://api.runware.ai/v1' "), "\(curl.output)")
            #expect(curl.output.contains("Bearer $RUNWARE_API_KEY\""))
            #expect(!curl.output.contains(try sandbox.serviceKey()))
        }

        @Test func `a record of somebody else names neither where a key is sent nor what the terminal does`() throws {
            let (from, to) = (try filled(), try Sandbox())
            let own = try from.easel("history", "export").output
            let evil = own.replacing(/"service":"[^"]*"/, with: #""service":"https://evil.example/v1""#)
            #expect(try to.easel(["history", "import", "-"], input: evil).code == 0)
            let curl = try to.easel("history", "export", "--as", "curl")
            #expect(curl.output.components(separatedBy: "curl -sS 'https://api.runware.ai/v1' ").count == 3)
            #expect(!curl.output.contains("evil"))
            to.variables["RUNWARE_BASE_URL"] = "https://images.example/v1"
            let other = try to.easel("history", "export", "--as", "curl").output
            #expect(other.contains("curl -sS 'https://images.example/v1' "), "\(other)")

            let steering = own.replacing(#""state":"done""#, with: #""state":"\u009b31m\u202e""#)
            let refused = try to.easel(["history", "import", "-"], input: steering)
            #expect(refused.code == 65 && refused.errors.contains("is no state of a job"), "\(refused.errors)")
            #expect(!refused.errors.unicodeScalars.contains { ["\u{9B}", "\u{202E}"].contains($0) })
        }

        @Test func `a file with a fault is refused with line and reason, and nothing is imported`() throws {
            let (from, to) = (try filled(), try Sandbox())
            var lines = try from.easel("history", "export").output.split(separator: "\n").map(String.init)
            lines[1] = lines[1].replacing(#""state":"done""#, with: #""state":"queued""#)
            let file = try to.file("bad.jsonl", lines.joined(separator: "\n"))
            let bad = try to.easel("history", "import", file)
            #expect(bad.code == 65 && bad.errors.contains("line 2: state: queued is not imported"), "\(bad.errors)")
            #expect(try to.easel("history").output.isEmpty)
            let cut = try to.easel(
                ["history", "import", "-"], input: String(lines.joined(separator: "\n").dropLast(9)))
            #expect(cut.code == 65 && cut.errors.contains("nothing was imported"), "\(cut.errors)")
            let missing = try to.easel("history", "import", to.path + "/none")
            #expect(missing.code == 64 && missing.errors.contains("No such file"), "\(missing.errors)")
        }

        @Test func `a job is found by the UUID that run prints, and by its task's`() throws {
            let sandbox = try Sandbox()
            let run = try sandbox.easel("run", "--prompt", "a red kite", "width=256", "height=256", "-F", "json")
            let jobs = try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [[String: Any]]
            let job = try #require(jobs?.first)
            #expect(job["simulated"] as? Bool == true)
            let uuids = [try #require(job["job"] as? String)] + (job["taskUUIDs"] as? [String] ?? [])
            #expect(uuids.count == 2)
            for uuid in uuids {
                let found = try sandbox.easel("result", uuid)
                #expect(found.code == 0 && found.output.contains("sim $0.04"), "\(found.output) \(found.errors)")
            }
        }

        @Test func `a mistake in a query is named with its piece`() throws {
            let sandbox = try Sandbox()
            for command in [["history", "kite", "star:9"], ["history", "export", "star:9"]] {
                let run = try sandbox.easel(command)
                #expect(run.code == 64 && run.output.isEmpty)
                #expect(run.errors.hasPrefix("easel: star:9: "), "\(run.errors)")
            }
        }

        @Test func `x in the studio writes what export writes`() throws {
            let sandbox = try filled()
            let records = try sandbox.easel("history", "export").output
            let studio = try sandbox.studio()
            studio.send("\u{1B}4")
            #expect(studio.wait { $0.screenText.contains("a lighthouse in the fog") }, "\(studio.screenText)")
            studio.send("vx")
            #expect(studio.wait(forText: "Export 2 rows"), "\(studio.screenText)")
            // A name of ours in the place of the proposed one.
            studio.send("\u{1}\u{B}~/picked.jsonl\r")
            #expect(studio.wait(forText: "2 records written to"), "\(studio.screenText)")
            let file = sandbox.path + "/picked.jsonl"
            #expect(try String(contentsOfFile: file, encoding: .utf8) == records)
            var information = stat()
            #expect(stat(file, &information) == 0 && information.st_mode & 0o777 == 0o600)
            studio.send("x\u{1}\u{B}~/picked.jsonl\r")
            #expect(studio.wait(forText: "picked.jsonl is there already"), "\(studio.screenText)")
            #expect(studio.wait(forText: "picked_2.jsonl"), "\(studio.screenText)")
            studio.send("\u{1}\u{B}/proc/none/kites.jsonl\r")
            #expect(studio.wait(forText: "nothing was written: /proc/none/kites.jsonl"), "\(studio.screenText)")
            studio.send("\u{3}\u{3}")
            #expect(studio.waitForExit(seconds: 10) == .code(0))
            #expect(try String(contentsOfFile: file, encoding: .utf8) == records)
        }

        @Test func `reading works beside an open studio and takes nothing over`() throws {
            let sandbox = try filled()
            let studio = try sandbox.studio()
            #expect(try sandbox.easel("history", "kite").output.contains("a red kite"))
            #expect(try sandbox.easel("history", "export").output.split(separator: "\n").count == 2)
            studio.send("\u{3}")
            #expect(studio.waitForExit(seconds: 10) == .code(0))
        }

        @Test func `a damaged database is set aside, said, and what was sent is collected by the studio`() throws {
            let service = try Sandbox()
            let serve = try service.serve()
            let client = try Sandbox()
            client.variables = [
                "RUNWARE_BASE_URL": "http://127.0.0.1:\(service.port)/v1", "RUNWARE_API_KEY": try service.serviceKey(),
            ]
            let run = try client.easel("run", "--prompt", "a red kite over dunes", "width=256", "height=256")
            #expect(run.code == 0, "\(run.errors)")
            let database = client.data + "/easel.sqlite"
            try Data(repeating: 0x5A, count: 20_000).write(to: URL(filePath: database))
            for ending in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: database + ending) }
            let studio = try client.studio()
            #expect(
                studio.wait(seconds: 20) { $0.screenText.contains("a red kite over dunes") }, "\(studio.screenText)")
            let names = try FileManager.default.contentsOfDirectory(atPath: client.data)
            let aside = try #require(names.first { $0.hasPrefix("easel.sqlite.damaged-") })
            #expect(
                try Data(contentsOf: URL(filePath: client.data + "/" + aside)) == Data(repeating: 0x5A, count: 20_000))
            #expect(try service.acceptedTasks().count == 1)
            studio.send("\u{3}")
            #expect(studio.waitForExit(seconds: 10) == .code(0))
            serve.signal(SIGTERM)
            #expect(try serve.end(within: 5).code == 0)
        }

        @Test func `two processes do a thousand things at once and see the same`() throws {
            let sandbox = try Sandbox()
            let probe = PseudoTerminal.builtProduct("KillProbe")
            let children = try [("41", "42"), ("42", "41")].map { mine, other in
                try Child(
                    probe, [sandbox.data, "http://127.0.0.1:1/v1", "key", "act", mine, other, "500"],
                    environment: sandbox.environment)
            }
            let ended = try children.map { try $0.end(within: 120) }
            for end in ended { #expect(end.code == 0, "\(end.errors)") }
            #expect(ended[0].output == ended[1].output && ended[0].output.count > 50_000)
            let database = try DatabaseQueue(path: sandbox.data + "/easel.sqlite")
            try database.writeWithoutTransaction { database in
                #expect(try String.fetchAll(database, sql: "PRAGMA integrity_check") == ["ok"])
                try database.execute(sql: "INSERT INTO search (search, rank) VALUES ('integrity-check', 1)")
            }
        }
    }
}
