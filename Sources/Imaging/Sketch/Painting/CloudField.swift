/// A tile of smooth noise, 256 x 256, that clouds, mist, water and rock are read from. Made once per process: the same
/// everywhere, each sketch reads it at places of its own.
struct CloudField: Sendable {
    static let shared = CloudField()

    /// 0...255, repeating in both directions.
    let values: [Int]

    private init() {
        var sums = [Int](repeating: 0, count: 65536)
        sums.withUnsafeMutableBufferPointer { sums in
            var octave = 0
            while octave < 5 {
                // Lattice steps of 64, 32, 16, 8, 4 pixels; strengths 16, 8, 4, 2, 1.
                CloudField.add(step: 64 >> octave, strength: 16 >> octave, salt: octave &* 131, to: sums)
                octave &+= 1
            }
            var index = 0
            while index < 65536 {
                // The sum of octaves crowds the middle; stretched by half again it uses the range.
                sums[index] = Fixed.clamp((sums[index] / 31 - 32768) * 3 / 2 + 32768, 0, 65535) >> 8
                index &+= 1
            }
        }
        values = sums
    }

    private static func add(step: Int, strength: Int, salt: Int, to sums: UnsafeMutableBufferPointer<Int>) {
        let cells = 256 / step
        var y = 0
        while y < 256 {
            let row = y / step
            let ty = (y % step) &* 256 / step
            let easedY = (ty &* ty &* (768 &- 2 &* ty)) >> 16
            let nextRow = (row &+ 1) % cells
            var column = 0
            while column < cells {
                let nextColumn = (column &+ 1) % cells
                let a = Fixed.hash(column &+ salt, row &- salt)
                let b = Fixed.hash(nextColumn &+ salt, row &- salt)
                let c = Fixed.hash(column &+ salt, nextRow &- salt)
                let d = Fixed.hash(nextColumn &+ salt, nextRow &- salt)
                let left = a &+ ((c &- a) &* easedY) >> 8
                let right = b &+ ((d &- b) &* easedY) >> 8
                var inside = 0
                while inside < step {
                    let tx = inside &* 256 / step
                    let easedX = (tx &* tx &* (768 &- 2 &* tx)) >> 16
                    sums[y &* 256 &+ column &* step &+ inside] &+=
                        (left &+ ((right &- left) &* easedX) >> 8) &* strength
                    inside &+= 1
                }
                column &+= 1
            }
            y &+= 1
        }
    }
}

extension UnsafeBufferPointer<Int> {
    /// Reads a `CloudField` at a position in 1/256 of its steps, smoothly; 0...255.
    @inline(__always)
    func cloud(_ x: Int, _ y: Int) -> Int {
        let column = x >> 8 & 255
        let row = (y >> 8 & 255) << 8
        let nextColumn = (column &+ 1) & 255
        let nextRow = (row &+ 256) & 65535
        let tx = x & 255
        let ty = y & 255
        let top = self[row | column] &* (256 &- tx) &+ self[row | nextColumn] &* tx
        let bottom = self[nextRow | column] &* (256 &- tx) &+ self[nextRow | nextColumn] &* tx
        return (top &* (256 &- ty) &+ bottom &* ty) >> 16
    }
}
