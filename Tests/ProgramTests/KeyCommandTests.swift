import Foundation
import Glibc
import Testing

extension ProgramTests {
    /// The key that a command prints (product §11).
    @Suite struct KeyCommandTests {
        /// A client of a local service that runs elsewhere; without `command` its configuration names no command.
        private func client(of server: Sandbox, command: [String]?) throws -> Sandbox {
            let client = try Sandbox()
            client.variables["RUNWARE_BASE_URL"] = "http://127.0.0.1:\(server.port)/v1"
            let words = (command ?? []).map { "'\($0)'" }.joined(separator: ", ")
            let text = command == nil ? "" : "api_key_command = [\(words)]\n"
            try text.write(toFile: client.path + "/config/easel/config.toml", atomically: false, encoding: .utf8)
            return client
        }

        @Test func `the variable comes first, then the command, then the kept key, and the account says which`() throws
        {
            let server = try Sandbox()
            let serve = try server.serve()
            let key = try server.serviceKey()
            let secret = try server.file("secret", "  \(key)\t\r\nlogin: me\n")
            let client = try client(of: server, command: ["cat", secret])
            #expect(try client.easel("account", "login", input: "a-kept-key-that-is-wrong\n").code == 0)
            let asked = try client.easel("account")
            #expect(asked.code == 0, "\(asked.errors)")
            #expect(asked.output.contains("Key           from api_key_command (cat)\n"))
            client.variables["RUNWARE_API_KEY"] = "wrong-key-0123456789"
            let refused = try client.easel("account")
            #expect(refused.code == 77 && refused.output.contains("Key           from RUNWARE_API_KEY\n"))
            client.variables["RUNWARE_API_KEY"] = nil
            try "".write(toFile: client.path + "/config/easel/config.toml", atomically: false, encoding: .utf8)
            let kept = try client.easel("account")
            #expect(kept.code == 77 && kept.output.contains("Key           from \(client.path)/config/easel/key\n"))
            for run in [asked, refused, kept] { #expect(!(run.output + run.errors).contains(key)) }
            serve.signal(SIGTERM)
            _ = try serve.end(within: 10)
        }

        @Test(arguments: [
            ("echo out-secret; echo err-secret >&2; exit 3", "(sh) ended with exit status 3"),
            ("kill -KILL $$", "(sh) ended with exit status 137"),
            ("echo 'out-secret with spaces'", "(sh) printed no key"), ("true", "(sh) printed no key"),
            ("head -c 100000 /dev/zero; sleep 60", "(sh) did not end within 10 s, or printed more than 64 KiB"),
        ])
        func `a command without a key is named with its exit status, and nothing of what it printed`(
            script: String, words: String
        ) throws {
            let client = try Sandbox()
            let text = "api_key_command = [\"sh\", \"-c\", \"\"\"\(script)\"\"\"]\n"
            try text.write(toFile: client.path + "/config/easel/config.toml", atomically: false, encoding: .utf8)
            let run = try client.easel("account")
            #expect(run.code == 64)
            #expect(run.errors.contains("the command of api_key_command \(words)"), "\(run.errors)")
            #expect(!(run.output + run.errors).contains("secret"))
        }

        @Test func `a command that is not there is named, its arguments are not`() throws {
            let client = try Sandbox()
            let text = "api_key_command = [\"no-such-program\", \"secret\"]\n"
            try text.write(toFile: client.path + "/config/easel/config.toml", atomically: false, encoding: .utf8)
            let run = try client.easel("account")
            #expect(run.code == 64)
            #expect(run.errors.contains("(no-such-program) cannot be started: No such file or directory"))
            #expect(!run.errors.contains("secret"))
        }

        @Test func `what the command leaves running does not keep the program waiting`() throws {
            let server = try Sandbox()
            let serve = try server.serve()
            let secret = try server.file("secret", try server.serviceKey() + "\n")
            let client = try client(of: server, command: ["sh", "-c", "cat \(secret); sleep 8 &"])
            let run = try client.easel(["account"], seconds: 6)
            #expect(run.code == 0, "\(run.errors)")
            serve.signal(SIGTERM)
            _ = try serve.end(within: 10)
        }
    }
}
