package import Foundation

/// What a JSON text from outside has to fulfil before Foundation's decoder may see it.
///
/// `JSONDecoder` scans recursively and traps when its limit of 512 levels is passed by the very last byte, so a body
/// of 513 opening brackets would end the program.
package enum JSONGuard {
    /// Levels of arrays and objects; requests and replies use six.
    package static let deepest = 64

    /// Whether a text is UTF-8 by its looks and nested no deeper than `deepest`; it may still be no JSON.
    package static func accepts(_ text: Data) -> Bool {
        // Not byte by byte through Data: replies hold images of many megabytes.
        text.withUnsafeBytes(accepts)
    }

    private static func accepts(_ text: UnsafeRawBufferPointer) -> Bool {
        var depth = 0
        var isInString = false
        var isEscaped = false
        for byte in text {
            // JSON in UTF-8 holds no raw NUL, JSON in UTF-16 or UTF-32 always does; its brackets could hide from here.
            if byte == 0 { return false }
            if isInString {
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == UInt8(ascii: "\"") {
                    isInString = false
                }
                continue
            }
            switch byte {
            case UInt8(ascii: "\""): isInString = true
            case UInt8(ascii: "["), UInt8(ascii: "{"):
                depth += 1
                if depth > deepest { return false }
            case UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
            default: break
            }
        }
        return true
    }

    /// Decodes a text that the guard accepts; any other is refused as corrupted data.
    package static func decode<Value: Decodable>(_ type: Value.Type, from text: Data) throws -> Value {
        guard accepts(text) else {
            throw DecodingError.dataCorrupted(
                DecodingError.Context(codingPath: [], debugDescription: "not UTF-8, or nested deeper than \(deepest)"))
        }
        return try JSONDecoder().decode(type, from: text)
    }
}
