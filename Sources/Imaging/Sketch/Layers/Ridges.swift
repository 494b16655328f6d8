/// A line of hills: where it runs and how its flank looks.
struct Ridge {
    /// Height of the crest per column, in 1/256 pixel from the top.
    var crest: [Int]
    /// First row that is no longer filled.
    var bottom: Int
    var lit: Tint
    var dark: Tint
    /// What the foot fades to, and how much (0...256).
    var mist: Tint
    var mistShare: Int
    /// How far texture breaks the flank, 0...256.
    var roughness: Int
    /// Rows below the crest that carry snow, 0 for none.
    var snow = 0
    /// Light along the crest, 0...256.
    var rim = 0
}

extension Sketch {
    /// A crest line. `rise` pixels above `base`; `wave` is the length of the largest hill in thousandths of the width.
    func crest(base: Int, rise: Int, wave: Int, octaves: Int, sharp: Bool, salt: Int) -> [Int] {
        (0..<width).map { x in
            let place = x * 256 * 1000 / (width * wave) + (salt & 0xFFFF) * 77
            var value = Fixed.roughness(place, salt, octaves: octaves)
            if sharp {
                // Folded noise has ridges where the plain one has slopes.
                let fold = 65535 - abs(Fixed.roughness(place / 2, salt + 5, octaves: octaves) - 32768) * 2
                value = (fold * 2 + value) / 3
            }
            return base * 256 - rise * value / 256
        }
    }

    /// Fills a ridge from its crest down, shaded by its slope as seen from the light.
    func paint(_ ridge: Ridge) {
        let slopes = slopes(of: ridge.crest)
        let texture = 256 * 230 / max(width, height)
        let moonlit = palette.ambient.mixed(palette.light, palette.isNight ? 100 : 40)
        let snowTint = Tint(244, 248, 255).lit(by: moonlit).mixed(palette.haze, ridge.mistShare / 5)
        let snowShade = snowTint.mixed(palette.zenith, 110)
        ridge.crest.withUnsafeBufferPointer { crest in
            slopes.withUnsafeBufferPointer { slopes in
                var top = height * 256
                var x = 0
                while x < width {
                    if crest[x] < top { top = crest[x] }
                    x &+= 1
                }
                let first = Fixed.clamp(top >> 8, 0, height)
                let last = Fixed.clamp(ridge.bottom, 0, height)
                let span = max(1, last - first)
                var y = first
                while y < last {
                    let down = Fixed.smooth(y - first, span / 5, span) * ridge.mistShare / 256
                    let lit = ridge.lit.mixed(ridge.mist, down).lanes
                    let dark = ridge.dark.mixed(ridge.mist, down).lanes
                    let snowLit = snowTint.mixed(ridge.mist, down / 2).lanes
                    let snowDark = snowShade.mixed(ridge.mist, down / 2).lanes
                    let row = y &* width
                    x = 0
                    while x < width {
                        let depth = y &* 256 &+ 256 &- crest[x]
                        if depth > 0 {
                            let grain = field.cloud(x &* texture, y &* texture &* 2 &+ salt)
                            let from = Fixed.clamp(
                                x &+ ((grain &- 128) &* ridge.roughness &* width) >> 17, 0, width &- 1)
                            let share = Fixed.clamp(
                                118 &+ slopes[from] &+ ((grain &- 128) &* ridge.roughness) >> 8, 0, 256)
                            var tint = Tint.mix(dark, lit, share)
                            if ridge.snow > 0 {
                                let cap = ridge.snow &* 256 &- depth &+ (grain &- 128) &* ridge.snow
                                if cap > 0 {
                                    let full = cap > 2048 ? 256 : cap >> 3
                                    tint = Tint.mix(tint, Tint.mix(snowDark, snowLit, share), full)
                                }
                            }
                            if ridge.rim > 0 && depth < 1024 {
                                tint = Tint.mix(tint, palette.light.lanes, (ridge.rim &* (1024 &- depth)) >> 10)
                            }
                            canvas.cells[row &+ x] =
                                depth >= 256 ? tint : Tint.mix(canvas.cells[row &+ x], tint, depth)
                        }
                        x &+= 1
                    }
                    y &+= 1
                }
            }
        }
    }

    /// -110...110 per column: how much the flank faces the light.
    private func slopes(of crest: [Int]) -> [Int] {
        let reach = max(2, width / 160)
        return (0..<width).map { x in
            let left = crest[max(0, x - reach)]
            let right = crest[min(width - 1, x + reach)]
            let rise = (right - left) * 70 / (reach * 256)
            let facing = lightX < x ? rise : -rise
            return Fixed.clamp(-facing, -110, 110)
        }
    }
}
