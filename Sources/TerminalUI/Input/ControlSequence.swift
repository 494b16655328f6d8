/// The inside of a control sequence (CSI): parameters and intermediates, without ESC [ and the final byte.
struct ControlSequence: Sendable {
    /// What a finished sequence says; nothing for those the program does not know.
    enum Meaning {
        case key(KeyEvent)
        case pasteBegins
        case mouseReport
    }

    /// The bytes so far; those beyond the limit are counted as unknown.
    private(set) var bytes: [UInt8] = []
    private var isTooLong = false

    var isEmpty: Bool { bytes.isEmpty && !isTooLong }

    mutating func append(_ byte: UInt8) {
        if bytes.count < 32 { bytes.append(byte) } else { isTooLong = true }
    }

    func meaning(final: UInt8) -> Meaning? {
        if isTooLong { return nil }
        if bytes == [UInt8(ascii: "[")] {
            // The Linux console's F1 … F5.
            let number = Int(final) - Int(UInt8(ascii: "A"))
            return (0...4).contains(number) ? .key(KeyEvent(.function(number + 1))) : nil
        }
        if final == UInt8(ascii: "M"), bytes.isEmpty { return .mouseReport }
        guard let numbers = Self.numbers(bytes) else { return nil }
        if final == UInt8(ascii: "~"), numbers == [200] { return .pasteBegins }
        return key(final: final, numbers).map(Meaning.key)
    }

    private func key(final: UInt8, _ numbers: [Int]) -> KeyEvent? {
        let first = numbers.first ?? 1
        let modifiers = Self.modifiers(numbers.dropFirst().first ?? 1)
        switch final {
        case UInt8(ascii: "~"):
            if first == 27, numbers.count == 3 { return Self.codePoint(numbers[2], modifiers) }
            return Self.numbered[first].map { KeyEvent($0, modifiers) }
        case UInt8(ascii: "^"): return Self.numbered[first].map { KeyEvent($0, .control) }
        case UInt8(ascii: "@"): return Self.numbered[first].map { KeyEvent($0, [.control, .shift]) }
        case UInt8(ascii: "u"): return numbers.isEmpty ? nil : Self.codePoint(first, modifiers)
        case UInt8(ascii: "Z"): return KeyEvent(.backTab, modifiers)
        // Only bare: with parameters they are answers, not keys.
        case UInt8(ascii: "a")...UInt8(ascii: "d") where numbers.isEmpty:
            return Self.lettered[final - 0x20].map { KeyEvent($0, .shift) }
        default: return Self.lettered[final].map { KeyEvent($0, modifiers) }
        }
    }

    /// The key of an SS3 sequence: application cursor keys, F1 … F4, the keypad, with xterm's modifiers if any.
    static func singleShift(parameters: [UInt8], final: UInt8) -> KeyEvent? {
        guard let numbers = numbers(parameters) else { return nil }
        let modifiers = modifiers(numbers.last ?? 1)
        switch final {
        case UInt8(ascii: "M"): return KeyEvent(.enter, modifiers)
        case UInt8(ascii: "I"): return KeyEvent(.tab, modifiers)
        case UInt8(ascii: "a")...UInt8(ascii: "d"): return lettered[final - 0x20].map { KeyEvent($0, .control) }
        case UInt8(ascii: "j")...UInt8(ascii: "y"):
            return KeyEvent(.character(Character(Unicode.Scalar(final - 0x40))), modifiers)
        case UInt8(ascii: "X"): return KeyEvent(.character("="), modifiers)
        default: return lettered[final].map { KeyEvent($0, modifiers) }
        }
    }

    /// Numbers between semicolons, a missing one counting as 1; nil when anything else is inside.
    private static func numbers(_ bytes: [UInt8]) -> [Int]? {
        if bytes.isEmpty { return [] }
        var numbers: [Int] = []
        var current: Int?
        for byte in bytes + [UInt8(ascii: ";")] {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                current = min((current ?? 0) * 10 + Int(byte - 0x30), 0x11_0000)
            case UInt8(ascii: ";"):
                numbers.append(current ?? 1)
                current = nil
            default: return nil
            }
        }
        return numbers
    }

    /// xterm's modifier number: 1 + shift 1, alt 2, control 4, meta 8.
    private static func modifiers(_ number: Int) -> KeyModifiers {
        guard (1...16).contains(number) else { return [] }
        let bits = number - 1
        var modifiers: KeyModifiers = []
        if bits & 1 != 0 { modifiers.insert(.shift) }
        if bits & 10 != 0 { modifiers.insert(.alt) }
        if bits & 4 != 0 { modifiers.insert(.control) }
        return modifiers
    }

    /// A key sent by its code point (CSI u and xterm's modifyOtherKeys).
    private static func codePoint(_ code: Int, _ modifiers: KeyModifiers) -> KeyEvent? {
        switch code {
        case 9: return KeyEvent(.tab, modifiers)
        case 13: return KeyEvent(.enter, modifiers)
        case 27: return KeyEvent(.escape, modifiers)
        case 8, 127: return KeyEvent(.backspace, modifiers)
        // Below are controls; the private use area holds keys the program does not know.
        case 0x20..<0x7F, 0xA0..<0xD800, 0xF900..<0x11_0000:
            guard let scalar = Unicode.Scalar(UInt32(code)) else { return nil }
            return KeyEvent(.character(Character(scalar)), modifiers)
        default: return nil
        }
    }

    private static let lettered: [UInt8: Key] = [
        UInt8(ascii: "A"): .up, UInt8(ascii: "B"): .down, UInt8(ascii: "C"): .right, UInt8(ascii: "D"): .left,
        UInt8(ascii: "H"): .home, UInt8(ascii: "F"): .end, UInt8(ascii: "P"): .function(1),
        UInt8(ascii: "Q"): .function(2), UInt8(ascii: "R"): .function(3), UInt8(ascii: "S"): .function(4),
    ]

    private static let numbered: [Int: Key] = [
        1: .home, 2: .insert, 3: .delete, 4: .end, 5: .pageUp, 6: .pageDown, 7: .home, 8: .end, 11: .function(1),
        12: .function(2), 13: .function(3), 14: .function(4), 15: .function(5), 17: .function(6), 18: .function(7),
        19: .function(8), 20: .function(9), 21: .function(10), 23: .function(11), 24: .function(12),
        25: .function(13), 26: .function(14), 28: .function(15), 29: .function(16), 31: .function(17),
        32: .function(18), 33: .function(19), 34: .function(20),
    ]
}
