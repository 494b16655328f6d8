/// Identity of one attempt on the wire: a version 4 UUID in lower case (contract 4.1).
///
/// The service checks version and variant strictly, so a value of this type is always acceptable to it.
package struct TaskUUID: Hashable, Sendable, CustomStringConvertible {
    /// The canonical text, 36 characters in lower case.
    package let text: String

    /// Reads a version 4 UUID in either case; anything else is nil.
    package init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count == 36 else { return nil }
        for (index, byte) in bytes.enumerated() {
            switch index {
            case 8, 13, 18, 23:
                guard byte == UInt8(ascii: "-") else { return nil }
            case 14:
                guard byte == UInt8(ascii: "4") else { return nil }
            case 19:
                guard "89abAB".utf8.contains(byte) else { return nil }
            default:
                guard Self.isHexadecimal(byte) else { return nil }
            }
        }
        self.text = text.lowercased()
    }

    /// Makes a version 4 UUID of 122 random bits; version and variant bits are set here.
    package init(randomBits high: UInt64, _ low: UInt64) {
        let versioned = (high & 0xFFFF_FFFF_FFFF_0FFF) | 0x4000
        let variant = (low & 0x3FFF_FFFF_FFFF_FFFF) | 0x8000_0000_0000_0000
        let digits = Self.hexadecimal(versioned) + Self.hexadecimal(variant)
        var text = ""
        for (index, digit) in digits.enumerated() {
            if [8, 12, 16, 20].contains(index) { text.append("-") }
            text.append(digit)
        }
        self.text = text
    }

    package var description: String { text }

    private static func hexadecimal(_ value: UInt64) -> String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
            UInt8(ascii: "A")...UInt8(ascii: "F"):
            true
        default: false
        }
    }
}
