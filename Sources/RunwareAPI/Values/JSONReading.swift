import Foundation
import Glibc

/// Reads a JSON text in one pass, which Foundation's decoder does in three and with an error for every question that a
/// shape not known beforehand has to ask it.
///
/// What is no JSON as a whole is refused. A string or a number that cannot be read costs itself and not its neighbours,
/// for what stands beside it may have been paid for: it becomes a replacement character, or not-a-number. Of two
/// members of one name the first counts. It goes no deeper than the guard allows, so it may recurse.
struct JSONReading {
    private let bytes: UnsafeBufferPointer<UInt8>
    private var position = 0
    private var depth = 0

    /// The whole text as one value; the error names the byte at which it is no JSON.
    static func value(of text: Data) throws(DecodingError) -> JSONValue {
        let read: Result<JSONValue, DecodingError> = text.withUnsafeBytes { raw in
            var reading = JSONReading(bytes: raw.bindMemory(to: UInt8.self))
            return Result { () throws(DecodingError) in try reading.whole() }
        }
        return try read.get()
    }

    private init(bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
        // The mark that some writers begin UTF-8 with.
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    }

    private mutating func whole() throws(DecodingError) -> JSONValue {
        let value = try value()
        guard next == nil else { throw fault("nothing may follow") }
        return value
    }

    /// The next byte that is no space; nil at the end.
    private var next: UInt8? {
        mutating get {
            while position < bytes.count {
                let byte = bytes[position]
                guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return byte }
                position += 1
            }
            return nil
        }
    }

    private mutating func value() throws(DecodingError) -> JSONValue {
        guard let first = next else { throw fault("no value") }
        switch first {
        case UInt8(ascii: "\""): return .text(try string())
        case UInt8(ascii: "{"): return try object()
        case UInt8(ascii: "["): return try array()
        case UInt8(ascii: "t") where passes("true"): return .flag(true)
        case UInt8(ascii: "f") where passes("false"): return .flag(false)
        case UInt8(ascii: "n") where passes("null"): return .null
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return number()
        default: throw fault("no value")
        }
    }

    private mutating func object() throws(DecodingError) -> JSONValue {
        try enter()
        var members: [String: JSONValue] = [:]
        while next != UInt8(ascii: "}") {
            guard next == UInt8(ascii: "\"") else { throw fault("no name of a member") }
            let name = try string()
            guard next == UInt8(ascii: ":") else { throw fault("no colon") }
            position += 1
            let value = try value()
            if members[name] == nil { members[name] = value }
            try separate(before: UInt8(ascii: "}"))
        }
        leave()
        return .object(members)
    }

    private mutating func array() throws(DecodingError) -> JSONValue {
        try enter()
        var values: [JSONValue] = []
        while next != UInt8(ascii: "]") {
            values.append(try value())
            try separate(before: UInt8(ascii: "]"))
        }
        leave()
        return .array(values)
    }

    private mutating func enter() throws(DecodingError) {
        guard depth < JSONGuard.deepest else { throw fault("nested deeper than \(JSONGuard.deepest)") }
        depth += 1
        position += 1
    }

    private mutating func leave() {
        depth -= 1
        position += 1
    }

    /// Steps over a comma; one before the end of the list does no harm.
    private mutating func separate(before end: UInt8) throws(DecodingError) {
        switch next {
        case UInt8(ascii: ",")?: position += 1
        case end?: break
        default: throw fault("no comma")
        }
    }

    /// Whether a word stands here; it is stepped over.
    private mutating func passes(_ word: StaticString) -> Bool {
        let length = word.utf8CodeUnitCount
        guard bytes.count - position >= length, let base = bytes.baseAddress,
            memcmp(base + position, word.utf8Start, length) == 0
        else { return false }
        position += length
        return true
    }

    private func fault(_ words: String) -> DecodingError {
        DecodingError.dataCorrupted(
            DecodingError.Context(codingPath: [], debugDescription: "byte \(position): \(words)"))
    }
}

// MARK: Strings

extension JSONReading {
    /// The string that begins here.
    private mutating func string() throws(DecodingError) -> String {
        let start = position + 1
        var at = start
        var isPlain = true
        while at < bytes.count, bytes[at] != UInt8(ascii: "\"") {
            if bytes[at] == UInt8(ascii: "\\") {
                isPlain = false
                at += 1
            } else if bytes[at] < 0x20 {
                isPlain = false
            }
            at += 1
        }
        guard at < bytes.count else { throw fault("a string without an end") }
        position = at + 1
        let content = UnsafeBufferPointer(rebasing: bytes[start..<at])
        let text = isPlain ? String(validating: content, as: UTF8.self) : Self.unescaped(content)
        return text ?? JSONValue.unreadable
    }

