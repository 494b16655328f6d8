/// What a sketch is drawn from. The same four values give the same pixels on every machine.
package struct SketchRequest: Sendable, Equatable {
    /// The prompt; words of the lexicon decide what is seen, all others the details.
    package let prompt: String
    /// Decides the composition: horizon, masses, positions, side of the light.
    package let seed: UInt64
    /// Pixels per row, 16...4096 (others are brought into the range).
    package let width: Int
    /// Rows, 16...4096 (others are brought into the range).
    package let height: Int

    /// A request for one sketch.
    package init(prompt: String, seed: UInt64, width: Int, height: Int) {
        self.prompt = prompt
        self.seed = seed
        self.width = min(max(width, 16), 4096)
        self.height = min(max(height, 16), 4096)
    }
}
