import EngineModel
package import RunwareAPI

/// Where UUIDs and seeds come from: any generator, so that tests repeat.
package struct RandomBits: RandomSource, Sendable {
    private var generator: any RandomNumberGenerator & Sendable

    /// The system's generator, or a seeded one in tests.
    package init(_ generator: any RandomNumberGenerator & Sendable = SystemRandomNumberGenerator()) {
        self.generator = generator
    }

    package mutating func nextUUID() -> TaskUUID {
        TaskUUID(randomBits: generator.next(), generator.next())
    }

    /// A seed as the service itself would draw it: 32 bits.
    package mutating func nextSeed() -> UInt64 {
        UInt64.random(in: 0...SeedRange.randomMaximum, using: &generator)
    }

    package mutating func nextFraction() -> Double {
        Double.random(in: 0..<1, using: &generator)
    }
}