    /// A string with its escapes resolved; nil when there is a wrong one, half a pair, or a bare control character.
    private static func unescaped(_ content: UnsafeBufferPointer<UInt8>) -> String? {
        var plain: [UInt8] = []
        plain.reserveCapacity(content.count)
        var at = 0
        while at < content.count {
            let byte = content[at]
            at += 1
            guard byte == UInt8(ascii: "\\") else {
                guard byte >= 0x20 else { return nil }
                plain.append(byte)
                continue
            }
            guard at < content.count else { return nil }
            let escape = content[at]
            at += 1
            switch escape {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): plain.append(escape)
            case UInt8(ascii: "b"): plain.append(0x08)
            case UInt8(ascii: "f"): plain.append(0x0C)
            case UInt8(ascii: "n"): plain.append(0x0A)
            case UInt8(ascii: "r"): plain.append(0x0D)
            case UInt8(ascii: "t"): plain.append(0x09)
            case UInt8(ascii: "u"):
                guard let scalar = scalar(in: content, &at) else { return nil }
                plain.append(contentsOf: Array(String(Character(scalar)).utf8))
            default: return nil
            }
        }
        return String(validating: plain, as: UTF8.self)
    }

    /// The scalar of one `\u` escape, or of two that are a pair; `at` stands behind the `u`.
    private static func scalar(in content: UnsafeBufferPointer<UInt8>, _ at: inout Int) -> Unicode.Scalar? {
        guard let first = unit(in: content, &at) else { return nil }
        guard UTF16.isLeadSurrogate(first) else { return Unicode.Scalar(first) }
        guard content.count - at >= 6, content[at] == UInt8(ascii: "\\"), content[at + 1] == UInt8(ascii: "u") else {
            return nil
        }
        at += 2
        guard let second = unit(in: content, &at), UTF16.isTrailSurrogate(second) else { return nil }
        return UTF16.decode(UTF16.EncodedScalar([first, second]))
    }

    private static func unit(in content: UnsafeBufferPointer<UInt8>, _ at: inout Int) -> UInt16? {
        guard content.count - at >= 4 else { return nil }
        var unit: UInt16 = 0
        for _ in 0..<4 {
            guard let digit = Character(Unicode.Scalar(content[at])).hexDigitValue, content[at] < 0x80 else {
                return nil
            }
            unit = unit << 4 | UInt16(digit)
            at += 1
        }
        return unit
    }
}

// MARK: Numbers

extension JSONReading {
    /// The number that begins here; not-a-number when it is written as JSON does not, or beyond every range.
    private mutating func number() -> JSONValue {
        let start = position
        var digits = 0
        var isWhole = true
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digits += 1
            case UInt8(ascii: "-") where position == start: break
            case UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"):
                isWhole = false
            default: return Self.number(bytes[start..<position], isWhole: isWhole, digits: digits)
            }
            position += 1
        }
        return Self.number(bytes[start..<position], isWhole: isWhole, digits: digits)
    }

    private static func number(_ text: Slice<UnsafeBufferPointer<UInt8>>, isWhole: Bool, digits: Int) -> JSONValue {
        guard isWritten(text) else { return .number(.nan) }
        if isWhole, digits <= 18 {
            let isNegative = text.first == UInt8(ascii: "-")
            let magnitude = text.dropFirst(isNegative ? 1 : 0).reduce(Int64(0)) { $0 * 10 + Int64($1 & 0x0F) }
            return .integer(Int128(isNegative ? -magnitude : magnitude))
        }
        if let short = short(text, digits: digits) { return short }
        return Decimal(string: String(decoding: text, as: UTF8.self)).map(JSONValue.init(exactly:)) ?? .number(.nan)
    }

    /// A short number with a point that is not whole, a price for instance, without the way over a string.
    private static func short(_ text: Slice<UnsafeBufferPointer<UInt8>>, digits: Int) -> JSONValue? {
        guard digits <= 18, let last = text.last, last != UInt8(ascii: "0") else { return nil }
        var magnitude: Int64 = 0
        var places = 0
        for byte in text {
            switch byte {
            case UInt8(ascii: "-"): break
            case UInt8(ascii: "."): places = 1
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                magnitude = magnitude * 10 + Int64(byte & 0x0F)
                if places > 0 { places += 1 }
            default: return nil
            }
        }
        guard places > 1 else { return nil }
        let isNegative = text.first == UInt8(ascii: "-")
        return .number(
            Decimal(sign: isNegative ? .minus : .plus, exponent: 1 - places, significand: Decimal(magnitude)))
    }

    /// Whether it is written as JSON writes numbers: no zero in front, digits on both sides of a point, and in an
    /// exponent.
    private static func isWritten(_ text: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
        var rest = text
        func passDigits() -> Int {
            let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            rest = rest.dropFirst(digits.count)
            return digits.count
        }
        if rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
        let startsWithZero = rest.first == UInt8(ascii: "0")
        let whole = passDigits()
        guard whole > 0, whole == 1 || !startsWithZero else { return false }
        if rest.first == UInt8(ascii: ".") {
            rest = rest.dropFirst()
            guard passDigits() > 0 else { return false }
        }
        if let mark = rest.first, mark | 0x20 == UInt8(ascii: "e") {
            rest = rest.dropFirst()
            if let sign = rest.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") { rest = rest.dropFirst() }
            guard passDigits() > 0 else { return false }
        }
        return rest.isEmpty
    }
}
