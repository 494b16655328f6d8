import Foundation

/// Text without case and accents, for searching: one scalar becomes one, or none at all.
///
/// Latin, Greek, Cyrillic and Armenian lose case and accents as Foundation folds them; marks, joiners and variation
/// selectors go; everything else stays as it is. A scalar that would become several stays too.
enum Folding {
    /// Appends the text in UTF-8.
    static func append(_ text: String, to bytes: inout [UInt8]) {
        for scalar in composed(text).unicodeScalars {
            if scalar.value < 0x80 {
                bytes.append(lower[Int(scalar.value)])
            } else if let folded = fold(scalar) {
                bytes.append(contentsOf: UTF8.encode(folded).unsafelyUnwrapped)
            }
        }
    }

    /// The scalar without case and accents; nil when nothing is left of it.
    static func fold(_ scalar: Unicode.Scalar) -> Unicode.Scalar? {
        switch scalar.value {
        case ..<0x80: return Unicode.Scalar(lower[Int(scalar.value)])
        case ..<0x590: return european[Int(scalar.value) - 0x80]
        case 0x1E00...0x1FFF: return extended[Int(scalar.value) - 0x1E00]
        case 0x200C, 0x200D, 0xFE00...0xFE0F, 0x20D0...0x20FF, 0x1AB0...0x1AFF, 0x1DC0...0x1DFF: return nil
        default: return scalar
        }
    }

    /// A character without case and accents; one of which nothing would be left stays.
    static func fold(_ character: Character) -> Character {
        if let value = character.asciiValue { return Character(Unicode.Scalar(lower[Int(value)])) }
        let folded = String.UnicodeScalarView(composed(String(character)).unicodeScalars.compactMap { fold($0) })
        let text = String(folded)
        return text.count == 1 ? text.first ?? character : character
    }

    /// Hangul and kana written in pieces are put together: the pieces are no accents.
    private static func composed(_ text: String) -> String {
        let hasPieces = text.unicodeScalars.contains { scalar in
            switch scalar.value {
            case 0x1100...0x11FF, 0x3099, 0x309A: true
            default: false
            }
        }
        return hasPieces ? text.precomposedStringWithCanonicalMapping : text
    }

    private static let lower: [UInt8] = (0..<128).map { (65...90).contains($0) ? $0 + 32 : $0 }
    private static let european = (0x80..<0x590).map(foundationFold)
    private static let extended = (0x1E00..<0x2000).map(foundationFold)

    private static func foundationFold(_ value: UInt32) -> Unicode.Scalar? {
        guard let scalar = Unicode.Scalar(value) else { return nil }
        if scalar.properties.generalCategory == .nonspacingMark { return nil }
        let text = String(Character(scalar))
        let folded = text.folding(options: [.caseInsensitive, .diacriticInsensitive], locale: nil).unicodeScalars
        return folded.count == 1 ? folded.first : scalar
    }
}
