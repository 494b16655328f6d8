/// Collects a bracketed paste up to its end mark.
struct PasteBuffer: Sendable {
    private var bytes: [UInt8] = []
    private(set) var isComplete = false

    private static let endMark: [UInt8] = Array("\u{1B}[201~".utf8)
    /// What is kept of a paste; the rest is dropped, its end is still found.
    private static let limit = 4 << 20

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
            if bytes.count > Self.limit + mark.count {
                // Only the tail can still begin the end mark.
                bytes.remove(at: Self.limit)
            }
        }
        return index
    }

    /// The text: line ends as "\n", tabs kept, every other control character (C0, DEL, C1) removed.
    var text: String {
        var kept: [UInt8] = []
        kept.reserveCapacity(bytes.count)
        var previous: UInt8 = 0
        for (index, byte) in bytes.enumerated() {
            defer { previous = byte }
            switch byte {
            case 0x0D: kept.append(0x0A)
            case 0x0A: if previous != 0x0D { kept.append(0x0A) }
            case 0x09: kept.append(byte)
            case 0..<0x20, 0x7F: break
            case 0xC2 where index + 1 < bytes.count && (0x80...0x9F).contains(bytes[index + 1]): break
            case 0x80...0x9F where previous == 0xC2: break
            default: kept.append(byte)
            }
        }
        return String(decoding: kept, as: UTF8.self)
    }
}
