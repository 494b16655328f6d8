import EngineModel
import RunwareAPI

/// Seeds to come, as a value: the runtime starts it from the system's generator, and from then on the studio draws
/// from it, so that a reducer stays a function.
package struct SeedSequence: Hashable, Sendable {
    private var random: SplitMix

    package init(start: UInt64) {
        random = SplitMix(start: start)
    }

    /// The next seed, 32 bits as the service itself would draw.
    package mutating func next() -> UInt64 { random.next() & SeedRange.randomMaximum }
}
