/// Some of many, chosen at random without writing the many down.
package enum RandomSubset {
    /// So many different indices below a number, ascending; all of them when there are not more.
    ///
    /// Each subset is equally likely (Floyd's sampling); time and memory go with `count` alone.
    package static func indices(
        _ count: Int, below end: UInt128, using random: inout some RandomNumberGenerator
    ) -> [UInt128] {
        guard UInt128(count) < end else { return (0..<end).map(\.self) }
        var chosen: Set<UInt128> = []
        for last in (end - UInt128(count))..<end where !chosen.insert(.random(in: 0...last, using: &random)).inserted {
            chosen.insert(last)
        }
        return chosen.sorted()
    }
}
