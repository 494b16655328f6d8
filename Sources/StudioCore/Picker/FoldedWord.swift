import Glibc

/// A word of a query, folded, and how it is found in folded text.
struct FoldedWord: Hashable, Sendable {
    private let bytes: [UInt8]
    /// Where its letters begin, and where the last one ends.
    private let borders: [Int]
    /// Which byte is rarest in prose: the one that is looked for first.
    private let rarest: Int

    var isEmpty: Bool { bytes.isEmpty }
    private var letters: Int { borders.count - 1 }

    init(_ text: String) {
        var bytes: [UInt8] = []
        Folding.append(text, to: &bytes)
        self.bytes = bytes
        borders = bytes.indices.filter { Self.isStart(bytes[$0]) } + [bytes.count]
        rarest = bytes.indices.min { Self.frequency(bytes[$0]) < Self.frequency(bytes[$1]) } ?? 0
    }

    /// The most letters that may stand between two of a scattered word.
    private static let widestGap = 4

    /// A word of one or two letters scattered would be found in anything.
    private var mayScatter: Bool { letters > 2 }

    /// Whether this word is found only where the other one is: it goes on from there. Not from two letters to three,
    /// where scattering begins.
    func narrows(_ other: FoldedWord) -> Bool {
        self == other || (other.letters != 2 && bytes.starts(with: other.bytes))
    }

    func isFound(in text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard text.count >= bytes.count else { return false }
        if whole(in: text) != nil { return true }
        return mayScatter && scattered(in: text) != nil
    }

    /// Bytes of the text that it was found at; nil when it was not.
    func places(in text: UnsafeBufferPointer<UInt8>) -> [Int]? {
        if let start = whole(in: text) { return Array(start..<(start + bytes.count)) }
        guard mayScatter, let start = scattered(in: text) else { return nil }
        var places = [start]
        var place = after(start, in: text)
        for letter in 1..<letters {
            guard let next = find(letter, from: place, in: text) else { return nil }
            places.append(next)
            place = after(next, in: text)
        }
        return places
    }

    /// Where it stands as it is; the first place.
    private func whole(in text: UnsafeBufferPointer<UInt8>) -> Int? {
        guard let base = text.baseAddress, text.count >= bytes.count else { return nil }
        return bytes.withUnsafeBufferPointer { word in
            guard let pattern = word.baseAddress else { return nil }
            // The rarest byte can stand no earlier, and no later.
            var place = rarest
            let end = text.count - bytes.count + rarest + 1
            while place < end, let hit = memchr(base + place, Int32(word[rarest]), end - place) {
                place = base.distance(to: hit.assumingMemoryBound(to: UInt8.self))
                let start = place - rarest
                if memcmp(base + start, pattern, word.count) == 0 { return start }
                place += 1
            }
            return nil
        }
    }

    /// Where its letters begin to stand in order, within one word of the text and with few letters between; the first
    /// such place.
    private func scattered(in text: UnsafeBufferPointer<UInt8>) -> Int? {
        guard let base = text.baseAddress, memchr(base, Int32(bytes[rarest]), text.count) != nil else { return nil }
        var start = 0
        while start < text.count, let hit = memchr(base + start, Int32(bytes[0]), text.count - start) {
            start = base.distance(to: hit.assumingMemoryBound(to: UInt8.self))
            if stands(0, at: start, in: text), isScattered(from: start, in: text) { return start }
            start += 1
        }
        return nil
    }

    private func isScattered(from start: Int, in text: UnsafeBufferPointer<UInt8>) -> Bool {
        var place = after(start, in: text)
        for letter in 1..<letters {
            guard let next = find(letter, from: place, in: text) else { return false }
            place = after(next, in: text)
        }
        return true
    }

    /// The nearest place of a letter, at most a gap away.
    private func find(_ letter: Int, from place: Int, in text: UnsafeBufferPointer<UInt8>) -> Int? {
        var place = place
        for _ in 0...Self.widestGap {
            guard place < text.count, !Self.isSpace(text[place]) else { return nil }
            if stands(letter, at: place, in: text) { return place }
            place = after(place, in: text)
        }
        return nil
    }

    private func stands(_ letter: Int, at place: Int, in text: UnsafeBufferPointer<UInt8>) -> Bool {
        let (start, end) = (borders[letter], borders[letter + 1])
        guard text[place] == bytes[start] else { return false }
        if end - start == 1 { return true }
        return place + end - start <= text.count
            && text[place..<(place + end - start)].elementsEqual(bytes[start..<end])
    }

    /// Behind the letter that begins at a place.
    private func after(_ place: Int, in text: UnsafeBufferPointer<UInt8>) -> Int {
        var place = place + 1
        while place < text.count, !Self.isStart(text[place]) { place += 1 }
        return place
    }

    /// A space that parts words: those of ASCII.
    static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

    private static func isStart(_ byte: UInt8) -> Bool { byte & 0xC0 != 0x80 }

    /// How common a byte is in prose, roughly: English letters by their order, bytes of other scripts between.
    private static func frequency(_ byte: UInt8) -> Int {
        guard byte < 0x80 else { return 10 }
        return Array("etaoinshrdlcumwfgypbvkjxqz".utf8).firstIndex(of: byte).map { 26 - $0 } ?? 5
    }
}
