/// Why a text is no template, and where.
package struct TemplateFault: Error, Hashable, Sendable {
    /// What is wrong.
    package enum Reason: Hashable, Sendable {
        /// A `{` without its `}`.
        case unclosed
        /// A `}` without its `{`.
        case unopened
        /// Braces within braces, deeper than anyone means it.
        case tooDeep
        /// No list has this name, or none is known yet.
        case unknownList(String)
        /// The list's file holds no entry.
        case emptyList(String)
        /// The list's file cannot be used; the sentence names the file.
        case unreadableList(String, String)
        /// More expansions than can be numbered: 2^128.
        case tooMany
    }

    package let reason: Reason
    /// Line of the text, counted from 1.
    package let line: Int
    /// Character of the line, counted from 1.
    package let column: Int
    /// Characters of the text before the place.
    package let offset: Int

    init(_ reason: Reason, in bytes: [UInt8], at byte: Int) {
        self.reason = reason
        let before = bytes[..<byte]
        let lineStart = (before.lastIndex(of: UInt8(ascii: "\n")) ?? -1) + 1
        line = before.count { $0 == UInt8(ascii: "\n") } + 1
        column = String(decoding: bytes[lineStart..<byte], as: UTF8.self).count + 1
        offset = String(decoding: before, as: UTF8.self).count
    }

    /// The place in words.
    package var place: String { "line \(line), column \(column)" }

    /// The name of a list that is not known.
    package var missingList: String? {
        if case .unknownList(let name) = reason { name } else { nil }
    }

    /// A few words for where there is little room, without the place.
    package var shortWords: String {
        switch reason {
        case .unclosed: "{ is not closed"
        case .unopened: "} closes nothing"
        case .tooDeep: "braces too deep"
        case .unknownList(let name): "no list \(name)"
        case .emptyList(let name): "list \(name) is empty"
        case .unreadableList(let name, _): "list \(name) cannot be read"
        case .tooMany: "too many combinations"
        }
    }

    /// One sentence that names the place and the way out.
    package var sentence: String {
        switch reason {
        case .unclosed: "the { at \(place) is never closed: close it with }, or write \\{ for the brace itself"
        case .unopened: "the } at \(place) closes nothing: take it out, or write \\} for the brace itself"
        case .tooDeep: "the { at \(place) is nested deeper than \(TemplateParser.maximumDepth) braces"
        case .unknownList(let name):
            "there is no list \(name) (\(place)): put entries into lists/\(name).txt beside the configuration, or write "
                + "\\__\(name)__ for the text itself"
        case .emptyList(let name): "the list \(name) (\(place)) has no entries"
        case .unreadableList(let name, let sentence): "the list \(name) (\(place)) cannot be read: \(sentence)"
        case .tooMany: "the template has more than 10^38 combinations from \(place) on: take alternatives out"
        }
    }
}
