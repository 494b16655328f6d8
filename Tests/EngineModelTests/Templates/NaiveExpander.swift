import Foundation

/// Another way to expand a template, to compare with: by looking for the first list or pair of braces, and writing out
/// every text that it, and what follows it, can become. Knows no places and no limits, and is slow.
enum NaiveExpander {
    /// All expansions in order; nil when braces do not match or a list is missing.
    static func expand(_ text: String, lists: [String: [String]]) -> [String]? {
        let lines = text.components(separatedBy: "\n").filter { line in
            !line.drop { $0 == " " || $0 == "\t" }.hasPrefix("#")
        }
        guard let texts = rewritten(mask(lines.joined(separator: "\n"))[...], lists) else { return nil }
        return texts.map(unmask)
    }

    /// Escaped characters as private ones, which mean nothing.
    private static func mask(_ text: String) -> String {
        var masked = ""
        var rest = text[...]
        while let first = rest.popFirst() {
            if first == "\\", let next = rest.first, let place = specials.firstIndex(of: next) {
                masked.append(masks[place])
                rest.removeFirst()
            } else {
                masked.append(first)
            }
        }
        return masked
    }

    private static func unmask(_ text: String) -> String {
        String(text.map { character in masks.firstIndex(of: character).map { specials[$0] } ?? character })
    }

    private static let specials: [Character] = ["{", "}", "|", "_", "#", "\\"]
    private static let masks: [Character] = ["\u{E000}", "\u{E001}", "\u{E002}", "\u{E003}", "\u{E004}", "\u{E005}"]

    private static func literal(_ text: String) -> String {
        String(text.map { character in specials.firstIndex(of: character).map { masks[$0] } ?? character })
    }

    private static func rewritten(_ text: Substring, _ lists: [String: [String]]) -> [String]? {
        guard let first = text.firstMatch(of: /__([A-Za-z0-9-]+(?:_[A-Za-z0-9-]+)*)__|[{}]/) else {
            return [String(text)]
        }
        let before = text[..<first.range.lowerBound]
        var end = first.range.upperBound
        let middles: [String]
        if let name = first.1 {
            guard let entries = lists[String(name)] else { return nil }
            middles = entries.map(literal)
        } else {
            // The texts between the bars that stand in this pair of braces and in none within it.
            var (depth, alternatives) = (0, [""])
            repeat {
                guard end < text.endIndex else { return nil }
                let character = text[end]
                end = text.index(after: end)
                depth += character == "{" ? 1 : character == "}" ? -1 : 0
                if depth == 0, character == "|" {
                    alternatives.append("")
                } else {
                    alternatives[alternatives.count - 1].append(character)
                }
            } while depth >= 0
            alternatives[alternatives.count - 1].removeLast()
            guard first.0 == "{" else { return nil }
            let expanded = alternatives.map { rewritten($0[...], lists) }
            guard !expanded.contains(nil) else { return nil }
            middles = expanded.flatMap { $0 ?? [] }
        }
        guard let afters = rewritten(text[end...], lists) else { return nil }
        return middles.flatMap { middle in afters.map { before + middle + $0 } }
    }
}
