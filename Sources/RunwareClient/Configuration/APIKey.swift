import Foundation
import Glibc

/// The key of the service. It shows itself in no description, mirror or dump; only the `Authorization` header of a
/// request holds it.
package struct APIKey: Hashable, Sendable {
    /// The key itself, for the header alone.
    let text: String
    /// The key as answers may repeat it; every answer is searched for them.
    private let forms: [[UInt8]]

    /// Longest key that is accepted, in characters.
    package static let longest = 512

    /// Takes a key of 1–512 visible ASCII characters; nil for anything else. A space or a control character is a
    /// slip of copying, and a line break would end the header.
    package init?(_ text: String) {
        guard (1...Self.longest).contains(text.utf8.count), text.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else { return nil }
        self.text = text
        forms = Self.forms(of: text)
    }

    /// Twelve hexadecimal digits that are equal for equal keys and salts: what a job's binding remembers of a key.
    ///
    /// No cryptographic hash is within reach without one more dependency, and none is needed: 48 bits of output can
    /// give away no more than 48 bits of a key, whatever function made them, and the service's keys hold 128 bits and
    /// more. SipHash spreads them evenly, so that two keys of one user differ (a chance of 2⁻⁴⁸ says otherwise), and
    /// the salt keeps fingerprints of different data folders apart. A key that can be guessed can be checked against
    /// its fingerprint, as with every hash; the file that holds both is readable by its owner only.
    package func fingerprint(salt: String) -> String {
        let first = SipHash(key: (0, 0)).hash(salt.utf8)
        let second = SipHash(key: (0, 1)).hash(salt.utf8)
        let hash = SipHash(key: (first, second)).hash(text.utf8)
        let digits = String(hash, radix: 16)
        return String((String(repeating: "0", count: 16 - digits.count) + digits).prefix(12))
    }

    /// Bytes of the service with every occurrence of the key replaced, should it repeat what it was asked with: as it
    /// is, and as it may stand in a JSON string. Keys shorter than eight characters are left alone: they are words of
    /// everyday texts, and no service hands such keys out.
    func redacted(from bytes: Data) -> Data {
        guard text.utf8.count >= 8 else { return bytes }
        return forms.reduce(bytes) { Self.replaced($1, by: Array(description.utf8), in: $0) }
    }

    private static func replaced(_ form: [UInt8], by word: [UInt8], in bytes: Data) -> Data {
        var kept = Data()
        var start = 0
        bytes.withUnsafeBytes { raw in
            while let found = Self.first(form, in: raw, from: start) {
                kept.append(contentsOf: raw[start..<found])
                kept.append(contentsOf: word)
                start = found + form.count
            }
            if start > 0 { kept.append(contentsOf: raw[start...]) }
        }
        return start > 0 ? kept : bytes
    }

    /// Where a word begins; written for images of many megabytes, in which its first byte is rare.
    private static func first(_ word: [UInt8], in raw: UnsafeRawBufferPointer, from start: Int) -> Int? {
        guard let base = raw.baseAddress, let initial = word.first else { return nil }
        var at = start
        while at + word.count <= raw.count {
            guard let found = memchr(base + at, CInt(initial), raw.count - at - word.count + 1) else { return nil }
            if memcmp(found, word, word.count) == 0 { return UnsafeRawPointer(found) - base }
            at = UnsafeRawPointer(found) - base + 1
        }
        return nil
    }

    /// The key as it is, and as a JSON string writes it: with quotes and backslashes escaped, and slashes escaped or not.
    private static func forms(of text: String) -> [[UInt8]] {
        let escaped = text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
        var forms = [text]
        for form in [escaped, escaped.replacing("/", with: "\\/")] where !forms.contains(form) { forms.append(form) }
        return forms.map { Array($0.utf8) }
    }
}

extension APIKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "<key>" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
