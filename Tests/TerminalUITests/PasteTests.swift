import TerminalUI
import Testing

@Suite struct PasteTests {
    private let begin = Array("\u{1B}[200~".utf8)
    private let end = Array("\u{1B}[201~".utf8)

    @Test func `a paste without an end is delivered after a second of silence, and keys are keys again`() {
        var decoder = KeyDecoder()
        #expect(decoder.feed(begin + Array("abc".utf8), at: .zero).isEmpty)
        #expect(decoder.feed(Array("def".utf8), at: .milliseconds(999)).isEmpty)
        #expect(decoder.expire(at: .milliseconds(1998)).isEmpty)
        #expect(decoder.expire(at: .milliseconds(1999)) == [.paste("abcdef")])
        #expect(decoder.feed(Array("x".utf8), at: .seconds(4)) == [.key(KeyEvent(.character("x")))])
    }

    @Test func `an end mark that comes late, split anywhere, types nothing`() {
        for cut in 0...end.count {
            for pause in [0, 1, 25, 100, 399, 400] {
                var decoder = KeyDecoder()
                var events = decoder.feed(begin + Array("text".utf8) + end.prefix(cut), at: .zero)
                if cut < end.count { events += decoder.expire(at: .seconds(1)) }
                let now = Duration.milliseconds(1000 + pause)
                while let due = decoder.deadline, due <= now { events += decoder.expire(at: due) }
                events += decoder.feed(Array(end.dropFirst(cut)), at: now)
                while let due = decoder.deadline { events += decoder.expire(at: due) }
                #expect(events == [.paste("text")], "cut at \(cut), \(pause) ms")
            }
        }
    }

    @Test func `what is beyond the limit is counted, and no scalar is cut in two`() {
        for (text, kept, dropped) in [
            ("0123456789", "0123456789", 0), ("0123456789a", "0123456789", 1),
            ("0123456789abcdefghijklmnop", "0123456789", 16), ("01234567日本", "01234567", 6),
            ("012345678é", "012345678", 2),
            ("01234567é", "01234567é", 0), ("0123日本語", "0123日本", 3), ("012345🎨🎨", "012345🎨", 4),
            ("01234567🎨", "01234567", 4),
        ] {
            let bytes = begin + Array(text.utf8) + end
            for cut in 0...bytes.count {
                var decoder = KeyDecoder(pasteLimit: 10)
                var events = decoder.feed(Array(bytes[..<cut]), at: .zero)
                events += decoder.feed(Array(bytes[cut...]), at: .milliseconds(20))
                #expect(events == [.paste(kept)] + (dropped > 0 ? [.pasteCut(bytes: dropped)] : []), "\(text)")
            }
            var decoder = KeyDecoder(pasteLimit: 10)
            var events = decoder.feed(begin + Array(text.utf8), at: .zero)
            events += decoder.expire(at: .seconds(1))
            #expect(events == [.paste(kept)] + (dropped > 0 ? [.pasteCut(bytes: dropped)] : []), "\(text), no end")
        }
    }

    @Test func `no control character comes out of a paste, whatever goes in`() {
        var random = Seeded(21)
        for _ in 0..<5000 {
            let bytes = (0..<Int.random(in: 0...24, using: &random)).map { _ -> UInt8 in
                switch Int.random(in: 0...3, using: &random) {
                case 0: UInt8.random(in: 0...0x1F, using: &random)
                case 1: UInt8.random(in: 0x7F...0xFF, using: &random)
                case 2: [0xC2, 0x1B, 0x9B, 0x0D, 0x0A, 0xE2, 0x80, 0xA8].randomElement(using: &random) ?? 0
                default: UInt8.random(in: 0x20...0x7E, using: &random)
                }
            }
            var decoder = KeyDecoder()
            let events = decoder.feed(begin + bytes + end, at: .zero)
            guard case .paste(let text)? = events.first else { continue }
            let bad = text.unicodeScalars.filter {
                $0.properties.generalCategory == .control && $0 != "\n" && $0 != "\t"
            }
            #expect(bad.isEmpty, "\(bytes)")
        }
    }

    @Test(arguments: [
        ("a\r\nb\rc\nd", "a\nb\nc\nd"), ("a\r\r\n\nb", "a\n\n\nb"), ("tab\tstays", "tab\tstays"),
        ("a\u{1B}[31m\u{7}\0\u{7F}b", "a[31mb"), ("a\u{80}\u{9B}\u{9F}b", "ab"),
        ("a\u{85}b\u{2028}c\u{2029}", "a\nb\nc\n"),
        ("\u{200F}אב\u{202E} 👩‍👩‍👧", "\u{200F}אב\u{202E} 👩‍👩‍👧"), ("", ""),
    ])
    func `text from outside is cleaned`(text: String, expected: String) {
        #expect(Array(PlainText.cleaned(text).unicodeScalars) == Array(expected.unicodeScalars))
        #expect(PlainText.cleaned(expected) == expected)
    }

    @Test func `what is no UTF-8 becomes U+FFFD, and removing controls joins nothing to a new one`() {
        #expect(PlainText.decoded([0x61, 0xFF, 0x62]) == "a\u{FFFD}b")
        #expect(PlainText.decoded([0xC2, 0x1B, 0x9B]) == "\u{FFFD}\u{FFFD}")
        #expect(PlainText.decoded([0xED, 0xA0, 0x80]).unicodeScalars.allSatisfy { $0 == "\u{FFFD}" })
    }
}
