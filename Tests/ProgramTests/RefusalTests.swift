import Foundation
import Glibc
import Testing

extension ProgramTests {
    /// What the command line refuses: a sentence on stderr, nothing on stdout, an exit code, nothing charged.
    @Suite struct RefusalTests {
        struct Case: Sendable, CustomStringConvertible {
            let description: String
            var arguments: [String]
            let code: Int32
            /// What the sentence names: the value and the rule.
            let words: [String]

            init(_ description: String, _ arguments: [String], _ code: Int32, _ words: [String]) {
                self.description = description
                self.arguments = arguments
                self.code = code
                self.words = words
            }
        }

        static let cases = [
            Case("a prompt of one character", ["--prompt", "x"], 65, ["2"]),
            Case(
                "a prompt of 3001 characters", ["--prompt", String(repeating: "x", count: 3001)], 65, ["3001", "3000"]),
            Case(
                "a seed above the maximum", ["--prompt", "a kite", "seed=9223372036854776001"], 65,
                ["9223372036854776001", "9223372036854776000"]),
            Case("a negative seed", ["--prompt", "a kite", "seed=-1"], 65, ["-1", "0"]),
            Case("a seed that is no number", ["--prompt", "a kite", "seed=1e3"], 65, ["1e3"]),
            Case("a width below the minimum", ["--prompt", "a kite", "width=255", "height=256"], 65, ["255", "256"]),
            Case("a width off the grid", ["--prompt", "a kite", "width=1000", "height=256"], 65, ["1000", "992"]),
            Case("too many results", ["--prompt", "a kite", "numberResults=21"], 65, ["21", "20"]),
            Case("an unknown parameter", ["--prompt", "a kite", "wdith=256"], 64, ["wdith"]),
            Case("a parameter of the program", ["--prompt", "a kite", "model=x"], 64, ["model"]),
            Case("no key=value", ["--prompt", "a kite", "big"], 64, ["big"]),
            Case("a parameter twice", ["--prompt", "a kite", "seed=1", "seed=2"], 64, ["seed"]),
            Case("no prompt", ["seed=1"], 64, ["--prompt"]),
            Case("an unknown option", ["--prmpt", "a kite"], 64, ["--prmpt"]),
            Case("a missing file", ["--request", "/nowhere/request.json"], 64, ["/nowhere/request.json"]),
        ]

        @Test(arguments: cases)
        func `an illegal request is refused before anything starts`(refused: Case) throws {
            let sandbox = try Sandbox()
            let run = try sandbox.easel(["run"] + refused.arguments)
            expect(run, refused)
            #expect(!FileManager.default.fileExists(atPath: sandbox.data), "nothing was even opened")
        }

