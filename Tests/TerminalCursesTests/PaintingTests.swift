import CVTerm
import Glibc
import TerminalUI
import TestSupport
import Testing

/// Everything that starts children, one at a time.
@Suite(.serialized) struct PseudoTerminalTests {
    @Suite struct PaintingTests {
        /// The same list as the probe's.
        static let hardTexts = [
            "plain", "e\u{301}te\u{301}", "日本語", "👩‍👩‍👧‍👦 family", "🇫🇷🇩🇪 flags", "👍🏽 tone", "❤️ heart", "1️⃣ keycap",
            "\u{1FAE8} new", "a\u{7}b\u{1B}[31mc", "zero\u{200B}width", "\u{202E}bidi\u{202C}", "क्षि नी", "กำ ที่",
            "\u{1112}\u{1161}\u{11AB}", "한글", "\u{301}lone", "…─│█", "\u{4DC0}hex", "🏳️‍🌈 rainbow",
        ]

        @Test func `hard texts end in the column the program believes`() throws {
            let terminal = try Probe.start()
            terminal.send("T")
            #expect(terminal.wait { $0.row(21).contains("|") })
            for (number, text) in Self.hardTexts.enumerated() {
                let column = CellText.width(of: text)
                #expect(terminal.cell(column: column, row: number + 2).scalars.0 == 0x7C, "\(text)")
            }
            #expect(terminal.row(4) == "日本語|")
            #expect(terminal.row(2 + 9) == "a\u{FFFD}b\u{FFFD}[31mc|")
            // Wide cells overwritten by narrow ones and back leave nothing behind.
            terminal.send("T")
            #expect(terminal.wait { $0.row(3) == "key T" })
            #expect(terminal.row(4) == "")
            terminal.send("T")
            #expect(terminal.wait { $0.row(21).contains("|") })
            #expect(terminal.row(4) == "日本語|")
        }

        @Test func `the cursor stands where the frame says and hides when it says nothing`() throws {
            let terminal = try Probe.start()
            terminal.send("日")
            #expect(terminal.wait { $0.cursor == (column: 6, row: 2) && $0.isCursorVisible })
            terminal.send("T")
            #expect(terminal.wait { !$0.isCursorVisible })
        }

        @Test func `colours and attributes are those of the frame`() throws {
            let terminal = try Probe.start()
            #expect(terminal.wait { $0.row(1) == "red grey bright bold both" })
            #expect(terminal.cell(column: 0, row: 1).foreground == 1)
            #expect(terminal.cell(column: 0, row: 1).background == -1)
            #expect(terminal.cell(column: 4, row: 1).foreground == 244)
            #expect(terminal.cell(column: 4, row: 1).background == 17)
            #expect(terminal.cell(column: 9, row: 1).foreground == 11)
            #expect(terminal.cell(column: 16, row: 1).bold)
            let both = terminal.cell(column: 21, row: 1)
            #expect(both.underline && both.reverse)
        }

        @Test func `NO_COLOR sends not one colour byte and keeps attributes`() throws {
            let terminal = try Probe.start(["NO_COLOR": "1"])
            #expect(terminal.wait(forText: "mono"))
            terminal.send("Ta")
            terminal.settle()
            #expect(Self.colorParameters(terminal.received).isEmpty)
            #expect(terminal.cell(column: 16, row: 1).bold)
            let colored = try Probe.start()
            #expect(!Self.colorParameters(colored.received).isEmpty)
        }

        @Test func `a terminal of eight colours gets eight and brightness as bold`() throws {
            let terminal = try Probe.start(["TERM": "linux"])
            #expect(terminal.wait(forText: "ansi16"))
            #expect(terminal.wait { $0.cell(column: 0, row: 1).foreground == 1 && $0.cell(column: 9, row: 1).bold })
            for parameter in Self.colorParameters(terminal.received) {
                #expect((30...49).contains(parameter) && parameter != 38 && parameter != 48)
            }
        }

        @Test func `the same frame and idleness write nothing`() throws {
            let terminal = try Probe.start()
            terminal.send("Sa")
            #expect(terminal.wait(forText: "key a"))
            terminal.settle()
            // 100 presents of the shown frame, then one line more: only that line is written.
            terminal.forgetReceived()
            terminal.send("S")
            #expect(terminal.wait { $0.row(4) == "key S" })
            terminal.settle(quietMilliseconds: 300)
            let bytes = terminal.forgetReceived()
            #expect(bytes < 40, "\(bytes) bytes for one short line")
            terminal.settle(quietMilliseconds: 500)
            #expect(terminal.received.isEmpty)
        }

        @Test func `a storm of sizes ends in the last one, painted right`() throws {
            let terminal = try Probe.start()
            for width in stride(from: 79, through: 50, by: -1) { terminal.resize(columns: width, rows: 20) }
            #expect(terminal.wait(forText: "probe 50x20"))
            terminal.resize(columns: 132, rows: 43)
            #expect(terminal.wait(forText: "probe 132x43"))
            #expect(terminal.wait(forText: "size 132x43"))
            #expect(terminal.row(1) == "red grey bright bold both")
            #expect(!terminal.screenText.contains("key"))
            terminal.resize(columns: 3, rows: 1)
            #expect(terminal.wait { $0.row(0) == "pro" })
        }

        /// The numbers 30 … 49 and 90 … 107 among the parameters of all SGR sequences.
        static func colorParameters(_ bytes: [UInt8]) -> [Int] {
            let text = String(decoding: bytes, as: UTF8.self)
            return text.matches(of: /\u{1B}\[([0-9;:]*)m/).flatMap { match in
                match.1.split { $0 == ";" || $0 == ":" }.compactMap { Int($0) }
            }.filter { (30...49).contains($0) || (90...107).contains($0) }
        }
    }
}
