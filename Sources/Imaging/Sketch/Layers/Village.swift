extension Sketch {
    /// Gabled houses that climb from the foreground to the foot of the hills, with lit windows and smoke.
    func paintVillage() {
        var dice = dice(51)
        let onWater = scene.has(.water)
        for layer in 0..<4 {
            let size = canvas.size(64 + layer * 30)
            let count = [8, 7, 5, 4][layer]
            for place in 0..<count {
                var x = width * (2 * place + 1) / (2 * count) + dice.pick(-size / 2, size / 2)
                // The near houses leave the middle of the street free.
                if layer > 1 {
                    let gap = canvas.size(90 + layer * 60)
                    if abs(x - focusX) < gap { x = focusX + (x < focusX ? -gap : gap) }
                }
                let slope = abs(x - width / 2) * canvas.size(90) / width
                let foot = horizon + (onWater ? 0 : (height - horizon) * [6, 22, 44, 74][layer] / 100) - slope
                paintHouse(&dice, x: x, foot: foot, size: size * dice.pick(80, 125) / 100, distance: 100 - layer * 30)
            }
            if onWater { break }
        }
    }

    private func paintHouse(_ dice: inout Dice, x: Int, foot: Int, size: Int, distance: Int) {
        let half = size / 2
        let wallTop = foot - size * 62 / 100
        let peak = wallTop - size * dice.pick(48, 66) / 100
        let eave = size * 12 / 100
        let materials = [0xA88868, 0x8C7460, 0xB8A890, 0x7C5A48]
        let material = Tint(hex: materials[dice.pick(0, 3)])
        let wall = palette.surface(material, distance: distance).mixed(palette.shade, 20).mixed(
            palette.lamp, palette.isNight ? 30 : 0)
        let snowy = scene.has(.snow)
        let roofColor = snowy ? Tint(hex: 0xEEF4FF) : Tint(hex: 0x8A4634).mixed(palette.accents[0], 90)
        let roof = roofColor.lit(by: palette.ambient.mixed(palette.light, snowy ? 110 : 20)).mixed(
            palette.haze, distance / 2)
        canvas.fill(
            .box(x - half, wallTop - size / 8, x + half, foot + size / 6), Paint(top: wall, bottom: wall.scaled(190)))
        let smokeX = x + half / 2
        canvas.fill(.box(smokeX - size / 20, peak, smokeX + size / 20, wallTop), Paint(wall.scaled(180)))
        canvas.fill(
            Shape([
                Point(x: (x - half - eave) * 256, y: (wallTop + eave / 2) * 256), Point(x: x * 256, y: peak * 256),
                Point(x: (x + half + eave) * 256, y: (wallTop + eave / 2) * 256),
                Point(x: (x + half) * 256, y: (wallTop + eave / 2) * 256),
                Point(x: x * 256, y: (peak + eave * 4) * 256),
                Point(x: (x - half) * 256, y: (wallTop + eave / 2) * 256),
            ]), Paint(roof))
        let lean = lightX < x ? -1 : 1
        let shaded = roof.mixed(palette.zenith, 110)
        canvas.fill(
            Shape([
                Point(x: x * 256, y: peak * 256),
                Point(x: (x - lean * (half + eave)) * 256, y: (wallTop + eave / 2) * 256),
                Point(x: (x - lean * half) * 256, y: (wallTop + eave / 2) * 256),
                Point(x: x * 256, y: (peak + eave * 4) * 256),
            ]), Paint(shaded))
        // The gable under the roof, and the ground that takes the light of the windows and hides the foot.
        canvas.fill(
            Shape([
                Point(x: (x - half) * 256, y: (wallTop + eave / 2) * 256),
                Point(x: x * 256, y: (peak + eave * 4) * 256),
                Point(x: (x + half) * 256, y: (wallTop + eave / 2) * 256),
            ]), Paint(wall))
        if snowy {
            let drift = Tint(236, 242, 255).lit(by: palette.ambient.mixed(palette.light, 70))
            canvas.fill(
                .ellipse(Point(x: x * 256, y: (foot + size / 5) * 256), size * 230, size * 34),
                Paint(top: drift, bottom: drift.mixed(palette.zenith, 60), opacity: 110))
        }
        let lit = palette.isNight || hour == .dusk || hour == .dawn
        for column in 0..<2 {
            for row in 0..<2 where dice.chance(lit ? 76 : 60) {
                let left = x - half * 55 / 100 + column * half * 70 / 100
                let top = wallTop + size * (row * 30 - 4) / 100
                let pane =
                    lit ? palette.lamp.mixed(palette.haze, distance / 3) : palette.shade.mixed(palette.middle, 90)
                if lit {
                    canvas.glow(
                        x: left + size / 14, y: top + size / 12, radius: size / 2, tint: palette.lamp, strength: 80)
                }
                canvas.fill(
                    .box(left, top, left + max(2, size / 7), top + max(2, size / 6)),
                    Paint(top: pane, bottom: lit ? pane.mixed(Tint(255, 244, 214), 90) : pane))
            }
        }
        guard dice.chance(60) else { return }
        let drift = (lightX < width / 2 ? 1 : -1) * dice.pick(2, 5)
        for puff in 0..<7 {
            canvas.glow(
                x: smokeX + drift * puff * size / 50, y: peak - puff * size / 9, radius: size / 12 + puff * size / 26,
                tint: palette.haze.mixed(palette.light, 50), strength: 80 - puff * 10)
        }
    }
}
