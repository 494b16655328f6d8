import TerminalUI
import Testing

@Suite struct KeyDecoderTests {
    /// Bytes and the key they are, as xterm, tmux, the Linux console and rxvt send them.
    static let sequences: [(String, String)] = {
        var table: [(String, String)] = [
            ("a", "a"), ("G", "G"), (" ", "Space"), ("\r", "Enter"), ("\n", "C-j"), ("\t", "Tab"),
            ("\u{7F}", "Backspace"),
            ("\u{8}", "C-h"), ("\0", "C-Space"), ("\u{1}", "C-a"), ("\u{1A}", "C-z"), ("\u{1C}", "C-\\"),
            ("\u{1F}", "C-_"),
            ("é", "é"), ("日", "日"), ("🎨", "🎨"),
            ("\u{1B}f", "M-f"), ("\u{1B}F", "M-F"), ("\u{1B}\r", "M-Enter"), ("\u{1B}\u{7F}", "M-Backspace"),
            ("\u{1B}\u{1}", "C-M-a"), ("\u{1B}é", "M-é"), ("\u{1B} ", "M-Space"),
            ("\u{1B}[Z", "S-Tab"), ("\u{1B}[1~", "Home"), ("\u{1B}[7~", "Home"), ("\u{1B}[4~", "End"),
            ("\u{1B}[8~", "End"),
            ("\u{1B}[2~", "Insert"), ("\u{1B}[3~", "Delete"), ("\u{1B}[5~", "PageUp"), ("\u{1B}[6~", "PageDown"),
            ("\u{1B}[3;5~", "C-Delete"), ("\u{1B}[5;2~", "S-PageUp"), ("\u{1B}[15~", "F5"), ("\u{1B}[24;5~", "C-F12"),
            ("\u{1B}[11~", "F1"), ("\u{1B}[[A", "F1"), ("\u{1B}[[E", "F5"), ("\u{1B}[1;5P", "C-F1"),
            ("\u{1B}[a", "S-Up"), ("\u{1B}Od", "C-Left"), ("\u{1B}[3^", "C-Delete"), ("\u{1B}\u{1B}[A", "M-Up"),
            ("\u{1B}OM", "Enter"), ("\u{1B}Op", "0"), ("\u{1B}Ok", "+"),
            ("\u{1B}[13;5u", "C-Enter"), ("\u{1B}[27;5;105~", "Tab"), ("\u{1B}[97;3u", "M-a"),
        ]
        let arrows = [("A", "Up"), ("B", "Down"), ("C", "Right"), ("D", "Left"), ("H", "Home"), ("F", "End")]
        let modifiers = [(2, "S-"), (3, "M-"), (4, "M-S-"), (5, "C-"), (6, "C-S-"), (7, "C-M-"), (8, "C-M-S-")]
        for (letter, name) in arrows {
            table += [("\u{1B}[\(letter)", name), ("\u{1B}O\(letter)", name)]
            table += modifiers.map { ("\u{1B}[1;\($0.0)\(letter)", $0.1 + name) }
        }
        for (letter, name) in [("P", "F1"), ("Q", "F2"), ("R", "F3"), ("S", "F4")] {
            table.append(("\u{1B}O\(letter)", name))
        }
        return table
    }()

