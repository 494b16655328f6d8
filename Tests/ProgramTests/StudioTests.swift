import Foundation
import Glibc
import TestSupport
import Testing

extension ProgramTests {
    /// The studio on a terminal.
    @Suite struct StudioTests {
        private let submit = "\u{F}"
        private let leave = "\u{3}"

        @Test func `it starts, paints, and gives the terminal back when left`() throws {
            let sandbox = try Sandbox()
            let studio = try sandbox.studio(columns: 80, rows: 24)
            #expect(studio.isAlternateScreen && !studio.isCooked && studio.isBracketedPaste)
            for word in ["Easel", "local service (simulated)", "Parameters", "Queue 0", "History"] {
                #expect(studio.wait(forText: word), "\(studio.screenText)")
            }
            studio.send(leave)
            #expect(studio.waitForExit() == .code(0))
            #expect(studio.notGivenBack == [])
        }

        @Test func `left while its service still starts it ends in order, every time`() throws {
            let sandbox = try Sandbox()
            for attempt in 0..<12 {
                let studio = try PseudoTerminal(Executable.path(), environment: sandbox.environment)
                #expect(studio.wait(forText: "Prompt"), "\(studio.screenText)")
                studio.send(leave)
                #expect(studio.waitForExit() == .code(0), "attempt \(attempt)\n\(studio.screenText)")
                #expect(studio.notGivenBack == [])
            }
        }

        @Test func `wide characters are typed with the cursor behind them`() throws {
            let sandbox = try Sandbox()
            let studio = try sandbox.studio(columns: 80, rows: 24)
            let start = studio.cursor
            studio.send("日本語 e\u{301}👍")
            #expect(studio.wait(forText: "日本語 é👍"), "\(studio.screenText)")
            #expect(studio.wait { $0.cursor.column == start.column + 10 }, "\(start) \(studio.cursor)")
            #expect(studio.cursor.row == start.row)
            studio.send(leave)
            #expect(studio.waitForExit() == .code(0))
        }

        @Test func `after a storm of sizes the screen is right, the smallest says what it needs`() throws {
            let sandbox = try Sandbox()
            let studio = try sandbox.studio(columns: 80, rows: 24)
            studio.send("a red kite")
            for step in 0..<50 { studio.resize(columns: 20 + step * 7 % 140, rows: 5 + step * 5 % 50) }
            studio.resize(columns: 30, rows: 8)
            #expect(studio.wait(forText: "Easel needs 40"), "\(studio.screenText)")
            for step in 0..<50 { studio.resize(columns: 160 - step, rows: 60 - step) }
            studio.resize(columns: 100, rows: 30)
            #expect(studio.wait { $0.screenText.contains("Parameters") && $0.row(29).contains("^O") })
            #expect(studio.screenText.contains("a red kite"))
            studio.send(leave)
            #expect(studio.waitForExit() == .code(0))
            #expect(studio.notGivenBack == [])
        }

        @Test func `a submitted request comes back with its link and exactly its seed`() throws {
            let sandbox = try Sandbox()
            let studio = try sandbox.studio()
            studio.send("a red kite over dunes")
            studio.send("\u{1B}2\u{1B}[B\u{1B}[B\u{1B}[B9223372036854775807\r")
            #expect(studio.wait(forText: "9223372036854775807"), "\(studio.screenText)")
            studio.send(submit)
            #expect(studio.wait(forText: "done: seed 9223372036854775807"), "\(studio.screenText)")
            #expect(studio.wait(forText: "http://127.0.0.1:\(sandbox.port)/"), "\(studio.screenText)")
            #expect(try sandbox.acceptedTasks().count == 1)
            // Outside text q leaves too.
            studio.send("\u{1B}4q")
            #expect(studio.waitForExit() == .code(0))
            #expect(studio.notGivenBack == [])

            let again = try sandbox.studio()
            #expect(again.wait { $0.screenText.components(separatedBy: "a red kite over dunes").count > 2 })
            #expect(again.screenText.contains("9223372036854775807"))
            again.send(leave)
            #expect(again.waitForExit() == .code(0))
            #expect(try sandbox.acceptedTasks().count == 1)
        }

