extension Sketch {
    /// Vignette, film grain and the way down to eight bits, the four bits below spread as noise against bands.
    func finish() -> [UInt8] {
        let count = width * height
        let film = scene.has(.fog) || scene.has(.snow) ? 12 : 20
        return [UInt8](unsafeUninitializedCapacity: count * 4) { bytes, initialised in
            // The words are in the grain, so that no change of a prompt goes unseen by a comparison of bytes.
            var noise = (0x2545_F491 &+ salt &+ Int(scene.flavour >> 40)) & 0xFFFF_FFFF | 1
            // Sides squared, scaled so that a corner loses about a quarter of its light.
            let scaleX = (74 << 16) / (width * width / 2 + 1)
            let scaleY = (74 << 16) / (height * height / 2 + 1)
            var index = 0
            var y = 0
            while y < height {
                let dy = y &- height / 2
                let fromY = dy &* dy &* scaleY
                var x = 0
                while x < width {
                    let dx = x &- width / 2
                    let keep = 256 &- (dx &* dx &* scaleX &+ fromY) >> 16
                    let lanes = (canvas.cells[index] &* keep) >> 8
                    noise ^= (noise << 13) & 0xFFFF_FFFF
                    noise ^= noise >> 17
                    noise ^= (noise << 5) & 0xFFFF_FFFF
                    // Two throws summed: grain crowds around nothing, like film's.
                    let grain = (((noise & 63) &+ (noise >> 8 & 63) &- 63) &* film) >> 5
                    var red = (lanes >> 42 & 0xFFF) &+ grain &+ (noise >> 16 & 15)
                    var green = (lanes >> 21 & 0xFFF) &+ grain &+ (noise >> 20 & 15)
                    var blue = (lanes & 0xFFF) &+ grain &+ (noise >> 24 & 15)
                    red = red < 0 ? 0 : (red > 4095 ? 4095 : red)
                    green = green < 0 ? 0 : (green > 4095 ? 4095 : green)
                    blue = blue < 0 ? 0 : (blue > 4095 ? 4095 : blue)
                    let at = index &* 4
                    bytes[at] = UInt8(truncatingIfNeeded: red >> 4)
                    bytes[at &+ 1] = UInt8(truncatingIfNeeded: green >> 4)
                    bytes[at &+ 2] = UInt8(truncatingIfNeeded: blue >> 4)
                    bytes[at &+ 3] = 255
                    index &+= 1
                    x &+= 1
                }
                y &+= 1
            }
            initialised = count * 4
        }
    }
}
