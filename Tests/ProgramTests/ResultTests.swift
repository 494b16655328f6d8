import Foundation
import TestSupport
import Testing

extension ProgramTests {
    /// Texts and links of results on their way out of the real program.
    @Suite struct ResultTests {
        /// What the studio asked the terminal to take for its clipboard, the newest.
        private func copied(_ studio: PseudoTerminal) -> String? {
            let introducer = Array("\u{1B}]52;c;".utf8)
            let bytes = studio.received
            guard let start = bytes.indices.last(where: { bytes[$0...].starts(with: introducer) }),
                let end = bytes[start...].firstIndex(of: 0x07),
                let text = Data(base64Encoded: Data(bytes[(start + introducer.count)..<end]))
            else { return nil }
            return String(decoding: text, as: UTF8.self)
        }

        /// Makes an image of a prompt and goes to it in the history, once all that is known of it has been read.
        private func made(_ prompt: String, _ studio: PseudoTerminal) -> Bool {
            studio.send(prompt + "\u{F}")
            guard studio.wait(forText: "done: seed") else { return false }
            studio.send("\u{1B}5")
            guard studio.wait(forText: "State    done") else { return false }
            studio.send("\u{1B}4")
            return studio.wait { $0.screenText.contains("▶ History") && !$0.screenText.contains("done: seed") }
        }

        @Test func `a copied text leaves for the terminal, whose picture stays as it was`() throws {
            let sandbox = try Sandbox()
            let studio = try sandbox.studio(columns: 80, rows: 24)
            #expect(made("a red kite, 日本", studio), "\(studio.screenText)")
            studio.settle()
            let before = studio.screenText
            studio.send("yp")
            #expect(studio.wait(forText: "prompt: sent 18 bytes to the terminal's clipboard"), "\(studio.screenText)")
            #expect(copied(studio) == "a red kite, 日本")
            // The next key takes the message away.
            studio.send("k")
            #expect(studio.wait { $0.screenText == before }, "\(studio.screenText)")
            studio.send("q")
            #expect(studio.waitForExit() == .code(0))
            #expect(studio.notGivenBack == [])
        }

        @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/curl")))
        func `the copied curl line sends the request again, under its own UUID`() throws {
            let sandbox = try Sandbox()
            let studio = try sandbox.studio()
            #expect(made("it's a \"kite\" \\ $HOME", studio), "\(studio.screenText)")
            studio.send("yc")
            #expect(studio.wait(forText: "curl: sent"), "\(studio.screenText)")
            let line = try #require(copied(studio))
            #expect(!line.contains(try sandbox.serviceKey()))
            let before = try sandbox.acceptedTasks()
            var environment = sandbox.environment
            environment["RUNWARE_API_KEY"] = try sandbox.serviceKey()
            let curl = try Child("/bin/sh", ["-c", line], environment: environment)
            let ended = try curl.end(within: 20)
            let added = Set(try sandbox.acceptedTasks()).subtracting(before)
            #expect(added.count == 1, "\(ended)")
            #expect(added.allSatisfy { line.contains($0) })
            studio.send("q")
            #expect(studio.waitForExit() == .code(0))
        }

        @Test func `a link goes to BROWSER as one argument`() throws {
            let sandbox = try Sandbox()
            let browser = try sandbox.file("browser", "#!/bin/sh\nprintf '%s %s' \"$#\" \"$1\" > \"$HOME/opened\"\n")
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: browser)
            sandbox.variables["BROWSER"] = browser
            let studio = try sandbox.studio()
            #expect(made("a red kite", studio), "\(studio.screenText)")
            studio.send("o")
            #expect(
                studio.wait(forText: "handed to browser: http://127.0.0.1:\(sandbox.port)/"), "\(studio.screenText)")
            let opened = try String(contentsOfFile: sandbox.path + "/opened", encoding: .utf8)
            #expect(opened.hasPrefix("1 http://127.0.0.1:\(sandbox.port)/"))
            studio.send("q")
            #expect(studio.waitForExit() == .code(0))
        }

        @Test func `seen over SSH a link of this machine shows the way to it`() throws {
            let sandbox = try Sandbox()
            sandbox.variables["SSH_CONNECTION"] = "203.0.113.7 50122 198.51.100.4 22"
            sandbox.variables["USER"] = "ada"
            let studio = try sandbox.studio()
            #expect(made("a red kite", studio), "\(studio.screenText)")
            studio.send("o")
            let line = "ssh -L \(sandbox.port):127.0.0.1:\(sandbox.port) ada@198.51.100.4"
            #expect(studio.wait { $0.screenText.contains("\n" + line) }, "\(studio.screenText)")
            studio.send("qq")
            #expect(studio.waitForExit() == .code(0))
        }
    }
}
