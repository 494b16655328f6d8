import Foundation
import TestSupport
import Testing

extension ProgramTests {
    /// `easel run` that works.
    @Suite struct RunTests {
        @Test func `parameters by name make one image, and only data stands on stdout`() throws {
            let sandbox = try Sandbox()
            let run = try sandbox.easel(
                "run", "--prompt", "a red kite", "width=512", "height=768", "seed=7", "-F", "json")
            #expect(run.code == 0, "\(run.errors)")
            let result = try #require(try results(run).first)
            #expect(result["seed"] as? Int == 7)
            let url = try #require(result["imageURL"] as? String)
            #expect(url.hasPrefix("http://127.0.0.1:\(sandbox.port)/"))
            #expect(run.errors.contains("simulated"))
            #expect(try sandbox.acceptedTasks().count == 1)
        }

        @Test func `the table names state, seed, size and link`() throws {
            let sandbox = try Sandbox()
            let run = try sandbox.easel("run", "--prompt", "a red kite", "seed=0")
            #expect(run.code == 0, "\(run.errors)")
            let lines = run.output.split(separator: "\n")
            #expect(lines.count == 2)
            #expect(lines.last?.hasPrefix("done") == true)
            #expect(lines.last?.contains(" 0 ") == true)
            #expect(lines.last?.contains("1024x1024") == true)
            #expect(lines.last?.contains("http://127.0.0.1:") == true)
        }

        @Test func `a prompt from standard input is taken literally`() throws {
            let sandbox = try Sandbox()
            let run = try sandbox.easel("run", "--prompt", "-", "-F", "json", input: "a {red|blue} kite\n# 日本\n")
            #expect(run.code == 0, "\(run.errors)")
            let request = try #require(try jobs(run).first?["request"] as? [String: Any])
            #expect(request["positivePrompt"] as? String == "a {red|blue} kite\n# 日本")
        }

        @Test(arguments: ["0", "9223372036854775807", "9223372036854775808", "9223372036854776000"])
        func `seeds are exact from the command line to stdout`(seed: String) throws {
            let sandbox = try Sandbox()
            let run = try sandbox.easel("run", "--prompt", "a red kite", "seed=\(seed)", "-F", "json")
            #expect(run.code == 0, "\(run.errors)")
            #expect(run.output.components(separatedBy: "\"seed\":\(seed)").count > 2, "\(run.output)")
        }

