/// Reads a template in one pass over its bytes. All special characters are ASCII, so cutting between them never cuts a
/// character's bytes apart.
struct TemplateParser {
    private let bytes: [UInt8]
    private let lists: NamedLists
    private var position = 0
    /// Where a line starts, nothing of it has been read; its line break is written once it is known to stay.
    private var isAtLineStart = true
    private var hasKeptLine = false
    private(set) var droppedLines = 0

    /// The deepest nesting of braces.
    static let maximumDepth = 32

    init(_ text: String, lists: NamedLists) {
        bytes = Array(text.utf8)
        self.lists = lists
    }

    mutating func parse() throws(TemplateFault) -> TemplateSequence {
        try sequence(openedAt: nil, depth: 0)
    }

    /// Reads up to the end, or within braces up to the `|` or `}` that ends an alternative.
    private mutating func sequence(openedAt opening: Int?, depth: Int) throws(TemplateFault) -> TemplateSequence {
        var building = SequenceBuilder()
        while true {
            if isAtLineStart, dropComment() { continue }
            if isAtLineStart { beginLine(&building) }
            guard position < bytes.count else {
                if let opening { throw fault(.unclosed, at: opening) }
                return building.sequence()
            }
            switch bytes[position] {
            case UInt8(ascii: "\n"):
                position += 1
                isAtLineStart = true
            case UInt8(ascii: "\\"): readEscape(&building)
            case UInt8(ascii: "{"):
                let start = position
                guard depth < Self.maximumDepth else { throw fault(.tooDeep, at: start) }
                try add(.choice(choice(depth: depth + 1)), at: start, to: &building)
            case UInt8(ascii: "}"):
                guard opening != nil else { throw fault(.unopened, at: position) }
                return building.sequence()
            case UInt8(ascii: "|") where opening != nil: return building.sequence()
            case UInt8(ascii: "_"): try readUnderscore(&building)
            default: readText(&building)
            }
        }
    }

    /// Takes the character at hand, and all behind it that can mean nothing.
    private mutating func readText(_ building: inout SequenceBuilder) {
        let start = position
        repeat { position += 1 } while position < bytes.count && !Template.endsText(bytes[position])
        building.text.append(contentsOf: bytes[start..<position])
    }

    /// Skips a comment line with its line break; false when the line is none.
    private mutating func dropComment() -> Bool {
        var end = position
        while end < bytes.count, bytes[end] == UInt8(ascii: " ") || bytes[end] == UInt8(ascii: "\t") { end += 1 }
        guard end < bytes.count, bytes[end] == UInt8(ascii: "#") else { return false }
        droppedLines += 1
        if let lineBreak = bytes[end...].firstIndex(of: UInt8(ascii: "\n")) {
            position = lineBreak + 1
        } else {
            position = bytes.count
            isAtLineStart = false
        }
        return true
    }

    private mutating func beginLine(_ building: inout SequenceBuilder) {
        if hasKeptLine { building.text.append(UInt8(ascii: "\n")) }
        hasKeptLine = true
        isAtLineStart = false
    }

    private mutating func readEscape(_ building: inout SequenceBuilder) {
        let next = position + 1 < bytes.count ? bytes[position + 1] : 0
        let isEscape = next == UInt8(ascii: "|") || Template.isSpecial(next)
        building.text.append(isEscape ? next : UInt8(ascii: "\\"))
        position += isEscape ? 2 : 1
    }

    private mutating func choice(depth: Int) throws(TemplateFault) -> TemplateChoice {
        let opening = position
        var alternatives: [TemplateSequence] = []
        var count: UInt128 = 0
        repeat {
            position += 1
            let alternative = try sequence(openedAt: opening, depth: depth)
            let sum = count.addingReportingOverflow(alternative.count)
            guard !sum.overflow else { throw fault(.tooMany, at: opening) }
            count = sum.partialValue
            alternatives.append(alternative)
        } while bytes[position] == UInt8(ascii: "|")
        position += 1
        return TemplateChoice(alternatives, count: count)
    }

    private mutating func readUnderscore(_ building: inout SequenceBuilder) throws(TemplateFault) {
        let start = position
        guard let name = NamedLists.name(in: bytes[position...]) else {
            building.text.append(bytes[position])
            position += 1
            return
        }
        position += name.utf8.count + 4
        switch lists[name] {
        case nil, .missing?: throw fault(.unknownList(name), at: start)
        case .unreadable(let sentence)?: throw fault(.unreadableList(name, sentence), at: start)
        case .entries(let entries)? where entries.isEmpty: throw fault(.emptyList(name), at: start)
        case .entries(let entries)?:
            let lengths = entries.map(\.utf16.count)
            let shortest = lengths.min() ?? 0
            try add(
                .list(entries, lengths: shortest...(lengths.max() ?? shortest)), at: start, to: &building)
        }
    }

    private func add(
        _ part: TemplatePart, at start: Int, to building: inout SequenceBuilder
    ) throws(TemplateFault) {
        let product = building.count.multipliedReportingOverflow(by: part.count)
        guard !product.overflow else { throw fault(.tooMany, at: start) }
        building.add(part, count: product.partialValue)
    }

    private func fault(_ reason: TemplateFault.Reason, at byte: Int) -> TemplateFault {
        TemplateFault(reason, in: bytes, at: byte)
    }
}

/// A sequence while it is read.
private struct SequenceBuilder {
    private var parts: [TemplatePart] = []
    private(set) var count: UInt128 = 1
    /// Bytes of text behind the last part.
    var text: [UInt8] = []

    mutating func add(_ part: TemplatePart, count: UInt128) {
        endText()
        self.count = count
        parts.append(part)
    }

    /// What was read.
    mutating func sequence() -> TemplateSequence {
        endText()
        return TemplateSequence(parts, count: count)
    }

    private mutating func endText() {
        guard !text.isEmpty else { return }
        parts.append(.text(String(decoding: text, as: UTF8.self)))
        text.removeAll(keepingCapacity: true)
    }
}
