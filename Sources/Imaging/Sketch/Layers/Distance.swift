extension Sketch {
    /// What stands behind everything: coast, mountains, mesas, dunes, a volcano or plain hills.
    func paintDistance() {
        if scene.has(.mountain) {
            paintRange(count: 4, rise: 88, wave: 420, octaves: 5, sharp: true, lit: 0x9A9CA8, dark: 0x3C4658)
        } else if scene.has(.volcano) {
            paintVolcano()
        } else if scene.has(.canyon) {
            paintMesas()
        } else if scene.has(.desert) {
            paintRange(count: 4, rise: 20, wave: 520, octaves: 2, sharp: true, lit: 0xF0C080, dark: 0xA06838)
        } else if scene.has(.forest) || scene.has(.meadow) {
            paintRange(count: 4, rise: 26, wave: 420, octaves: 3, sharp: false, lit: 0x8AA868, dark: 0x2E4A38)
        } else if scene.has(.city) {
            paintRange(count: 2, rise: 18, wave: 380, octaves: 4, sharp: false, lit: 0x8890A0, dark: 0x404860)
        } else if scene.has(.water) {
            paintRange(count: 3, rise: 15, wave: 300, octaves: 4, sharp: false, lit: 0x8E9C98, dark: 0x33424A)
        } else {
            paintRange(count: 4, rise: 34, wave: 420, octaves: 4, sharp: false, lit: 0x94A088, dark: 0x34443E)
        }
        if scene.has(.fog) || hour == .dawn || hour == .morning || scene.has(.water) {
            let share = scene.has(.fog) ? 190 : 90
            let reach = canvas.size(120)
            canvas.wash(top: horizon - reach, bottom: horizon, tint: palette.haze, shareTop: 0, shareBottom: share)
        }
    }

    /// Ranges one before the other, each lower, darker and clearer than the one behind; `rise` in percent of the sky.
    private func paintRange(count: Int, rise: Int, wave: Int, octaves: Int, sharp: Bool, lit: Int, dark: Int) {
        var dice = dice(21)
        let snowy = scene.has(.snow)
        let rim = scene.has(.rim) || scene.has(.golden) ? 130 : 40
        for layer in 0..<count {
            let near = layer * 256 / count
            let distance = (palette.isNight ? 150 : 200) - near * (palette.isNight ? 120 : 150) / 256
            let rise = horizon * rise * (256 - near * 150 / 256) / 25600 * dice.pick(80, 115) / 100
            let bottom = horizon + (layer == count - 1 && !scene.has(.water) ? canvas.size(30) : 0)
            paint(
                Ridge(
                    crest: crest(
                        base: horizon, rise: rise, wave: wave - near / 2, octaves: octaves, sharp: sharp,
                        salt: salt + layer * 4177),
                    bottom: bottom,
                    lit: palette.surface(Tint(hex: lit), distance: distance).mixed(palette.light, 30),
                    dark: palette.surface(Tint(hex: dark), distance: distance).mixed(palette.shade, near / 4),
                    mist: palette.haze, mistShare: 200 - near / 3, roughness: sharp ? 150 : 70,
                    snow: snowy ? rise * 2 : (sharp && scene.has(.mountain) ? rise * 35 / 100 : 0), rim: rim))
        }
    }

    private func paintVolcano() {
        var dice = dice(22)
        paintRange(count: 2, rise: 26, wave: 420, octaves: 4, sharp: true, lit: 0x70605C, dark: 0x2C2830)
        let middle = scene.has(.workshop) ? workshopWindow : width * dice.pick(30, 70) / 100
        let peak = horizon - horizon * dice.pick(58, 70) / 100
        let reach = width * dice.pick(34, 46) / 100
        let mouth = canvas.size(46)
        let ember = Tint(hex: 0xFF6A1E)
        canvas.glow(x: middle, y: peak, radius: canvas.size(330), tint: ember, strength: 170)
        let crest = (0..<width).map { x in
            let away = max(0, abs(x - middle) - mouth)
            let slope = min(away * 256 / reach, 256)
            let flank = (horizon - peak) * slope / 256 * (512 - slope) / 256
            let rough = Fixed.roughness(x * 256 * 30 / width, salt, octaves: 4) * canvas.size(26) / 256
            return (peak + flank) * 256 + rough
        }
        paint(
            Ridge(
                crest: crest, bottom: horizon + canvas.size(30),
                lit: palette.surface(Tint(hex: 0x8A5A4C), distance: 40),
                dark: palette.surface(Tint(hex: 0x1E1A22), distance: 30), mist: palette.haze, mistShare: 130,
                roughness: 190, rim: 60))
        // Lava runs down from the mouth in a few wandering streams.
        for _ in 0..<5 {
            var point = Point(x: (middle + dice.pick(-mouth, mouth)) * 256, y: (peak + canvas.size(8)) * 256)
            let drift = (point.x - middle * 256) / 10
            let steps = dice.pick(10, 18)
            for step in 0..<steps {
                let next = Point(
                    x: point.x + drift + dice.pick(-900, 900) * canvas.size(10) / 8,
                    y: point.y + (horizon - peak) * 256 / 20)
                let thick = canvas.size(11) * 256 * (steps - step) / steps
                canvas.fill(
                    .stroke(point, next, thickness: thick + 200),
                    Paint(Tint(hex: 0xFFA040).mixed(ember, step * 16), opacity: 230))
                if step % 3 == 0 {
                    canvas.glow(
                        x: point.x >> 8, y: point.y >> 8, radius: canvas.size(60), tint: ember, strength: 60)
                }
                point = next
            }
        }
        for puff in 0..<14 {
            let drift = dice.pick(2, 6) * (lightX < middle ? 1 : -1)
            canvas.glow(
                x: middle + puff * drift * canvas.size(8) / 2 + dice.pick(-mouth, mouth),
                y: peak - puff * canvas.size(22), radius: canvas.size(60 + puff * 9),
                tint: palette.shade.mixed(ember, puff < 4 ? 90 : 24), strength: 130 - puff * 7)
        }
    }

    /// Canyon walls: table mountains with layered rock.
    private func paintMesas() {
        var dice = dice(23)
        for layer in 0..<4 {
            let near = layer * 256 / 4
            let rise = horizon * (30 + layer * 12) / 100
            let reach = width * (8 + layer * 4) / 100
            let gap = layer < 2 ? 0 : width * (14 + (layer - 2) * 12) / 100
            let shift = dice.pick(0, 9999)
            let crest = (0..<width).map { x in
                let place = x * 256 / reach + shift * 64
                var value = Fixed.noise(place, salt + layer * 31)
                // Steps: flat tops and steep walls.
                value = Fixed.smooth(value, 24000, 34000) * 200 + Fixed.smooth(value, 42000, 47000) * 50
                let away = abs(x - focusX)
                if gap > 0 { value = value * Fixed.smooth(away, gap / 2, gap) / 256 + (away > gap ? 9000 : 0) }
                let rough = Fixed.roughness(place * 6, salt, octaves: 3) * canvas.size(18) / 256
                return horizon * 256 + canvas.size(10) * 256 - rise * value / 256 + rough
            }
            let rock = Tint(hex: [0xC89A84, 0xCC8058, 0xC4683C, 0xA84E2C][layer])
            let ridge = Ridge(
                crest: crest, bottom: horizon + canvas.size(40 + layer * 30),
                lit: palette.surface(rock.mixed(Tint(hex: 0xFFE0B0), 90), distance: 150 - near / 2),
                dark: palette.surface(rock.scaled(120), distance: 150 - near / 2), mist: palette.haze,
                mistShare: 110 - near / 3, roughness: 150, rim: 30)
            paint(ridge)
            paintStrata(crest, bottom: ridge.bottom, strength: 30 + layer * 14, layer: layer)
        }
    }

    private func paintStrata(_ crest: [Int], bottom: Int, strength: Int, layer: Int) {
        let step = 256 * 200 / max(width, height)
        var y = 0
        while y < min(bottom, height) {
            var x = 0
            while x < width {
                let depth = y &* 256 &- crest[x]
                if depth > 256 {
                    let bend = field.cloud(x &* step, y &* step / 2 &+ layer &* 9000)
                    let band = Fixed.hash((y &* 2000 / height &+ bend / 5) / 14, layer &+ salt)
                    let share = (band &* strength) >> 16
                    canvas.cells[y &* width &+ x] = Tint.mix(canvas.cells[y &* width &+ x], palette.shade.lanes, share)
                }
                x &+= 1
            }
            y &+= 1
        }
    }
}
