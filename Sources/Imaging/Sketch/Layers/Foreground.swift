extension Sketch {
    /// What grows or lies at the lower edge and frames the picture.
    func paintForeground() {
        if scene.has(.city) { return }
        if scene.has(.water) { paintReeds() } else { paintGrass() }
        if scene.has(.fireflies) { paintFireflies() }
    }

    private func paintReeds() {
        var dice = dice(91)
        let side = focusX < width / 2 ? 1 : -1
        let bank = palette.shade.mixed(palette.surface(Tint(hex: 0x3A4A34), distance: 0), 90)
        let corner = side > 0 ? width : 0
        for _ in 0..<90 {
            let x = corner - side * dice.pick(0, 100) * dice.pick(0, 100) * width / 26000
            let tall = canvas.size(dice.pick(90, 320)) * (width - abs(corner - x) * 2) / width
            let foot = Point(x: x * 256, y: (height + 2) * 256)
            let bend = dice.pick(-26, 26) * tall
            let knee = Point(x: foot.x + bend / 3, y: foot.y - tall * 160)
            let tip = Point(x: foot.x + bend * 2, y: foot.y - tall * 256)
            let tint = bank.mixed(palette.light, dice.pick(0, 50))
            canvas.fill(.stroke(foot, knee, thickness: canvas.size(5) * 256, taper: canvas.size(4) * 256), Paint(tint))
            canvas.fill(.stroke(knee, tip, thickness: canvas.size(4) * 256, taper: 100), Paint(tint))
            if dice.chance(22) && !scene.has(.snow) {
                canvas.fill(
                    .ellipse(tip, canvas.size(6) * 256, canvas.size(22) * 256),
                    Paint(top: bank.mixed(Tint(hex: 0x7A4A28), 140), bottom: bank))
            }
        }
    }

    private func paintGrass() {
        if scene.has(.desert) || scene.has(.canyon) || scene.has(.volcano) {
            paintStones()
            return
        }
        var dice = dice(92)
        let blade = scene.has(.snow) ? Tint(hex: 0xA8B0B8) : Tint(hex: 0x4C6A38)
        let tint = palette.shade.mixed(palette.surface(blade, distance: 0), 110)
        for _ in 0..<260 {
            let x = dice.pick(0, width)
            let edge = abs(x - width / 2) * 2 * 256 / width
            let tall = canvas.size(dice.pick(16, 60)) * (100 + edge) / 256
            let foot = Point(x: x * 256, y: (height + 1) * 256)
            let tip = Point(x: foot.x + dice.pick(-70, 70) * tall, y: foot.y - tall * 256)
            canvas.fill(
                .stroke(foot, tip, thickness: canvas.size(4) * 256, taper: 90),
                Paint(top: tint.mixed(palette.light, dice.pick(10, 80)), bottom: tint))
        }
    }

    private func paintStones() {
        var dice = dice(93)
        let rock = palette.surface(Tint(hex: scene.has(.volcano) ? 0x3C3436 : 0x9A6844), distance: 0)
        for _ in 0..<26 {
            let y = horizon + (height - horizon) * dice.pick(50, 102) / 100
            let size = canvas.size(dice.pick(8, 46)) * (y - horizon) / max(1, height - horizon)
            let stand = Stand(x: dice.pick(0, width), foot: y, size: max(2, size), facing: dice.side())
            canvas.fill(
                .smooth(stand.points([(-900, -100), (-700, 300), (-100, 620), (500, 460), (900, 0), (300, -200)])),
                Paint(top: rock.mixed(palette.light, 90), bottom: rock.mixed(palette.shade, 160)))
        }
    }

    private func paintFireflies() {
        var dice = dice(94, detail: true)
        for _ in 0..<60 {
            let x = dice.pick(0, width)
            let y = dice.pick(horizon / 2, height)
            canvas.glow(x: x, y: y, radius: canvas.size(dice.pick(8, 22)), tint: palette.lamp, strength: 190)
            canvas.blend(x, y, Tint(255, 252, 220), 250)
        }
    }

    /// Lanterns on lines across the picture, or poles along the way.
    func paintLanterns() {
        guard scene.has(.lanterns) || scene.has(.candle) else { return }
        var dice = dice(95)
        let warm = scene.colors.first.map { palette.lamp.mixed($0, 90) } ?? palette.lamp
        for line in 0..<2 {
            let from = height * dice.pick(18 + line * 10, 30 + line * 12) / 100
            let to = height * dice.pick(18 + line * 10, 30 + line * 12) / 100
            let sag = canvas.size(dice.pick(50, 120))
            let count = 8 - line * 2
            var last: Point?
            for step in 0...32 {
                let t = step * 8
                let y = from + (to - from) * t / 256 + sag * t * (256 - t) * 4 / 65536
                let point = Point(x: width * t, y: y * 256)
                if let last {
                    canvas.fill(
                        .stroke(last, point, thickness: canvas.size(2) * 220), Paint(palette.shade, opacity: 170))
                }
                last = point
            }
            for place in 0..<count {
                let t = (2 * place + 1) * 128 / count
                let x = width * t / 256 + dice.pick(-9, 9)
                let y = from + (to - from) * t / 256 + sag * t * (256 - t) * 4 / 65536
                paintLantern(x: x, y: y + canvas.size(14), size: canvas.size(13 + line * 5), tint: warm)
            }
        }
    }

    private func paintLantern(x: Int, y: Int, size: Int, tint: Tint) {
        canvas.glow(x: x, y: y, radius: size * 5, tint: tint, strength: palette.isNight ? 130 : 70)
        canvas.fill(
            .ellipse(Point(x: x * 256, y: y * 256), size * 200, size * 256),
            Paint(top: tint.mixed(Tint(255, 252, 236), 120), bottom: tint))
        canvas.fill(
            .box(x - size / 3, y - size - 1, x + size / 3 + 1, y - size + max(1, size / 5)), Paint(palette.shade))
        canvas.fill(.box(x - size / 3, y + size - size / 5, x + size / 3 + 1, y + size + 1), Paint(palette.shade))
    }
}