        @Test func `a paste with newlines and controls is text and sends nothing`() throws {
            let sandbox = try Sandbox()
            let studio = try sandbox.studio()
            studio.send("\u{1B}[200~one\r\u{F}\rtwo\u{1B}[201~")
            #expect(studio.wait { $0.screenText.contains("one") && $0.screenText.contains("two") })
            studio.send(" three")
            #expect(studio.wait(forText: "two three"), "\(studio.screenText)")
            #expect(studio.screenText.contains("Queue 0"))
            studio.send(leave)
            #expect(studio.waitForExit() == .code(0))
            #expect(try sandbox.acceptedTasks() == [])
        }

        @Test func `with NO_COLOR no colour is sent`() throws {
            let sandbox = try Sandbox()
            let coloured = try sandbox.studio()
            #expect(colours(coloured.received) > 0, "the measure itself works")
            coloured.send(leave)
            #expect(coloured.waitForExit() == .code(0))

            sandbox.variables = ["NO_COLOR": "1"]
            let plain = try sandbox.studio()
            plain.send("a red kite\u{1B}2")
            #expect(plain.wait(forText: "▸"))
            #expect(colours(plain.received) == 0)
            plain.send(leave)
            #expect(plain.waitForExit() == .code(0))
        }

        /// How many sequences ask for a colour.
        private func colours(_ bytes: [UInt8]) -> Int {
            let text = String(decoding: bytes, as: UTF8.self)
            return text.matches(of: /\u{1B}\[([0-9;]*)m/).count { match in
                match.1.split(separator: ";").compactMap { Int($0) }.contains {
                    (30...38).contains($0) || (40...48).contains($0) || (90...107).contains($0)
                }
            }
        }

        @Test func `while the screen is up stderr goes to the log`() throws {
            let sandbox = try Sandbox()
            let studio = try sandbox.studio()
            let target = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(studio.process)/fd/2")
            #expect(target == sandbox.log)
            studio.send(leave)
            #expect(studio.waitForExit() == .code(0))
        }

        @Test func `a broken configuration is reported with its line, and the studio opens`() throws {
            let sandbox = try Sandbox()
            _ = try sandbox.file("config/easel/config.toml", "[service]\nport = \(sandbox.port)\n\n[extra]\nx = 1\n")
            let studio = try sandbox.studio()
            #expect(studio.wait(forText: "config.toml:4"), "\(studio.screenText)")
            studio.send(leave)
            #expect(studio.waitForExit() == .code(0))
        }

        @Test func `a data folder that cannot be written is said before the screen is taken`() throws {
            let sandbox = try Sandbox()
            let file = try sandbox.file("file", "")
            sandbox.variables = ["XDG_DATA_HOME": file]
            let terminal = try PseudoTerminal(Executable.path(), environment: sandbox.environment)
            #expect(terminal.waitForExit() == .code(73))
            #expect(terminal.screenText.contains("easel: "))
            #expect(terminal.notGivenBack == [])
        }

        @Test(arguments: [[:], ["RUNWARE_BASE_URL": "http://127.0.0.1:1", "RUNWARE_API_KEY": "a-key-01234567"]])
        func `without a terminal the studio names the way that needs none`(variables: [String: String]) throws {
            let sandbox = try Sandbox()
            sandbox.variables = variables
            // `setsid` takes the controlling terminal away, should the tests have one.
            let child = try Child(
                "/usr/bin/setsid", ["--wait", Executable.path()], environment: sandbox.environment)
            let end = try child.end(within: 20)
            #expect(end.code == 64)
            #expect(end.errors.contains("easel run"))
            #expect(end.output == "")
        }
    }
}
