import Glibc
import TestSupport
import Testing

extension PseudoTerminalTests {
    @Suite struct InputTests {
        @Test func `keys arrive in both cursor-key forms, split across packets and with modifiers`() throws {
            let terminal = try Probe.start()
            terminal.send("ab\u{1B}[A\u{1B}OB\u{1B}[1;5C\u{1B}f\r\u{7F}\u{1B}[Z日")
            #expect(terminal.wait(forText: "key 日"))
            for key in ["a", "b", "Up", "Down", "C-Right", "M-f", "Enter", "Backspace", "S-Tab"] {
                #expect(terminal.screenText.contains("key \(key)\n"), "\(key)")
            }
        }

        @Test func `a lone escape comes alone and soon`() throws {
            let terminal = try Probe.start()
            terminal.send("\u{1B}")
            #expect(terminal.wait(forText: "key Esc", seconds: 1))
        }

        @Test func `a longer escape delay is honoured`() throws {
            let terminal = try Probe.start(["ESCDELAY": "3000"])
            terminal.send("\u{1B}")
            #expect(!terminal.wait(forText: "key Esc", seconds: 0.2))
            terminal.send("[A")
            #expect(terminal.wait(forText: "key Up"))
            #expect(!terminal.screenText.contains("Esc"))
        }

        @Test func `a paste of 100 kB is one event`() throws {
            let terminal = try Probe.start()
            #expect(terminal.isBracketedPaste)
            let text = String(repeating: "0123456789", count: 10_000)
            terminal.send("\u{1B}[200~\(text)\r\u{7}end\u{1B}[201~")
            #expect(terminal.wait(forText: "paste 100004 0123456789"))
            #expect(!terminal.screenText.contains("key"))
        }

        @Test func `tasks of other threads reach the screen`() throws {
            let terminal = try Probe.start()
            terminal.send("J")
            #expect(terminal.wait(forText: "job done"))
        }
    }
}
