/// Identity of one attempt on the wire: a version 4 UUID in lower case (contract 4.1).
///
/// The service checks version and variant strictly, so a value of this type is always acceptable to it.
package struct TaskUUID: Hashable, Sendable, CustomStringConvertible {
    /// The canonical text, 36 characters in lower case.
    package let text: String

    /// Reads a version 4 UUID in either case; anything else is nil.
    package init?(_ text: String) {
        guard text.utf8.count == 36 else { return nil }
        var isLower = true
        for (index, byte) in text.utf8.enumerated() {
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
            if (UInt8(ascii: "A")...UInt8(ascii: "F")).contains(byte) { isLower = false }
        }
        self.text = isLower ? text : text.lowercased()
    }

    /// Makes a version 4 UUID of 122 random bits; version and variant bits are set here.
    package init(randomBits high: UInt64, _ low: UInt64) {
        let versioned = (high & 0xFFFF_FFFF_FFFF_0FFF) | 0x4000
        let variant = (low & 0x3FFF_FFFF_FFFF_FFFF) | 0x8000_0000_0000_0000
        text = String(unsafeUninitializedCapacity: 36) { buffer in
            var place = 0
            for word in [versioned, variant] {
                for shift in stride(from: 60, through: 0, by: -4) {
                    if [8, 13, 18, 23].contains(place) {
                        buffer[place] = UInt8(ascii: "-")
                        place += 1
                    }
                    let digit = UInt8(truncatingIfNeeded: word >> shift) & 0x0F
                    buffer[place] = digit + (digit < 10 ? UInt8(ascii: "0") : UInt8(ascii: "a") - 10)
                    place += 1
                }
            }
            return place
        }
    }

    package var description: String { text }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
            UInt8(ascii: "A")...UInt8(ascii: "F"):
            true
        default: false
        }
    }
}
