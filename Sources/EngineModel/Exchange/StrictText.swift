import Foundation
import RunwareAPI

/// The strings of a JSON text, looked at before it is read: the reader of answers replaces a string that cannot be read,
/// because what stands beside it was paid for; a record with such a string is refused instead.
enum StrictText {
    /// Whether the text is UTF-8 and every escape in its strings is one of JSON's.
    static func isWellFormed(_ text: Data) -> Bool {
        text.withUnsafeBytes { bytes in
            String(validating: bytes, as: UTF8.self) != nil && hasReadableStrings(bytes)
        }
    }

    private static func hasReadableStrings(_ bytes: UnsafeRawBufferPointer) -> Bool {
        var at = 0
        var isInString = false
        while at < bytes.count {
            let byte = bytes[at]
            at += 1
            switch byte {
            case UInt8(ascii: "\""): isInString.toggle()
            case UInt8(ascii: "\\") where isInString:
                guard let length = escape(in: bytes, at: at) else { return false }
                at += length
            case ..<0x20 where isInString: return false
            default: break
            }
        }
        return true
    }

    /// How long the escape is whose backslash stands before `at`; nil when it is none.
    private static func escape(in bytes: UnsafeRawBufferPointer, at: Int) -> Int? {
        guard at < bytes.count else { return nil }
        guard bytes[at] == UInt8(ascii: "u") else { return #""\/bfnrt"#.utf8.contains(bytes[at]) ? 1 : nil }
        guard let first = unit(in: bytes, at: at + 1) else { return nil }
        if UTF16.isTrailSurrogate(first) { return nil }
        guard UTF16.isLeadSurrogate(first) else { return 5 }
        guard at + 7 <= bytes.count, bytes[at + 5] == UInt8(ascii: "\\"), bytes[at + 6] == UInt8(ascii: "u"),
            let second = unit(in: bytes, at: at + 7), UTF16.isTrailSurrogate(second)
        else { return nil }
        return 11
    }

    /// The four hexadecimal digits from `at`.
    private static func unit(in bytes: UnsafeRawBufferPointer, at: Int) -> UInt16? {
        guard at + 4 <= bytes.count else { return nil }
        let digits = bytes[at..<at + 4]
        guard digits.allSatisfy({ $0 < 0x80 && Character(Unicode.Scalar($0)).isHexDigit }) else { return nil }
        return UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
    }
}