    private func key(_ text: String) throws -> TerminalEvent { .key(try #require(KeyEvent(text))) }

    @Test func `every sequence is one key, in one piece and split at every byte`() throws {
        for (bytes, name) in Self.sequences {
            let all = Array(bytes.utf8)
            let expected = try key(name)
            for cut in 0..<all.count {
                var decoder = KeyDecoder()
                var events = decoder.feed(Array(all[..<cut]), at: .zero)
                events += decoder.feed(Array(all[cut...]), at: .milliseconds(20))
                #expect(events == [expected], "\(name) cut at \(cut)")
                #expect(decoder.deadline == nil)
            }
            var slow = KeyDecoder()
            var events: [TerminalEvent] = []
            for (number, byte) in all.enumerated() { events += slow.feed([byte], at: .milliseconds(24 * number)) }
            #expect(events == [expected], "\(name) byte by byte")
        }
    }

    @Test func `keys in one block come out in order`() throws {
        var decoder = KeyDecoder()
        let all = Self.sequences.map(\.0).joined()
        let events = decoder.feed(Array(all.utf8), at: .zero)
        #expect(events == (try Self.sequences.map { try key($0.1) }))
    }

    @Test func `a lone escape is a key after the delay and not before`() throws {
        var decoder = KeyDecoder(escapeDelay: .milliseconds(25))
        #expect(decoder.feed([0x1B], at: .seconds(1)).isEmpty)
        #expect(decoder.deadline == .milliseconds(1025))
        #expect(decoder.expire(at: .milliseconds(1024)).isEmpty)
        #expect(decoder.expire(at: .milliseconds(1025)) == [try key("Esc")])
        #expect(decoder.feed(Array("x".utf8), at: .milliseconds(1026)) == [try key("x")])
        #expect(decoder.deadline == nil)
    }

    @Test func `two escapes are two keys`() throws {
        var decoder = KeyDecoder()
        _ = decoder.feed([0x1B, 0x1B], at: .zero)
        #expect(decoder.expire(at: .milliseconds(25)) == [try key("Esc"), try key("Esc")])
    }

    @Test func `the rest of a sequence that comes late is not typed`() throws {
        var decoder = KeyDecoder()
        _ = decoder.feed([0x1B], at: .zero)
        #expect(decoder.expire(at: .milliseconds(25)) == [try key("Esc")])
        #expect(decoder.feed(Array("[A".utf8), at: .milliseconds(120)) == [try key("Up")])
        _ = decoder.feed([0x1B], at: .seconds(1))
        _ = decoder.expire(at: .milliseconds(1025))
        #expect(decoder.expire(at: .milliseconds(1475)).isEmpty)
        #expect(decoder.deadline == nil)
        #expect(decoder.feed(Array("[A".utf8), at: .milliseconds(1476)) == [try key("["), try key("A")])
    }

    @Test func `unknown sequences are swallowed whole`() throws {
        let unknown = [
            "\u{1B}[I", "\u{1B}[O", "\u{1B}[?1;2c", "\u{1B}[>0;276;0c", "\u{1B}[99~", "\u{1B}[1;99y",
            "\u{1B}[<0;10;20M",
            "\u{1B}[<0;10;20m", "\u{1B}[M !!", "\u{1B}]11;rgb:0000/0000/0000\u{7}", "\u{1B}]0;t\u{1B}\\",
            "\u{1B}P1+r\u{1B}\\",
            "\u{1B}_Gi=1;OK\u{1B}\\", "\u{1B}Oz", "\u{1B}[201~", "\u{1B}[57399u",
            "\u{1B}[\(String(repeating: "1;", count: 200))m",
        ]
        for text in unknown {
            let all = Array(text.utf8)
            for cut in 0..<all.count {
                var decoder = KeyDecoder()
                var events = decoder.feed(Array(all[..<cut]), at: .zero)
                events += decoder.feed(Array(all[cut...]) + [0x78], at: .milliseconds(10))
                #expect(events == [try key("x")], "\(text.debugDescription) cut at \(cut)")
            }
        }
    }

    @Test func `an unfinished sequence is dropped in silence and the keyboard lives on`() throws {
        for text in ["\u{1B}[", "\u{1B}[1;", "\u{1B}O", "\u{1B}O5"] {
            var decoder = KeyDecoder()
            #expect(decoder.feed(Array(text.utf8), at: .zero).isEmpty)
            let due = try #require(decoder.deadline)
            #expect(decoder.expire(at: due).isEmpty)
            #expect(decoder.feed(Array("x".utf8), at: due) == [try key("x")])
        }
    }

    @Test func `alt with a string introducer is that key when nothing follows`() throws {
        for character in ["]", "P", "X", "^", "_"] {
            var decoder = KeyDecoder()
            #expect(decoder.feed(Array("\u{1B}\(character)".utf8), at: .zero).isEmpty)
            #expect(decoder.expire(at: .milliseconds(25)) == [try key("M-\(character)")])
        }
    }

    @Test func `garbage inside sequences never types a letter`() {
        var random = Seeded(9)
        for _ in 0..<20_000 {
            // Parameters, intermediates, controls and foreign bytes may be anything; only the end is an end.
            var bytes: [UInt8] = [0x1B, UInt8(ascii: "[")]
            for _ in 0..<Int.random(in: 0...12, using: &random) {
                switch Int.random(in: 0...3, using: &random) {
                case 0: bytes.append(.random(in: 0x20...0x3F, using: &random))
                case 1: bytes.append([0, 7, 8, 9, 10, 13, 14, 15, 0x7F].randomElement(using: &random) ?? 0)
                case 2: bytes.append(.random(in: 0x80...0xFF, using: &random))
                default: bytes.append(.random(in: 0x30...0x3B, using: &random))
                }
            }
            bytes.append(
                [UInt8(ascii: "A"), UInt8(ascii: "m"), UInt8(ascii: "n"), UInt8(ascii: "y"), UInt8(ascii: "q")]
                    .randomElement(using: &random) ?? 0)
            var decoder = KeyDecoder()
            for event in decoder.feed(bytes, at: .zero) {
                #expect(event == .key(KeyEvent(.up)) || isModifiedUp(event), "\(bytes)")
            }
        }
    }

    private func isModifiedUp(_ event: TerminalEvent) -> Bool {
        if case .key(let key) = event { key.key == .up } else { false }
    }

    @Test func `any bytes leave a decoder that still takes keys`() throws {
        var random = Seeded(10)
        for _ in 0..<3000 {
            var decoder = KeyDecoder()
            var now = Duration.zero
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let block = (0..<Int.random(in: 1...20, using: &random)).map { _ in
                    Bool.random(using: &random)
                        ? UInt8.random(in: 0...255, using: &random)
                        : Array("\u{1B}[O200~;M".utf8).randomElement(using: &random) ?? 0
                }
                _ = decoder.feed(block, at: now)
                now += .milliseconds(Int.random(in: 0...40, using: &random))
                _ = decoder.expire(at: now)
            }
            while let due = decoder.deadline { _ = decoder.expire(at: due) }
            #expect(decoder.feed(Array("x".utf8), at: now + .seconds(60)) == [try key("x")])
        }
    }

    @Test func `broken text is dropped and what follows it is not`() throws {
        var decoder = KeyDecoder()
        #expect(decoder.feed([0xC3, 0x41], at: .zero) == [try key("A")])
        #expect(decoder.feed([0xFF, 0x80, 0x42], at: .zero) == [try key("B")])
        #expect(decoder.feed([0xE0, 0x80, 0x80, 0x43], at: .zero) == [try key("C")])
        #expect(decoder.feed([0xC2, 0x9B, 0x44], at: .zero) == [try key("D")])
        #expect(decoder.feed([0xED, 0xA0, 0x80, 0x45], at: .zero) == [try key("E")])
    }

    @Test func `a paste is one event with controls stripped, split anywhere`() {
        let pasted = "two\r\nlines\rand\ttab \u{1B}[31m日本\u{7}\u{9B}x\0"
        let bytes = Array("\u{1B}[200~\(pasted)\u{1B}[201~".utf8)
        for cut in 0...bytes.count {
            var decoder = KeyDecoder()
            var events = decoder.feed(Array(bytes[..<cut]), at: .zero)
            events += decoder.feed(Array(bytes[cut...]), at: .milliseconds(20))
            #expect(events == [.paste("two\nlines\nand\ttab [31m日本x")], "cut at \(cut)")
        }
    }

    @Test func `a paste of 100 kB in blocks is whole`() {
        let text = String(repeating: "0123456789 日本\n", count: 6000)
        let bytes = Array("\u{1B}[200~\(text)\u{1B}[201~".utf8)
        var decoder = KeyDecoder()
        var events: [TerminalEvent] = []
        for start in stride(from: 0, to: bytes.count, by: 4095) {
            events += decoder.feed(Array(bytes[start..<min(start + 4095, bytes.count)]), at: .zero)
        }
        #expect(events == [.paste(text)])
    }

    @Test func `what the terminal database says comes before what xterm sends`() throws {
        var decoder = KeyDecoder(special: [[8]: KeyEvent(.backspace), Array("\u{1B}[9z".utf8): KeyEvent(.home)])
        #expect(decoder.feed([8], at: .zero) == [try key("Backspace")])
        #expect(decoder.feed(Array("\u{1B}[9z".utf8), at: .zero) == [try key("Home")])
    }
}
