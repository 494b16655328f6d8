/// A named fragment of a prompt.
package struct Snippet: Hashable, Sendable {
    package let name: String
    package let text: String

    package init(name: String, text: String) {
        self.name = name
        self.text = text
    }

    /// Where the prompt goes when the snippet is wrapped around it: `a photograph of <prompt>, 35mm`. No sign of a
    /// template looks like it.
    package static let hole = "<prompt>"

    /// Whether it says where the prompt goes.
    package var hasHole: Bool { text.contains(Self.hole) }

    /// The snippet around a prompt, at each of its holes; nil when it has none.
    package func around(_ prompt: String) -> String? {
        hasHole ? text.replacing(Self.hole, with: prompt) : nil
    }

    /// What is written at the cursor, in two parts: the cursor goes between them, to where the hole was.
    package var parts: (before: String, after: String) {
        let pieces = text.split(separator: Self.hole, omittingEmptySubsequences: false).map(String.init)
        return (pieces[0], pieces.dropFirst().joined())
    }

    /// The longest name, in characters.
    package static let longestName = 40

    /// Why this cannot be a name; nil when it can.
    package static func fault(inName name: String) -> String? {
        if name.isEmpty { return "a snippet needs a name" }
        if name.count > longestName { return "a name has at most \(longestName) characters, this has \(name.count)" }
        let isPlain = name.unicodeScalars.allSatisfy { scalar in
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator: scalar.value == 0x200D
            default: true
            }
        }
        return isPlain ? nil : "a name has no control characters"
    }
}
