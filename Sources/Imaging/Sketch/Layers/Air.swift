extension Sketch {
    /// Rain, snow, mist and lightning in front of everything.
    func paintWeather() {
        if scene.has(.fog) { paintMist(strength: 150) }
        if scene.has(.rain) || scene.has(.storm) { paintRain() }
        if scene.has(.snow) { paintSnow() }
        if scene.has(.storm) { paintLightning() }
    }

    private func paintMist(strength: Int) {
        let step = 256 * 110 / max(width, height)
        let tint = palette.haze.mixed(palette.light, 40).lanes
        var y = 0
        while y < height {
            let away = abs(y - horizon) * 256 / max(1, height - horizon)
            let band = Fixed.clamp(256 - away * 3 / 4, 60, 256) * strength / 256
            let row = y &* width
            var x = 0
            while x < width {
                let thick = field.cloud(x &* step &+ salt &* 19, y &* step &* 4 &+ salt &* 7)
                canvas.cells[row &+ x] = Tint.mix(canvas.cells[row &+ x], tint, ((thick &+ 60) &* band) / 340)
                x &+= 1
            }
            y &+= 1
        }
    }

    private func paintRain() {
        var dice = dice(71)
        canvas.wash(
            top: 0, bottom: height, tint: palette.haze.mixed(palette.middle, 128), shareTop: 20, shareBottom: 34)
        let drop = palette.haze.mixed(Tint(236, 244, 255), 150)
        let slant = dice.pick(-30, 30)
        for index in 0..<700 {
            let near = index * 256 / 700
            let length = canvas.size(18 + near / 6) * dice.pick(60, 130) / 100
            let from = Point(x: dice.pick(-width / 8, width + width / 8) * 256, y: dice.pick(-length, height) * 256)
            let to = Point(x: from.x + length * slant, y: from.y + length * 256)
            canvas.fill(
                .stroke(from, to, thickness: canvas.size(1) * (120 + near / 2), taper: 60),
                Paint(drop, opacity: 36 + near / 3))
        }
    }

    private func paintSnow() {
        var dice = dice(72)
        let flake = Tint(250, 252, 255).mixed(palette.haze, palette.isNight ? 40 : 10)
        for index in 0..<620 {
            let near = index * index * 256 / (620 * 620)
            let radius = canvas.size(2) * 128 + canvas.size(6) * near
            let centre = Point(x: dice.pick(0, width) * 256, y: dice.pick(0, height) * 256)
            if near < 210 {
                canvas.fill(
                    .stroke(
                        Point(x: centre.x - radius, y: centre.y), Point(x: centre.x + radius, y: centre.y + radius / 2),
                        thickness: radius * 2), Paint(flake, opacity: 90 + near / 2))
            } else {
                canvas.glow(
                    x: centre.x >> 8, y: centre.y >> 8, radius: max(2, radius >> 7), tint: flake, strength: 120)
            }
        }
    }

    private func paintLightning() {
        var dice = dice(73)
        var point = Point(x: lightX * 256, y: 0)
        let glow = Tint(206, 214, 255)
        canvas.glow(x: lightX, y: horizon / 4, radius: canvas.size(620), tint: glow, strength: 110)
        while point.y < horizon * 250 {
            let next = Point(
                x: point.x + dice.pick(-22, 22) * canvas.size(8) * 40, y: point.y + dice.pick(3, 9) * horizon * 4)
            canvas.fill(.stroke(point, next, thickness: canvas.size(5) * 256), Paint(Tint(246, 248, 255), opacity: 240))
            if dice.chance(34) {
                let fork = Point(x: next.x + dice.side() * canvas.size(90) * 256, y: next.y + horizon * 30)
                canvas.fill(.stroke(next, fork, thickness: canvas.size(3) * 256, taper: 60), Paint(glow, opacity: 190))
            }
            point = next
        }
    }
}
