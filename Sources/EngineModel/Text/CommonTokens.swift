/// The longest common subsequence of two rows of tokens, by whole machine words.
///
/// One bit a token of the first row: for each token of the second, the bits where the subsequence grows (Hyyrö, "Bit-
/// parallel LCS-length computation revisited", 2004). All rows of bits are kept, and the way is read back through them.
enum CommonTokens {
    enum Step: Hashable, Sendable { case kept, removed, added }

    /// The way from the first row to the second; among equally long ones, what is removed stands late.
    ///
    /// - Parameter mostWork: when the product of the lengths is larger, nothing is found common.
    static func steps(_ first: ArraySlice<Int32>, _ second: ArraySlice<Int32>, mostWork: Int) -> [Step] {
        let (first, second) = (Array(first), Array(second))
        guard !first.isEmpty, !second.isEmpty, first.count <= mostWork / second.count else {
            return Array(repeating: .removed, count: first.count) + Array(repeating: .added, count: second.count)
        }
        let width = (first.count + 63) / 64
        let rows = growth(first, second, width: width)
        var steps: [Step] = []
        steps.reserveCapacity(first.count + second.count)
        var (column, row) = (first.count, second.count)
        // Whether the subsequence is no longer with this token of the first row than without it.
        func stays(_ row: Int, _ column: Int) -> Bool {
            row == 0 || rows[(row - 1) * width + (column - 1) / 64] >> UInt64((column - 1) % 64) & 1 == 1
        }
        while column > 0, row > 0 {
            if stays(row, column) {
                steps.append(.removed)
                column -= 1
            } else if !stays(row - 1, column) {
                steps.append(.added)
                row -= 1
            } else {
                steps.append(.kept)
                (column, row) = (column - 1, row - 1)
            }
        }
        steps.append(contentsOf: repeatElement(.added, count: row))
        steps.append(contentsOf: repeatElement(.removed, count: column))
        return steps.reversed()
    }

    /// For each token of the second row the bits of the first: zero where the subsequence grows.
    private static func growth(_ first: [Int32], _ second: [Int32], width: Int) -> [UInt64] {
        var places: [Int32: Int] = [:]
        var masks: [UInt64] = []
        for (index, token) in first.enumerated() {
            let place =
                places[token]
                ?? {
                    places[token] = masks.count
                    masks.append(contentsOf: repeatElement(0, count: width))
                    return masks.count - width
                }()
            masks[place + index / 64] |= 1 << UInt64(index % 64)
        }
        var rows = [UInt64](repeating: .max, count: width * second.count)
        var current = [UInt64](repeating: .max, count: width)
        for (index, token) in second.enumerated() {
            if let place = places[token] {
                var carry: UInt64 = 0
                for word in 0..<width {
                    let bits = current[word]
                    let matches = bits & masks[place + word]
                    let (half, overflow) = bits.addingReportingOverflow(matches)
                    let (sum, second) = half.addingReportingOverflow(carry)
                    carry = overflow || second ? 1 : 0
                    current[word] = sum | (bits & ~masks[place + word])
                }
            }
            rows.replaceSubrange(index * width..<(index + 1) * width, with: current)
        }
        return rows
    }
}
