import TerminalUI
import Testing

@Suite struct KeyTests {
    @Test func `every key with every modifier parses from what it prints`() throws {
        let keys: [Key] =
            [
                .enter, .tab, .backTab, .escape, .backspace, .delete, .insert, .up, .down, .left, .right, .home, .end,
                .pageUp, .pageDown,
            ] + (1...20).map { .function($0) }
            + (0x20...0x7E).map { .character(Character(Unicode.Scalar($0))) } + "éß日ﬁΣ".map { .character($0) }
        for key in keys {
            for bits in UInt8(0)...7 {
                let event = KeyEvent(key, KeyModifiers(rawValue: bits))
                #expect(KeyEvent(event.description) == event, "\(event)")
            }
        }
    }

    @Test(
        arguments: [
            ("C-x", .character("x"), .control), ("M-f", .character("f"), .alt), ("S-Left", .left, .shift),
            ("C-Left", .left, .control), ("Enter", .enter, []), ("Tab", .tab, []), ("S-Tab", .backTab, []),
            ("Space", .character(" "), []), ("F1", .function(1), []), ("a", .character("a"), []),
            ("G", .character("G"), []),
            ("Esc", .escape, []), ("PageUp", .pageUp, []), ("Backspace", .backspace, []), ("Delete", .delete, []),
            ("C-M-S-Up", .up, [.control, .alt, .shift]), ("-", .character("-"), []), ("C--", .character("-"), .control),
            ("S-a", .character("A"), []), ("C-A", .character("a"), .control), ("C-i", .tab, []),
            ("C-@", .character(" "), .control),
        ] as [(String, Key, KeyModifiers)])
    func `keys are written as people write them`(text: String, key: Key, modifiers: KeyModifiers) throws {
        #expect(try #require(KeyEvent(text)) == KeyEvent(key, modifiers))
    }

    @Test(arguments: ["", "C-", "X-a", "Foo", "F0", "F21", "ab", "C-Foo"])
    func `what is no key is refused`(text: String) {
        #expect(KeyEvent(text) == nil)
    }
}
