/// Collects a bracketed paste up to its end mark.
struct PasteBuffer: Sendable {
    private var bytes: [UInt8] = []
    private(set) var isComplete = false
    /// How many bytes beyond the limit were not kept.
    private var dropped = 0
    private let limit: Int

    private static let endMark: [UInt8] = Array("\u{1B}[201~".utf8)

    /// - Parameter limit: how many bytes of a paste are kept; of the rest only the end is looked for.
    init(limit: Int) {
        self.limit = limit
    }

    /// Takes bytes up to the end mark and returns the index behind what it took.
    mutating func append(_ block: [UInt8], from start: Int) -> Int {
        var index = start
        let mark = Self.endMark
        while index < block.endIndex {
            let byte = block[index]
            index += 1
            bytes.append(byte)
            if byte == mark[mark.count - 1], bytes.count >= mark.count, bytes.suffix(mark.count).elementsEqual(mark) {
                bytes.removeLast(mark.count)
                isComplete = true
                return index
            }
            if bytes.count > limit + mark.count {
                // Only the tail can still begin the end mark.
                bytes.remove(at: limit)
                dropped += 1
            }
        }
        return index
    }

    /// Takes the beginning of an end mark away from the end of the bytes: whole when it is all that is missing. Called
    /// when nothing more came, so that the mark's own bytes are no text, and its rest is no keys.
    mutating func removeBegunEndMark() -> [UInt8] {
        let mark = Self.endMark
        for count in stride(from: min(mark.count - 1, bytes.count), to: 0, by: -1)
        where bytes.suffix(count).elementsEqual(mark.prefix(count)) {
            bytes.removeLast(count)
            return Array(mark.prefix(count))
        }
        return []
    }

    /// The text, cleaned, and how many bytes are missing at its end.
    var content: (text: String, dropped: Int) {
        var kept = bytes[...]
        if kept.count > limit { kept = kept.prefix(limit) }
        let cut = dropped + bytes.count - kept.count
        // A scalar that the limit cut in two is left out whole.
        if cut > 0, let lead = kept.suffix(4).lastIndex(where: { $0 & 0xC0 != 0x80 }),
            kept.endIndex - lead < Self.length(lead: kept[lead])
        {
            kept = kept[..<lead]
        }
        return (PlainText.decoded(kept), cut == 0 ? 0 : dropped + bytes.count - kept.count)
    }

    /// How many bytes a scalar has that begins with this one.
    private static func length(lead: UInt8) -> Int {
        switch lead {
        case 0xF0...: 4
        case 0xE0...: 3
        case 0xC0...: 2
        default: 1
        }
    }
}
