extension Sketch {
    /// Blocks of towers in three depths, with lit windows and, near by, signs.
    func paintCity() {
        for layer in 0..<3 { paintBlocks(layer) }
    }

    private func paintBlocks(_ layer: Int) {
        var dice = dice(41 &+ UInt64(layer))
        let distance = [170, 100, 40][layer]
        let face = palette.surface(Tint(hex: [0x8088A0, 0x505870, 0x343A4C][layer]), distance: distance)
        let wall = face.mixed(palette.shade, layer * 60)
        let neon = scene.has(.neon)
        var x = -canvas.size(20)
        while x < width {
            let span = canvas.size(dice.pick(34, 84) + layer * 18)
            // Towers crowd around the focus; between the near ones a gap lets the far ones through.
            let away = abs(x + span / 2 - focusX) * 256 / width
            let envelope = layer == 2 ? Fixed.clamp(away * 2, 60, 256) : 256 - away / 2
            let tall = horizon * dice.pick(26 + layer * 4, 62 + layer * 10) / 100 * envelope / 256
            let top = horizon - max(canvas.size(30), tall)
            canvas.fill(
                .box(x, top, x + span, horizon),
                Paint(top: wall, bottom: wall.mixed(palette.haze, 90 - layer * 20)))
            let lightSide = lightX > x ? x + span - span / 7 : x
            canvas.fill(
                .box(lightSide, top, lightSide + span / 7, horizon),
                Paint(palette.light.mixed(wall, 120), opacity: palette.isNight ? 20 : 70))
            paintRoof(&dice, left: x, right: x + span, top: top, tint: wall)
            paintWindows(&dice, left: x, right: x + span, top: top, layer: layer)
            if layer > 0 && (neon || palette.isNight) && dice.chance(neon ? 60 : 12) {
                paintSign(&dice, left: x, right: x + span, top: top)
            }
            x += span + canvas.size(dice.pick(0, 16 + layer * 22))
        }
        canvas.wash(
            top: horizon - horizon / 3, bottom: horizon, tint: palette.haze, shareTop: 0,
            shareBottom: [120, 80, 40][layer])
    }

    private func paintRoof(_ dice: inout Dice, left: Int, right: Int, top: Int, tint: Tint) {
        let middle = (left + right) / 2
        switch dice.pick(0, 5) {
        case 0:
            let tip = Point(x: middle * 256, y: (top - canvas.size(80)) * 256)
            canvas.fill(
                .stroke(Point(x: tip.x, y: top * 256), tip, thickness: canvas.size(5) * 256, taper: 128), Paint(tint))
            if palette.isNight {
                canvas.glow(x: middle, y: tip.y >> 8, radius: canvas.size(16), tint: Tint(255, 60, 50), strength: 240)
            }
        case 1:
            let inset = (right - left) / 5
            canvas.fill(.box(left + inset, top - canvas.size(26), right - inset, top + 1), Paint(tint))
        case 2:
            canvas.fill(
                Shape([
                    Point(x: left * 256, y: top * 256), Point(x: middle * 256, y: (top - canvas.size(44)) * 256),
                    Point(x: right * 256, y: top * 256),
                ]), Paint(tint))
        default: break
        }
    }

    private func paintWindows(_ dice: inout Dice, left: Int, right: Int, top: Int, layer: Int) {
        let cell = max(4, canvas.size(9 + layer * 4))
        let lit = palette.isNight ? 42 : (hour == .dusk || hour == .dawn ? 26 : 10)
        let glass = palette.isNight || hour == .dusk ? palette.lamp : palette.horizon.mixed(palette.light, 128)
        let dim = [110, 190, 240][layer]
        var y = top + cell
        while y < horizon - cell {
            var x = left + cell
            while x < right - cell {
                if dice.chance(lit) {
                    let warm = dice.chance(30) && scene.has(.neon)
                    let tint = warm ? palette.accents[dice.pick(0, palette.accents.count - 1)] : glass
                    let share = dim * dice.pick(50, 100) / 100
                    for row in y..<(y + max(1, cell / 2)) {
                        for column in x..<(x + max(1, cell / 2)) { canvas.blend(column, row, tint, share) }
                    }
                }
                x += cell
            }
            y += cell + cell / 4
        }
    }

    private func paintSign(_ dice: inout Dice, left: Int, right: Int, top: Int) {
        let tint = palette.accents[dice.pick(0, palette.accents.count - 1)]
        let tall = max(canvas.size(40), (horizon - top) * dice.pick(20, 50) / 100)
        let x = dice.pick(left + (right - left) / 5, right - (right - left) / 4)
        let y = top + (horizon - top) * dice.pick(10, 40) / 100
        let thick = canvas.size(dice.pick(7, 16))
        canvas.glow(x: x, y: y + tall / 2, radius: tall, stretch: 200, tint: tint, strength: 150)
        canvas.fill(.box(x - thick / 2, y, x + thick / 2 + 1, y + tall), Paint(tint, opacity: 230))
        let core = tint.mixed(Tint(255, 255, 255), 170)
        var mark = y + thick / 2
        while mark < y + tall - thick / 2 {
            canvas.fill(
                .box(x - thick / 4, mark, x + thick / 4 + 1, mark + max(1, thick / 2)), Paint(core, opacity: 220))
            mark += max(2, thick * 3 / 4)
        }
    }
}
