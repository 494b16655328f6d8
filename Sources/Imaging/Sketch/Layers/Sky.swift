extension Sketch {
    /// Gradient, stars, sun or moon with its glow, clouds lit from its side.
    func paintSky() {
        paintGradient()
        if palette.isNight && !scene.has(.rain) && !scene.has(.storm) && !scene.has(.fog) { paintStars() }
        paintLight()
        paintClouds()
    }

    private func paintGradient() {
        let warm = palette.horizon.mixed(palette.light, palette.isNight ? 20 : 90)
        var y = 0
        while y < height {
            let depth = y * 1024 / max(1, horizon)
            let base: Tint
            if depth < 620 {
                base = palette.zenith.mixed(palette.middle, Fixed.smooth(depth, -200, 640))
            } else {
                base = palette.middle.mixed(palette.horizon, Fixed.smooth(depth, 560, 1040))
            }
            // The sky is brighter on the side of the light, most of all low down.
            let reach = Fixed.smooth(depth, 200, 1024) * 150 / 256
            var x = 0
            let row = y &* width
            while x < width {
                let away = x < lightX ? lightX &- x : x &- lightX
                let near = 256 &- away &* 256 / width
                let share = (near &* near &* reach) >> 16
                canvas.cells[row &+ x] = Tint.mix(base.lanes, warm.lanes, share)
                x &+= 1
            }
            y &+= 1
        }
    }

    private func paintStars() {
        var dice = dice(11)
        let count = scene.has(.stars) ? 520 : 240
        for _ in 0..<count {
            let x = dice.pick(0, width - 1)
            let y = dice.pick(0, horizon)
            let strength = dice.pick(30, 220) * (horizon - y) / max(1, horizon)
            canvas.blend(x, y, Tint(255, 250, 236), strength)
            if strength > 150 {
                for (dx, dy) in [(1, 0), (-1, 0), (0, 1), (0, -1)] {
                    canvas.blend(x + dx, y + dy, Tint(220, 230, 255), strength / 4)
                }
            }
        }
        guard scene.has(.stars) else { return }
        for step in 0..<40 {
            let x = width * step / 39
            let y = horizon * (20 + step) / 100 + dice.pick(-horizon / 14, horizon / 14)
            canvas.glow(x: x, y: y, radius: canvas.size(130), tint: Tint(150, 140, 200), strength: 26)
        }
    }

    private func paintLight() {
        let veiled = scene.has(.rain) || scene.has(.storm) || scene.has(.fog) || scene.has(.cloudy)
        let radius = canvas.size(palette.isNight ? 38 : 46)
        canvas.glow(
            x: lightX, y: lightY, radius: radius * 14, stretch: 330, tint: palette.light,
            strength: palette.isNight ? 70 : 170)
        canvas.glow(x: lightX, y: lightY, radius: radius * 5, tint: palette.light, strength: veiled ? 90 : 190)
        guard !scene.has(.storm), !scene.has(.rain) else { return }
        let centre = Point(x: lightX * 256, y: lightY * 256)
        let disc = palette.light.mixed(Tint(255, 253, 244), 190)
        canvas.fill(.ellipse(centre, radius * 256, radius * 256), Paint(disc, opacity: veiled ? 130 : 256))
        guard palette.isNight, !veiled else { return }
        var dice = dice(12)
        for _ in 0..<6 {
            let sea = Point(
                x: centre.x + dice.pick(-radius, radius) * 110, y: centre.y + dice.pick(-radius, radius) * 110)
            let size = radius * dice.pick(30, 90)
            canvas.fill(.ellipse(sea, size, size * 7 / 8), Paint(palette.zenith.mixed(disc, 150), opacity: 60))
        }
    }

    private func paintClouds() {
        var dice = dice(13)
        var cover = dice.pick(118, 150)
        if scene.has(.clear) { cover = 190 }
        if scene.has(.rain) || scene.has(.cloudy) || scene.has(.snow) { cover = 92 }
        if scene.has(.storm) { cover = 70 }
        if scene.has(.fog) { cover = 140 }
        let bright = palette.horizon.mixed(palette.light, palette.isNight ? 40 : 150)
        let dark =
            scene.has(.storm) ? palette.shade.mixed(palette.middle, 90) : palette.middle.mixed(palette.zenith, 110)
        // Reading steps: the same clouds at every size of picture.
        let stepX = 256 * 120 / max(width, height)
        let side = lightX < width / 2 ? -1 : 1
        var y = 0
        while y < horizon {
            // Clouds lie flatter and closer toward the horizon.
            let fall = (horizon - y) * 256 / horizon
            let v = y * stepX * 7 / 2 + salt * 97
            let shear = y * stepX / 3
            let thin = Fixed.smooth(256 - fall, -40, 120) * Fixed.smooth(fall, 4, 60) / 256
            var x = 0
            let row = y &* width
            while x < width {
                let u = x &* stepX &+ shear &+ salt &* 31
                let thick = field.cloud(u, v)
                if thick > cover {
                    let lee = field.cloud(u &+ side &* 900, v &+ 260)
                    let body = Fixed.clamp((thick &- cover) &* 4, 0, 230)
                    let lit = Fixed.clamp(128 &+ (thick &- lee) &* 5, 0, 256)
                    let tint = Tint.mix(dark.lanes, bright.lanes, lit)
                    canvas.cells[row &+ x] = Tint.mix(canvas.cells[row &+ x], tint, (body &* thin) >> 8)
                }
                x &+= 1
            }
            y &+= 1
        }
    }
}
