import Glibc
import TestSupport
import Testing

extension PseudoTerminalTests {
    /// Every way out gives the terminal back.
    @Suite struct GivenBackTests {
        @Test func `while it runs the terminal is claimed, after quitting it is given back`() throws {
            let terminal = try Probe.start()
            #expect(terminal.isAlternateScreen && !terminal.isCooked && terminal.isBracketedPaste)
            terminal.send("q")
            #expect(terminal.waitForExit() == .code(0))
            #expect(terminal.notGivenBack == [])
        }

        @Test(arguments: [SIGTERM, SIGHUP, SIGINT])
        func `a signal ends it in order`(number: Int32) throws {
            let terminal = try Probe.start()
            terminal.signal(number)
            #expect(terminal.waitForExit(seconds: 2) == .code(0))
            #expect(terminal.notGivenBack == [])
        }

        @Test func `a trap dies by its signal, gives the terminal back and names the log`() throws {
            let log = "/tmp/terminal-probe-\(getpid()).log"
            defer { unlink(log) }
            let terminal = try Probe.start(["PROBE_LOG": log])
            terminal.send("X")
            #expect(terminal.waitForExit() == .signal(SIGILL))
            #expect(terminal.notGivenBack == [])
            #expect(terminal.screenText.contains("see \(log)"))
        }

        @Test(arguments: [SIGSEGV, SIGABRT, SIGBUS, SIGQUIT])
        func `a crash signal gives the terminal back and stays what it was`(number: Int32) throws {
            let terminal = try Probe.start()
            terminal.signal(number)
            #expect(terminal.waitForExit() == .signal(number))
            #expect(terminal.notGivenBack == [])
        }

        @Test func `when the line drops the program ends at once`() throws {
            let terminal = try Probe.start()
            terminal.hangUp()
            let exit = terminal.waitForExit(seconds: 2)
            #expect(exit == .code(0) || exit == .code(3))
        }

        @Test func `SIGTERM ends it within two seconds while its output is stuck`() throws {
            let terminal = try Probe.start()
            terminal.send("B")
            // Nobody reads from here on: the line fills and the UI thread blocks in a write.
            terminal.signal(SIGTERM)
            #expect(terminal.waitForExit(seconds: 2.5, reading: false) == .code(143))
            terminal.settle()
            #expect(terminal.notGivenBack == [])
        }

        @Test func `stderr does not reach the screen and comes back afterwards`() throws {
            let log = "/tmp/terminal-probe-stderr-\(getpid()).log"
            defer { unlink(log) }
            let terminal = try Probe.start(["PROBE_LOG": log])
            terminal.send("L")
            #expect(terminal.wait(forText: "key L"))
            terminal.settle()
            #expect(!terminal.screenText.contains("to stderr"))
            terminal.send("q")
            #expect(terminal.waitForExit() == .code(0))
            let file = try #require(fopen(log, "r"))
            defer { fclose(file) }
            var line: [CChar] = Array(repeating: 0, count: 100)
            fgets(&line, Int32(line.count), file)
            #expect(
                String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self) == "to stderr\n")
        }

        @Test func `released and claimed again the screen is painted in full`() throws {
            let terminal = try Probe.start()
            terminal.send("aE")
            #expect(terminal.wait(forText: "key E"))
            terminal.settle()
            #expect(terminal.row(0).hasPrefix("probe 80x24"))
            #expect(terminal.row(2) == "key a")
            #expect(terminal.isAlternateScreen && !terminal.isCooked && terminal.isBracketedPaste)
            terminal.send("zq")
            #expect(terminal.waitForExit() == .code(0))
            #expect(terminal.notGivenBack == [])
        }

        @Test func `suspended and resumed it goes on where it was`() throws {
            let terminal = try Probe.start()
            // A session leader alone is an orphaned group, so the kernel skips the stop: the way out and back remains.
            terminal.signal(SIGTSTP)
            #expect(terminal.wait(forText: "back"))
            #expect(terminal.isAlternateScreen && !terminal.isCooked)
            terminal.send("q")
            #expect(terminal.waitForExit() == .code(0))
            #expect(terminal.notGivenBack == [])
        }

        @Test(arguments: ["no-such-type", ""])
        func `an unknown terminal type falls back and says so`(type: String) throws {
            let terminal = try Probe.start(["TERM": type], columns: 100)
            #expect(terminal.wait(forText: "xterm-256color is assumed"))
            terminal.send("q")
            #expect(terminal.waitForExit() == .code(0))
        }

        @Test func `without a UTF-8 locale C.UTF-8 is used and said`() throws {
            let terminal = try Probe.start(["LANG": "C", "LC_ALL": "POSIX"])
            #expect(terminal.wait(forText: "C.UTF-8 is used"))
            terminal.send("日")
            #expect(terminal.wait(forText: "key 日"))
        }
    }
}
