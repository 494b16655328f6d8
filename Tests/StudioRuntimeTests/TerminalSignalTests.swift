import TerminalLoop
import Testing

@Suite struct TerminalSignalTests {
    @Test func `a bell is one byte, everywhere`() {
        #expect(TerminalSignal.bell.bytes(hasTitle: true) == [7])
        #expect(TerminalSignal.bell.bytes(hasTitle: false) == [7])
    }

    @Test func `a notification is one sequence whose text cannot end it, and nothing where it might be printed`() {
        let bytes = TerminalSignal.notification("2 done\u{07}\u{1B}]0;x\u{9C}\n\u{202E}").bytes(hasTitle: true)
        #expect(bytes.prefix(11) == Array("\u{1B}]9;Easel: ".utf8)[...])
        #expect(bytes.last == 7)
        let inside = bytes.dropFirst(2).dropLast()
        #expect(!inside.contains { $0 < 0x20 || $0 == 0x7F })
        #expect(!String(decoding: inside, as: UTF8.self).unicodeScalars.contains { (0x80...0x9F).contains($0.value) })
        #expect(TerminalSignal.notification("x").bytes(hasTitle: false) == [])
        #expect(TerminalSignal.notification(String(repeating: "x", count: 9000)).bytes(hasTitle: true).count < 300)
    }
}
