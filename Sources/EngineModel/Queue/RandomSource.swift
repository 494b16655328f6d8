package import RunwareAPI

/// Where chance comes from; the queue takes it as it takes the time.
package protocol RandomSource {
    /// A UUID that was never given before.
    mutating func nextUUID() -> TaskUUID
    /// A seed as the service itself would draw it: 32 bits.
    mutating func nextSeed() -> UInt64
    /// A number from 0 up to, but not including, 1.
    mutating func nextFraction() -> Double
}
