import RunwareAPI

/// Seeds to come, as a value: the runtime starts it from the system's generator, and from then on the studio draws
/// from it, so that a reducer stays a function. (SplitMix64.)
package struct SeedSequence: Hashable, Sendable {
    private var state: UInt64

    package init(start: UInt64) {
        state = start
    }

    /// The next seed, 32 bits as the service itself would draw.
    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return (mixed ^ (mixed >> 31)) & SeedRange.randomMaximum
    }
}
