import TerminalUI
import Testing

/// Every key sequence the decoder knows, split at every byte, with every pause from nothing to 400 ms between: the key
/// comes once, or Esc comes and nothing of the rest is typed as a letter.
@Suite struct SplitSequenceTests {
    private static let pauses: [Int] = [0, 24, 25, 26, 100, 250, 399, 400]

    /// What may stand between "ESC [" or "ESC O" and the final byte, of all shapes that have a meaning.
    private static let parameters: [String] = {
        let numbers = (1...34).map(String.init)
        let modified = (1...16).map { "1;\($0)" } + [3, 5, 24].flatMap { n in [2, 5, 8, 16].map { "\(n);\($0)" } }
        let codes = [9, 13, 27, 32, 97, 127, 233, 26_085, 127_912]
        return [""] + numbers + modified + codes.flatMap { ["\($0)", "\($0);5", "27;5;\($0)"] }
    }()

    /// All that are one key when they come in one piece, with that key. Found by trying: whatever the decoder learns
    /// later is tried too.
    private static let known: [(bytes: [UInt8], event: TerminalEvent)] = {
        var found: [(bytes: [UInt8], event: TerminalEvent)] = []
        for introducer in ["\u{1B}[", "\u{1B}O", "\u{1B}\u{1B}[", "\u{1B}\u{1B}O"] {
            // The Linux console's F1 … F5 begin with a second bracket.
            for parameters in introducer.utf8.count == 3 ? ["", "1;5", "3", "["] : parameters + ["["] {
                if introducer.hasSuffix("O"), parameters == "[" { continue }
                for final in UInt8(0x40)...0x7E {
                    let bytes = Array((introducer + parameters).utf8) + [final]
                    var decoder = KeyDecoder()
                    let events = decoder.feed(bytes, at: .zero)
                    if events.count == 1, decoder.deadline == nil { found.append((bytes, events[0])) }
                }
            }
        }
        return found
    }()

