import Foundation
import TestSupport
import Testing

extension ProgramTests {
    /// `easel run --template`.
    @Suite struct TemplateRunTests {
        private func jobs(_ run: Ended) throws -> [[String: Any]] {
            try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [[String: Any]])
        }

        private func list(_ text: String, _ name: String, in sandbox: Sandbox) throws {
            let folder = sandbox.path + "/config/easel/lists"
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            try text.write(toFile: "\(folder)/\(name).txt", atomically: false, encoding: .utf8)
        }

        @Test func `a template is sent prompt by prompt, and each job keeps it`() throws {
            let sandbox = try Sandbox()
            try list("dunes\n# no\n{the} sea\n", "place", in: sandbox)
            let text = "# kites\na {red|blue} kite over __place__"
            let run = try sandbox.easel(
                "run", "--template", "-", "-F", "json", "width=512", "height=512", input: text + "\n")
            #expect(run.code == 0, "\(run.errors)")
            let jobs = try jobs(run)
            let prompts = jobs.compactMap { ($0["request"] as? [String: Any])?["positivePrompt"] as? String }
            #expect(
                prompts == [
                    "a red kite over dunes", "a red kite over {the} sea", "a blue kite over dunes",
                    "a blue kite over {the} sea",
                ])
            #expect(jobs.allSatisfy { $0["template"] as? String == text })
            #expect(run.errors.contains("sending 4 requests ≈ sim $0.16"))
            #expect(try sandbox.acceptedTasks().count == 4)
        }

        @Test func `count and price are told without sending, all of it or a random part`() throws {
            let sandbox = try Sandbox()
            let all = try sandbox.easel("run", "--template", "{a1|b2|c3}", "numberResults=2", "--dry-run")
            let lines = all.output.split(separator: "\n")
            #expect(all.code == 0 && lines.count == 5, "\(all.output)")
            #expect(zip(lines.dropFirst(), ["a1", "b2", "c3"]).allSatisfy { $0.hasSuffix("  2       \($1)") })
            #expect(lines.last == "3 requests, 6 images ≈ $0.24; nothing was sent")
            let text = String(repeating: "{0|1|2|3|4|5|6|7|8|9}", count: 9)
            let some = try sandbox.easel("run", "--template", text, "--random", "5", "--dry-run", "-F", "json")
            #expect(some.code == 0, "\(some.errors)")
            let prompts = try jobs(some).compactMap { $0["positivePrompt"] as? String }
            #expect(Set(prompts).count == 5 && prompts.allSatisfy { $0.count == 9 && Int($0) != nil })
        }

        @Test(arguments: [
            (["--template", "a {kite"], 65, "the { at line 1, column 3 is never closed"),
            (["--template", "a __none__"], 65, "there is no list none (line 1, column 3)"),
            (["--template", "a __bytes__"], 65, "/lists/bytes.txt:2: the file is not UTF-8 text"),
            (["--template", "{a kite|x}"], 65, "prompt 2 of 2: positivePrompt has 1 of at least 2 characters"),
            (["--template", String(repeating: "{a|b|c|d|e|f|g|h|i|j}", count: 9)], 65, "10^9 prompts are too many"),
            (["--template", "{ab|cd}", "--random", "501"], 65, "501 prompts are too many"),
            (["--template", "ab", "--prompt", "cd"], 64, "give one of --template"),
            (["--template", "{ab|cd}", "--random", "0"], 64, "--random 0 is not allowed"),
            (["--prompt", "ab", "--random", "2"], 64, "give --template"),
        ])
        func `what makes no sense is a sentence, and nothing is sent`(
            arguments: [String], code: Int, words: String
        ) throws {
            let sandbox = try Sandbox()
            try list("", "empty", in: sandbox)
            try Data([0x61, 0x0A, 0xFF]).write(
                to: URL(fileURLWithPath: sandbox.path + "/config/easel/lists/bytes.txt"))
            let run = try sandbox.easel(["run"] + arguments)
            #expect(run.code == Int32(code), "\(run.errors)")
            #expect(run.errors.contains(words), "\(run.errors)")
            #expect(run.output.isEmpty)
        }
    }
}
