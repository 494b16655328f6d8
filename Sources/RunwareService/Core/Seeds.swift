import RunwareAPI

/// The seeds of a task's results: distinct, whoever chose the first (contract 8.5, 12.2).
enum Seeds {
    /// One seed for each position whose outcome is open.
    /// - Parameter settled: positions whose outcome is known, with the seeds of those that are images.
    static func missing(
        in request: ImageRequest, settled: [Int: UInt64?], using random: inout some RandomNumberGenerator
    ) -> [(position: Int, seed: UInt64)] {
        var used = Set(settled.values.compactMap(\.self))
        return (0..<request.parameters.numberResults).filter { settled[$0] == nil }.map { position in
            if let first = request.parameters.seed { return (position, following(first, by: position)) }
            var seed: UInt64
            repeat {
                seed = UInt64.random(in: 0...SeedRange.randomMaximum, using: &random)
            } while !used.insert(seed).inserted
            return (position, seed)
        }
    }

    /// The seed so many steps on; after the largest one comes 0.
    static func following(_ seed: UInt64, by steps: Int) -> UInt64 {
        // The sum stays far below 2^64: the largest seed is about half of it, the steps are at most 19.
        (seed + UInt64(steps)) % (SeedRange.maximum + 1)
    }
}
