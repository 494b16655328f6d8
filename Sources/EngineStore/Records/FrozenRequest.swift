import Foundation
import RunwareAPI

/// A request as a job keeps it: the JSON of `ImageRequest.jsonText`, which leaves out the service's defaults.
enum FrozenRequest {
    /// The request that was frozen; nil when this version of the program does not understand it.
    static func read(_ json: String) -> ImageRequest? {
        guard case .object(let members)? = try? JSONValue(parsing: Data(json.utf8)) else { return nil }
        return try? ImageRequest.read(members, rules: .frozen).request
    }

    /// The same for equal texts in every version of the program (FNV-1a), for an index.
    static func hash(_ json: String) -> Int64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in json.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        return Int64(bitPattern: hash)
    }
}

/// Text as a column takes it: SQLite's binding ends at a NUL.
enum ColumnText {
    static func of(_ text: String) -> String {
        guard text.utf8.contains(0) else { return text }
        return String(String.UnicodeScalarView(text.unicodeScalars.map { $0.value == 0 ? "\u{FFFD}" : $0 }))
    }
}