        @Test(arguments: [
            ("not json", 65, ["not JSON"]), ("[]", 65, ["no request"]), ("[1]", 65, ["object"]),
            (#"{"positivePrompt":"a kite","width":255,"height":256}"#, 65, ["255", "256"]),
            (#"{"positivePrompt":"a kite","seed":9223372036854776001}"#, 65, ["9223372036854776000"]),
            (#"{"positivePrompt":"a kite","steps":3}"#, 65, ["steps"]),
            (#"{"positivePrompt":"a kite","width":512,"height":512,"model":"other:1@1"}"#, 65, ["model"]),
        ])
        func `an illegal request file is refused with its name`(text: String, code: Int32, words: [String]) throws {
            let sandbox = try Sandbox()
            let file = try sandbox.file("request.json", text)
            expect(try sandbox.easel("run", "--request", file), Case(text, [], code, words + ["request.json"]))
            #expect(try sandbox.acceptedTasks() == [])
        }

        @Test func `a wrong key is refused by the service, and nothing is charged`() throws {
            let sandbox = try Sandbox()
            let serve = try sandbox.serve()
            let client = try Sandbox()
            client.variables = [
                "RUNWARE_BASE_URL": "http://127.0.0.1:\(sandbox.port)/v1", "RUNWARE_API_KEY": "wrong-key-0123456789",
            ]
            let run = try client.easel("run", "--prompt", "a red kite")
            #expect(run.code == 77, "\(run.errors)")
            #expect(run.errors.contains("key"))
            #expect(!run.errors.contains("wrong-key-0123456789") && !run.output.contains("wrong-key-0123456789"))
            #expect(try sandbox.acceptedTasks() == [])
            serve.signal(SIGTERM)
            #expect(try serve.end(within: 10).code == 0)
        }

        @Test func `a dead address is named, and nothing stays behind to be sent`() throws {
            let sandbox = try Sandbox()
            let port = try LoopbackPort.free()
            sandbox.variables = [
                "RUNWARE_BASE_URL": "http://127.0.0.1:\(port)/v1", "RUNWARE_API_KEY": "a-key-01234567",
            ]
            let run = try sandbox.easel("run", "--prompt", "a red kite")
            expect(run, Case("dead", [], 69, ["127.0.0.1:\(port)", "nothing was sent"]))
        }

        @Test func `a key without encryption to another machine is refused`() throws {
            let sandbox = try Sandbox()
            sandbox.variables = ["RUNWARE_BASE_URL": "http://192.0.2.1/v1", "RUNWARE_API_KEY": "a-key-01234567"]
            let run = try sandbox.easel("run", "--prompt", "a red kite")
            expect(run, Case("plain", [], 64, ["RUNWARE_BASE_URL", "192.0.2.1"]))
        }

        @Test(arguments: [["run", "--prompt", "a red kite"], ["serve", "--port", "1"]])
        func `a data folder that cannot be written is named`(arguments: [String]) throws {
            let sandbox = try Sandbox()
            let file = try sandbox.file("file", "")
            sandbox.variables = ["XDG_DATA_HOME": file]
            expect(try sandbox.easel(arguments), Case("unwritable", [], 73, [file]))
        }

        @Test func `without a home the variable to set is named`() throws {
            let sandbox = try Sandbox()
            sandbox.variables = ["HOME": "", "XDG_DATA_HOME": "", "XDG_CONFIG_HOME": "", "XDG_STATE_HOME": ""]
            expect(try sandbox.easel("run", "--prompt", "a red kite"), Case("homeless", [], 64, ["HOME"]))
        }

        @Test(arguments: [
            (
                503, #"{"errors":[{"code":"providerError","message":"It is down.","taskUUID":"$TASK"}]}"#, 75,
                "It is down."
            ),
            (402, #"{"errors":[{"code":"insufficientCredits","message":"Add some."}]}"#, 76, "Add some."),
            (401, #"{"errors":[{"code":"invalidApiKey","message":"Not yours."}]}"#, 77, "Not yours."),
            (
                400, #"{"errors":[{"code":"invalidProviderContent","message":"Too wild.","taskUUID":"$TASK"}]}"#, 66,
                "Too wild."
            ),
            (
                400,
                #"{"errors":[{"code":"invalidWidth","message":"Too wide.","parameter":"width","taskUUID":"$TASK"}]}"#,
                65, "Too wide."
            ),
            (502, "<html>a gateway's page</html>", 74, "gateway"),
        ])
        func `what the service refuses has its exit code and the service's words`(
            status: Int, body: String, code: Int32, words: String
        ) throws {
            let service = try CannedService(.reply(status: status, body: body))
            let run = try client(of: service).easel("run", "--prompt", "a red kite", "--wait", "1")
            #expect(run.code == code, "\(run.errors)")
            #expect(run.errors.contains(words), "\(run.errors)")
            // A failure that may pass is tried three more times; whatever else is said, the task is sent once.
            #expect(service.tasks == (code == 75 ? 4 : 1))
        }

        @Test func `a delivery that is not whole is partial`() throws {
            let body = """
                {"data":[{"taskType":"imageInference","taskUUID":"$TASK","imageUUID":"one","seed":5,
                          "imageURL":"https://example.org/one.jpg"}],
                 "errors":[{"code":"providerError","message":"One was lost.","taskUUID":"$TASK"}]}
                """
            let service = try CannedService(.reply(status: 200, body: body))
            let run = try client(of: service).easel(
                "run", "--prompt", "a red kite", "numberResults=2", "-F", "json")
            #expect(run.code == 67, "\(run.errors)")
            #expect(run.output.contains("https://example.org/one.jpg") && run.output.contains("One was lost."))
        }

        @Test func `a line that falls after the request was sent leaves it uncertain, and it is sent once`() throws {
            let service = try CannedService(.silence)
            let run = try client(of: service).easel("run", "--prompt", "a red kite", "--wait", "1")
            #expect(run.code == 74, "\(run.errors)")
            #expect(run.errors.contains("may have been drawn and billed"))
            #expect(service.tasks == 1)
        }

        private func client(of service: CannedService) throws -> Sandbox {
            let sandbox = try Sandbox()
            sandbox.variables = [
                "RUNWARE_BASE_URL": "http://127.0.0.1:\(service.port)/v1", "RUNWARE_API_KEY": "a-key-01234567",
            ]
            return sandbox
        }

        private func expect(_ run: Ended, _ refused: Case) {
            #expect(run.code == refused.code, "\(run.errors)")
            #expect(run.output == "")
            for word in refused.words { #expect(run.errors.contains(word), "\(word) in \(run.errors)") }
        }
    }
}
