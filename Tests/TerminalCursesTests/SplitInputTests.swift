import TestSupport
import Testing

extension PseudoTerminalTests {
    /// Sequences that come in two parts over a real line.
    @Suite struct SplitInputTests {
        @Test func `split behind the Esc, the rest comes late and types nothing`() throws {
            let terminal = try Probe.start()
            for rest in ["[A", "OB", "[1;5C", "[15~", "[201~", "[[A"] {
                terminal.send("\u{1B}")
                // The program has decided for Esc by now, or will see both at once: it types nothing in either case.
                terminal.settle(quietMilliseconds: 60)
                terminal.send(rest)
                terminal.settle(quietMilliseconds: 30)
            }
            terminal.send("z")
            #expect(terminal.wait(forText: "key z"))
            #expect(terminal.screenText.contains("key Esc"))
            for key in ["Up", "Down", "C-Right", "F5", "F1"] {
                #expect(terminal.screenText.contains("key \(key)\n"), "\(key)\n\(terminal.screenText)")
            }
            let keys = terminal.screenText.split(separator: "\n").filter { $0.hasPrefix("key ") }.map {
                $0.dropFirst(4)
            }
            #expect(keys.filter { $0.count == 1 } == ["z"], "\(keys)")
        }

        @Test(arguments: [("\u{1B}[1;5D", "C-Left"), ("\u{1B}[24~", "F12"), ("\u{1B}[3;2~", "S-Delete"), ("日", "日")])
        func `split anywhere else it is the key`(sequence: String, key: String) throws {
            let terminal = try Probe.start()
            let bytes = Array(sequence.utf8)
            let cuts = bytes[0] == 0x1B ? 2..<bytes.count : 1..<bytes.count
            for cut in cuts {
                terminal.send(Array(bytes[..<cut]))
                terminal.settle(quietMilliseconds: 100)
                terminal.send(Array(bytes[cut...]))
                terminal.settle(quietMilliseconds: 30)
            }
            terminal.send("z")
            #expect(terminal.wait(forText: "key z"))
            let keys = terminal.screenText.split(separator: "\n").filter { $0.hasPrefix("key ") }
            #expect(keys == cuts.map { _ in "key \(key)" } + ["key z"])
        }

        @Test func `on the Linux console Shift-Tab is Esc with Tab`() throws {
            let terminal = try Probe.start(["TERM": "linux"])
            terminal.send("\u{1B}\t\u{1B}[[A")
            #expect(terminal.wait(forText: "key F1"))
            #expect(terminal.screenText.contains("key S-Tab"))
        }

        @Test func `a paste without an end is there after a second, its late end mark types nothing`() throws {
            let terminal = try Probe.start()
            terminal.send("\u{1B}[200~lost")
            #expect(terminal.wait(forText: "paste 4 lost", seconds: 5))
            terminal.send("\u{1B}[201~z")
            #expect(terminal.wait(forText: "key z"))
            let keys = terminal.screenText.split(separator: "\n").filter { $0.hasPrefix("key ") }
            #expect(keys == ["key z"])
        }

        @Test func `a screen whose size changed while it was another's is painted for the new one`() throws {
            let terminal = try Probe.start()
            terminal.send("R")
            #expect(terminal.wait(forText: "released"))
            terminal.resize(columns: 132, rows: 43)
            #expect(terminal.wait(forText: "probe 132x43"))
            terminal.send(String(repeating: "a", count: 40))
            #expect(terminal.wait { $0.row(42) == "key a" }, "rows that the old size had not\n\(terminal.screenText)")
        }
    }
}
