// The arithmetic of the sketches. Integers only, and none of a platform's own tables or functions: the same request
// gives the same pixels on every machine.

/// Deterministic numbers (splitmix64).
struct Dice {
    private var state: UInt64

    init(_ seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A number in `low...high`, nearly uniform.
    mutating func pick(_ low: Int, _ high: Int) -> Int {
        guard high > low else { return low }
        return low + Int(next() >> 33) % (high - low + 1)
    }

    /// True in about `percent` of 100 throws.
    mutating func chance(_ percent: Int) -> Bool {
        pick(0, 99) < percent
    }

    /// -1 or 1.
    mutating func side() -> Int {
        chance(50) ? 1 : -1
    }
}

/// Names the functions the painters share.
enum Fixed {
    /// A hash of two numbers, 0...65535.
    @inline(__always)
    static func hash(_ x: Int, _ y: Int) -> Int {
        var mixed = x &* 374_761_393 &+ y &* 668_265_263
        mixed = (mixed ^ (mixed >> 13)) &* 1_274_126_177
        mixed = mixed ^ (mixed >> 16)
        return mixed & 0xFFFF
    }

    /// -4096...4096; a full turn is 1024. Bhaskara's approximation, off by at most 0.2 %.
    static func sine(_ turn: Int) -> Int {
        let angle = turn & 1023
        let half = angle & 511
        let product = half * (512 - half)
        let value = 65536 * product / (1_310_720 - 4 * product)
        return angle < 512 ? value : -value
    }

    /// -4096...4096; a full turn is 1024.
    static func cosine(_ turn: Int) -> Int {
        sine(turn + 256)
    }

    /// Smooth noise along a line: `x` in 1/256 of a lattice step, result 0...65535.
    static func noise(_ x: Int, _ seed: Int) -> Int {
        let cell = x >> 8
        let t = x & 255
        let eased = (t * t * (768 - 2 * t)) >> 16
        let left = hash(cell, seed)
        let right = hash(cell + 1, seed)
        return left + (right - left) * eased / 256
    }

    /// Several octaves of `noise`, each half as strong as the one before; 0...65535.
    static func roughness(_ x: Int, _ seed: Int, octaves: Int) -> Int {
        var sum = 0
        var weight = 0
        var octave = 0
        while octave < octaves {
            let strength = 1 << (octaves - octave)
            sum += noise(x << octave, seed &+ octave &* 7919) * strength
            weight += strength
            octave += 1
        }
        return sum / weight
    }

    @inline(__always)
    static func clamp(_ value: Int, _ low: Int, _ high: Int) -> Int {
        value < low ? low : (value > high ? high : value)
    }

    /// 0 below `low`, 256 above `high`, an S between.
    static func smooth(_ value: Int, _ low: Int, _ high: Int) -> Int {
        if value <= low { return 0 }
        if value >= high { return 256 }
        let t = (value - low) * 256 / (high - low)
        return (t * t * (768 - 2 * t)) >> 16
    }
}