    @Test func `the table is not empty of any kind`() throws {
        #expect(Self.known.count > 1000)
        for name in ["Up", "C-M-S-Left", "F20", "S-PageUp", "C-Delete", "M-Up", "S-Tab", "C-é", "C-Enter", "0"] {
            let key = TerminalEvent.key(try #require(KeyEvent(name)))
            #expect(Self.known.contains { $0.event == key }, "\(name)")
        }
    }

    @Test(arguments: [true, false])
    func `split anywhere, with any pause, no letter is typed`(loopIsAwake: Bool) {
        var wrong: [String] = []
        for (bytes, event) in Self.known {
            for cut in 1..<bytes.count {
                for pause in Self.pauses {
                    let events = typed(bytes, cut: cut, pause: pause, loopIsAwake: loopIsAwake)
                    if !isRight(events, event, escapes: bytes.prefix(cut).allSatisfy { $0 == 0x1B } ? cut : 0) {
                        wrong.append("\(bytes) cut at \(cut), \(pause) ms: \(events)")
                    }
                }
            }
        }
        #expect(wrong.isEmpty, "\(wrong.count) wrong, such as \(wrong.prefix(3))")
    }

    @Test func `byte by byte, each just in time, it is the key`() {
        for (bytes, event) in Self.known {
            for pause in [0, 5, 24] {
                var decoder = KeyDecoder()
                var events: [TerminalEvent] = []
                for (number, byte) in bytes.enumerated() {
                    let now = Duration.milliseconds(pause * number)
                    events += decoder.expire(at: now) + decoder.feed([byte], at: now)
                }
                #expect(events == [event], "\(bytes) every \(pause) ms")
            }
        }
    }

    @Test func `after a lone escape the rest may come byte by byte too`() throws {
        for rest in ["[A", "OA", "[1;5C", "[15~"] {
            var decoder = KeyDecoder()
            var events = decoder.feed([0x1B], at: .zero) + decoder.expire(at: .milliseconds(25))
            for (number, byte) in rest.utf8.enumerated() {
                let now = Duration.milliseconds(300 + 24 * number)
                events += decoder.expire(at: now) + decoder.feed([byte], at: now)
            }
            #expect(events.count == 2 && events.first == .key(KeyEvent(.escape)), "\(rest): \(events)")
            #expect(!events.contains { isText($0) }, "\(rest): \(events)")
        }
    }

    @Test(arguments: ["[", "O", "Oh", "Off"])
    func `what a person types after Esc is typed`(text: String) {
        var decoder = KeyDecoder()
        _ = decoder.feed([0x1B], at: .zero)
        var events = decoder.expire(at: .milliseconds(25))
        events += decoder.feed(Array(text.utf8), at: .milliseconds(150))
        if let due = decoder.deadline { events += decoder.expire(at: due) }
        let letters = text.map { TerminalEvent.key(KeyEvent(.character($0))) }
        #expect(events == [.key(KeyEvent(.escape))] + letters)
        #expect(decoder.deadline == nil)
    }

    @Test func `a bracket typed after Esc does not swallow what is typed behind it`() {
        var decoder = KeyDecoder()
        var events: [TerminalEvent] = []
        for (number, byte) in Array("\u{1B}[A".utf8).enumerated() {
            let now = Duration.milliseconds(100 * number)
            events += decoder.feed([byte], at: now)
            while let due = decoder.deadline, due <= now + .milliseconds(99) { events += decoder.expire(at: due) }
        }
        #expect(events == [.escape, .character("["), .character("A")].map { .key(KeyEvent($0)) })
    }

    @Test func `Alt with a letter is one key in time, and Esc with that letter too late`() throws {
        for letter in Array(UInt8(0x21)...0x7E) where !"[O]PX^_".utf8.contains(letter) {
            let character = Character(Unicode.Scalar(letter))
            for pause in Self.pauses {
                let events = typed([0x1B, letter], cut: 1, pause: pause, loopIsAwake: true)
                let expected: [KeyEvent] =
                    pause < 25
                    ? [KeyEvent(.character(character), .alt)] : [KeyEvent(.escape), KeyEvent(.character(character))]
                #expect(events == expected.map(TerminalEvent.key), "Alt-\(character) after \(pause) ms")
            }
        }
    }

    @Test func `text of several bytes split anywhere is that text`() {
        for character in ["é", "日", "🎨"] {
            let bytes = Array(character.utf8)
            for cut in 1..<bytes.count {
                for pause in Self.pauses {
                    let events = typed(bytes, cut: cut, pause: pause, loopIsAwake: true)
                    #expect(events == [.key(KeyEvent(.character(Character(character))))], "\(character), \(pause) ms")
                }
            }
        }
    }

    @Test func `a terminal's own sequences are known split too, Esc with one byte among them`() throws {
        let own: [[UInt8]: KeyEvent] = [
            Array("\u{1B}\t".utf8): KeyEvent(.backTab), Array("\u{1B}[9z".utf8): KeyEvent(.home),
            Array("\u{1B}Oz".utf8): KeyEvent(.end),
        ]
        for (bytes, key) in own {
            for cut in 1..<bytes.count {
                for pause in Self.pauses {
                    let events = typed(bytes, cut: cut, pause: pause, loopIsAwake: true, special: own)
                    let isLate = cut == 1 && pause >= 25
                    let rest = bytes[1] == 9 ? KeyEvent(.tab) : key
                    let expected = isLate ? [KeyEvent(.escape), rest] : [key]
                    #expect(events == expected.map(TerminalEvent.key), "\(bytes) cut at \(cut), \(pause) ms")
                }
            }
        }
    }

    /// - Parameter loopIsAwake: whether the deadline is served when it is reached, or only after the rest came.
    private func typed(
        _ bytes: [UInt8], cut: Int, pause: Int, loopIsAwake: Bool, special: [[UInt8]: KeyEvent] = [:]
    ) -> [TerminalEvent] {
        var decoder = KeyDecoder(special: special)
        let now = Duration.milliseconds(pause)
        var events = decoder.feed(Array(bytes[..<cut]), at: .zero)
        if loopIsAwake { while let due = decoder.deadline, due <= now { events += decoder.expire(at: due) } }
        events += decoder.feed(Array(bytes[cut...]), at: now)
        while let due = decoder.deadline { events += decoder.expire(at: due) }
        return events
    }

    /// - Parameter escapes: how many ESC came alone before the cut.
    private func isRight(_ events: [TerminalEvent], _ event: TerminalEvent, escapes: Int) -> Bool {
        if events == [event] { return true }
        guard (1...2).contains(escapes), case .key(let key) = event else { return false }
        // The same key behind Esc, perhaps without the Alt that the first ESC would have been.
        let rest = [[key], [KeyEvent(key.key, key.modifiers.subtracting(.alt))]]
        return (1...escapes).contains { count in
            rest.contains { events == (Array(repeating: KeyEvent(.escape), count: count) + $0).map(TerminalEvent.key) }
        }
    }

    private func isText(_ event: TerminalEvent) -> Bool {
        if case .key(let key) = event, case .character = key.key { key.modifiers.isEmpty } else { false }
    }
}
