extension Sketch {
    /// Water below the horizon: the picture above it upside down, broken by ripples, and the light's path on it.
    func paintWater() {
        var dice = dice(31)
        let street = scene.has(.city) && !scene.has(.water)
        let calm = scene.has(.reflections) || scene.has(.fog) ? 60 : dice.pick(90, 190)
        let body = street ? palette.shade : palette.zenith.mixed(palette.shade, 110).mixed(palette.middle, 50)
        let reach = max(1, height - horizon)
        let stepX = 256 * 420 / max(width, height)
        var y = horizon
        while y < height {
            let depth = y - horizon + 1
            let far = depth * 256 / reach
            let zoom = stepX * 120 / (far + 50)
            let v = 65536 * 120 / (far + 26) + salt * 53
            let sway = calm * (far + 20) * canvas.size(30) / 65536
            let lift = calm * (far + 16) * canvas.size(street ? 120 : 70) / 65536
            let tintShare = 36 + far * (street ? 110 : 120) / 256
            let path = canvas.size(30) + depth / 4
            let glitter = (scene.has(.fog) ? 90 : 210) * (320 - far) / 320
            let row = y &* width
            let mirror = horizon &- depth &* 15 / 16
            var x = 0
            while x < width {
                let ripple = field.cloud((x &- width / 2) &* zoom &+ salt, v) &- 128
                let fine = field.cloud((x &- width / 2) &* zoom &* 3, v &* 3) &- 128
                let wave = ripple &+ fine / 2
                let sourceX = Fixed.clamp(x &+ (wave &* sway) / 128, 0, width &- 1)
                let sourceY = Fixed.clamp(mirror &+ (wave &* lift) / 128, 0, horizon &- 1)
                var tint = Tint.mix(canvas.cells[sourceY &* width &+ sourceX], body.lanes, tintShare)
                let away = x < lightX ? lightX &- x : x &- lightX
                if away < path &* 2 {
                    let spark = field.cloud((x &- width / 2) &* zoom &* 2, v &* 11) &- 120
                    if spark > 0 {
                        let spread = 256 &- away &* 128 / path
                        let shine = Fixed.clamp((spark &* 5 &* spread) >> 8, 0, street ? 40 : glitter)
                        tint = Tint.mix(tint, palette.light.lanes, shine)
                    }
                }
                canvas.cells[row &+ x] = tint
                x &+= 1
            }
            y &+= 1
        }
        canvas.wash(
            top: horizon, bottom: horizon + max(2, reach / 9), tint: palette.haze, shareTop: street ? 60 : 130,
            shareBottom: 0)
    }

    /// Dry land below the horizon, in folds that come nearer.
    func paintGround() {
        let (lit, dark) = groundColors()
        for layer in 0..<4 {
            let near = (layer + 1) * 64
            let base = horizon + (height - horizon) * (layer * 24 + 4) / 100
            let rise = canvas.size(36 + layer * 22)
            paint(
                Ridge(
                    crest: crest(
                        base: base + rise / 2, rise: rise, wave: 700, octaves: 2, sharp: scene.has(.desert),
                        salt: salt + 900 + layer * 77),
                    bottom: height,
                    lit: palette.surface(lit, distance: 120 - near * 110 / 256).mixed(palette.light, 24),
                    dark: palette.surface(dark, distance: 110 - near * 100 / 256).mixed(palette.shade, near / 4),
                    mist: palette.surface(dark, distance: 60).mixed(palette.shade, near / 3), mistShare: 150,
                    roughness: 90, rim: scene.has(.snow) ? 0 : 36))
        }
        if scene.has(.meadow) || scene.subject == .flower { paintFlowers() }
    }

    private func groundColors() -> (Tint, Tint) {
        if scene.has(.snow) { return (Tint(hex: 0xF4F8FF), Tint(hex: 0x9AAACC)) }
        if scene.has(.desert) { return (Tint(hex: 0xF2C688), Tint(hex: 0xA86E40)) }
        if scene.has(.canyon) { return (Tint(hex: 0xE0A068), Tint(hex: 0x8A4A2C)) }
        if scene.has(.volcano) { return (Tint(hex: 0x5A4844), Tint(hex: 0x1A181C)) }
        if scene.has(.city) { return (Tint(hex: 0x70747E), Tint(hex: 0x2C303A)) }
        if scene.has(.forest) { return (Tint(hex: 0x6C8450), Tint(hex: 0x223426)) }
        return (Tint(hex: 0x98B060), Tint(hex: 0x3A5A38))
    }

    private func paintFlowers() {
        var dice = dice(32, detail: true)
        let span = max(1, height - horizon)
        for _ in 0..<900 {
            let far = dice.pick(0, 255)
            let y = horizon + span / 8 + span * far * far / 74000
            let size = 1 + canvas.size(9) * far / 300
            let tint = palette.accents[dice.pick(0, palette.accents.count - 1)]
            let shade = palette.surface(tint, distance: 100 - far / 3).mixed(palette.light, dice.pick(0, 70))
            let centre = Point(x: dice.pick(0, width) * 256, y: y * 256)
            canvas.fill(
                .stroke(centre, Point(x: centre.x + size * 200, y: centre.y), thickness: size * 200),
                Paint(shade, opacity: 220))
        }
    }
}