        @Test func `a request file is a request, an object that holds one, or an array`() throws {
            let sandbox = try Sandbox()
            let bare = try sandbox.file("bare.json", request("bare", uuid: 1))
            let holding = try sandbox.file("holding.json", #"{"name":"x","request":\#(request("holding", uuid: 2))}"#)
            let array = try sandbox.file(
                "array.json", #"[\#(request("first", uuid: 3)),{"request":\#(request("second", uuid: 4))}]"#)
            for (file, prompts) in [(bare, ["bare"]), (holding, ["holding"]), (array, ["first", "second"])] {
                let run = try sandbox.easel("run", "--request", file, "-F", "json")
                #expect(run.code == 0, "\(run.errors)")
                let sent = try jobs(run).compactMap { ($0["request"] as? [String: Any])?["positivePrompt"] as? String }
                #expect(sent == prompts)
            }
            #expect(try sandbox.acceptedTasks().count == 4)
        }

        @Test func `a named request run again is reported and not sent, until --again`() throws {
            let sandbox = try Sandbox()
            let file = try sandbox.file("request.json", request("a red kite", uuid: 9))
            let first = try sandbox.easel("run", "--request", file, "-F", "json")
            #expect(first.code == 0, "\(first.errors)")
            let second = try sandbox.easel("run", "--request", file, "-F", "json")
            #expect(second.code == 0, "\(second.errors)")
            #expect(second.output == first.output)
            #expect(second.errors.contains("sent before"))
            #expect(try sandbox.acceptedTasks().count == 1)

            let other = try sandbox.file("other.json", request("a blue kite", uuid: 9))
            let refused = try sandbox.easel("run", "--request", other)
            #expect(refused.code == 64)
            #expect(refused.output == "")
            #expect(try sandbox.acceptedTasks().count == 1)

            #expect(try sandbox.easel("run", "--request", file, "--again").code == 0)
            let sent = try sandbox.acceptedTasks()
            #expect(sent.count == 2)
            // The name is the user's; on the wire every attempt has a UUID of its own.
            #expect(!sent.contains(name(9)))
        }

        @Test func `more than may be spent is refused before anything is sent`() throws {
            let sandbox = try Sandbox()
            let dear = try sandbox.easel("run", "--prompt", "a red kite", "numberResults=3", "--max-cost", "0.11")
            #expect(dear.code == 65)
            #expect(dear.errors.contains("it would cost $0.12, more than the $0.11 of --max-cost"))
            #expect(try sandbox.easel("run", "--prompt", "a red kite", "--max-cost", "4,5").code == 64)
            #expect(
                try sandbox.easel("run", "--prompt", "a red kite", "numberResults=3", "--max-cost", "0.12").code == 0)
            #expect(try sandbox.acceptedTasks().count == 1)
        }

        @Test func `the same request again is sent after a warning`() throws {
            let sandbox = try Sandbox()
            for warns in [false, true] {
                let run = try sandbox.easel("run", "--prompt", "a red kite", "width=512", "height=512", "seed=7")
                #expect(run.code == 0, "\(run.errors)")
                #expect(run.errors.contains("the same request was sent before (done)") == warns)
            }
            #expect(try sandbox.acceptedTasks().count == 2)
        }

        @Test func `base64 results are files in the data folder`() throws {
            let sandbox = try Sandbox()
            let run = try sandbox.easel(
                "run", "--prompt", "a red kite", "outputType=base64Data", "width=256", "height=256", "-F", "json")
            #expect(run.code == 0, "\(run.errors)")
            let file = try #require(try results(run).first?["file"] as? String)
            let path = file.hasPrefix("/") ? file : sandbox.data + "/" + file
            #expect(FileManager.default.fileExists(atPath: path))
        }

        @Test func `results of runs stand in the studio's history and are found by words`() throws {
            let sandbox = try Sandbox()
            let words = ["walnut", "stormglass", "teahouse", "basalt", "dragon"]
            let requests = words.enumerated().map { request("A \($1) at dusk", uuid: $0) }
            let file = try sandbox.file("five.json", "[" + requests.joined(separator: ",") + "]")
            let run = try sandbox.easel("run", "--request", file, "-F", "json")
            #expect(run.code == 0, "\(run.errors)")
            let studio = try sandbox.studio()
            for word in words { #expect(studio.wait(forText: "A \(word) at dusk"), "\(studio.screenText)") }
            studio.send("\u{1B}4")
            studio.send("/teah")
            #expect(studio.wait { $0.screenText.contains("teahouse") && !$0.screenText.contains("walnut") })
            studio.send("\u{3}")
            #expect(studio.waitForExit() == .code(0))
            #expect(try sandbox.acceptedTasks().count == 5)
        }

        private func name(_ number: Int) -> String { "00000000-0000-4000-8000-00000000000\(number)" }

        private func request(_ prompt: String, uuid: Int) -> String {
            """
            {"taskType":"imageInference","taskUUID":"\(name(uuid))","model":"bfl:2@1","positivePrompt":"\(prompt)",
             "width":512,"height":512,"seed":\(74_910 + uuid),
             "providerSettings":{"bfl":{"promptUpsampling":true,"safetyTolerance":2}}}
            """
        }

        private func jobs(_ run: Ended) throws -> [[String: Any]] {
            try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [[String: Any]])
        }

        private func results(_ run: Ended) throws -> [[String: Any]] {
            try jobs(run).flatMap { $0["results"] as? [[String: Any]] ?? [] }
        }
    }
}
