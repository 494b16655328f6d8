/// The key of the service. It shows itself in no description, mirror or dump; only the `Authorization` header of a
/// request holds it.
package struct APIKey: Hashable, Sendable {
    /// The key itself, for the header alone.
    let text: String

    /// Longest key that is accepted, in characters.
    package static let longest = 512

    /// Takes a key of 1–512 visible ASCII characters; nil for anything else. A space or a control character is a
    /// slip of copying, and a line break would end the header.
    package init?(_ text: String) {
        guard (1...Self.longest).contains(text.utf8.count), text.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else { return nil }
        self.text = text
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

    /// A text with every occurrence of the key replaced. Keys shorter than eight characters are left alone: they are
    /// words of everyday texts, and no service hands such keys out.
    func redacted(from text: String) -> String {
        guard self.text.utf8.count >= 8, text.contains(self.text) else { return text }
        return text.split(separator: self.text, omittingEmptySubsequences: false).joined(separator: description)
    }
}

extension APIKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "<key>" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
