/// How tags are written: so that a tag that was typed twice is one tag.
package enum TagName {
    /// Longest name, in characters.
    package static let limit = 40

    /// The tag that was meant: in small letters, inner spaces as hyphens. Nil when nothing is left, or it is too long.
    package static func normal(_ typed: String) -> String? {
        let words = typed.lowercased().split { character in
            character.isWhitespace || character.unicodeScalars.contains { $0.properties.generalCategory == .control }
        }
        let name = words.joined(separator: "-")
        return name.isEmpty || name.count > limit ? nil : name
    }

    /// The order in which tags are listed, the same on every machine.
    package static func precedes(_ left: String, _ right: String) -> Bool {
        left.unicodeScalars.lexicographicallyPrecedes(right.unicodeScalars)
    }
}
