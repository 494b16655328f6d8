/// A generator whose numbers repeat for a start (SplitMix64): what is drawn from it is a value of the state, so that
/// what is shown is what is sent. Not for secrets.
package struct SplitMix: RandomNumberGenerator, Hashable, Sendable {
    private var state: UInt64

    package init(start: UInt64) {
        state = start
    }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
