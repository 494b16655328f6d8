extension Sketch {
    /// Rows of trees in the mist, and trunks near by that frame the picture.
    func paintForest() {
        var dice = dice(61)
        for layer in 0..<4 {
            let distance = 150 - layer * 40
            let tint = palette.surface(Tint(hex: 0x3C5C40), distance: distance).mixed(palette.shade, layer * 45)
            let tall = horizon * (26 + layer * 16) / 100
            let foot = horizon + (height - horizon) * [2, 14, 34, 70][layer] / 100
            let step = max(6, tall * 26 / 100)
            var x = -step
            while x < width + step {
                let gap = layer > 1 ? width * (6 + layer * 3) / 100 : 0
                let size = tall * dice.pick(62, 120) / 100
                let place = x + dice.pick(-step / 3, step / 3)
                if abs(place - focusX) > gap { paintConifer(&dice, x: place, foot: foot, tall: size, tint: tint) }
                x += step
            }
            canvas.wash(
                top: foot - tall / 2, bottom: foot + canvas.size(20), tint: palette.haze, shareTop: 0,
                shareBottom: [150, 110, 60, 10][layer])
        }
        // Slanting light between the trunks.
        guard !palette.isNight, !scene.has(.rain), !scene.has(.storm) else { return }
        for ray in -3...3 {
            let end = Point(x: (lightX + ray * width / 7) * 256 + dice.pick(-9000, 9000), y: height * 256)
            canvas.fill(
                .stroke(Point(x: lightX * 256, y: lightY * 256), end, thickness: 256, taper: width * 20),
                Paint(top: palette.light, bottom: palette.haze, opacity: 24))
        }
    }

    /// A fir: tiers of drooping branches around a spire.
    func paintConifer(_ dice: inout Dice, x: Int, foot: Int, tall: Int, tint: Tint) {
        let tiers = 9
        var left: [Point] = []
        var right: [Point] = []
        for tier in 0...tiers {
            let y = (foot - tall + tall * tier * 92 / (tiers * 100)) * 256
            let reach = tall * 256 * tier / (tiers * 5) + tall * 3
            let ragged = dice.pick(74, 116)
            left.append(Point(x: x * 256 - reach * ragged / 100, y: y + reach / 3))
            left.append(Point(x: x * 256 - reach * 45 / 100, y: y))
            right.append(Point(x: x * 256 + reach * dice.pick(74, 116) / 100, y: y + reach / 3))
            right.append(Point(x: x * 256 + reach * 45 / 100, y: y))
        }
        let tip = Point(x: x * 256, y: (foot - tall - tall / 20) * 256)
        canvas.fill(Shape([tip] + right + left.reversed()), Paint(top: tint, bottom: tint.scaled(200)))
        canvas.fill(.box(x - tall / 60, foot - tall / 9, x + tall / 60 + 1, foot), Paint(tint.scaled(150)))
        guard scene.has(.snow) else { return }
        let snow = Tint(240, 246, 255).lit(by: palette.ambient).mixed(tint, 60)
        for tier in 1...tiers {
            let y = (foot - tall + tall * tier * 92 / (tiers * 100)) * 256
            let reach = tall * 256 * tier / (tiers * 5)
            canvas.fill(
                .stroke(
                    Point(x: x * 256, y: y - reach / 8),
                    Point(x: x * 256 + dice.side() * reach * 3 / 4, y: y + reach / 5),
                    thickness: tall * 6, taper: tall * 2), Paint(snow, opacity: 190))
        }
    }

    /// A crown of leaves on a leaning trunk, in three tones lit from the light's side.
    func paintTree(_ dice: inout Dice, x: Int, foot: Int, tall: Int, leaf: Tint, trunk: Tint) {
        let lean = dice.pick(-tall / 10, tall / 10)
        let fork = Point(x: (x + lean) * 256, y: (foot - tall * 52 / 100) * 256)
        canvas.fill(
            .stroke(Point(x: x * 256, y: foot * 256), fork, thickness: tall * 22, taper: tall * 12), Paint(trunk))
        for _ in 0..<7 {
            let end = Point(
                x: fork.x + dice.pick(-tall, tall) * 80, y: fork.y - dice.pick(tall / 6, tall * 2 / 5) * 256)
            canvas.fill(.stroke(fork, end, thickness: tall * 8, taper: tall), Paint(trunk))
        }
        let middle = Point(x: fork.x, y: (foot - tall * 70 / 100) * 256)
        paintLeaves(
            &dice, around: middle, reachX: tall * 96, reachY: tall * 74, count: 260, size: tall * 15, leaf: leaf)
    }

    /// A cloud of leaf dabs: dark ones first, those toward the light last and brightest. All lengths in 1/256 pixel.
    func paintLeaves(
        _ dice: inout Dice, around middle: Point, reachX: Int, reachY: Int, count: Int, size: Int, leaf: Tint
    ) {
        let side = lightX * 256 < middle.x ? -1 : 1
        for index in 0..<count {
            let stage = index * 256 / count
            let turn = dice.pick(0, 1023)
            let out = dice.pick(20, 256) * (300 - stage / 3) / 300
            let x = middle.x + reachX * Fixed.cosine(turn) / 4096 * out / 256 + side * reachX * stage / 1800
            let y = middle.y - reachY * Fixed.sine(turn) / 4096 * out / 256 - reachY * stage / 1500
            let tone = leaf.mixed(palette.shade, 170 - stage * 160 / 256)
                .mixed(palette.light, stage > 190 ? dice.pick(10, 80) : 0)
            let dab = max(300, size * dice.pick(60, 140) / 100 * (330 - stage) / 256)
            let tilt = dice.pick(-dab, dab)
            canvas.fill(
                .smooth([
                    Point(x: x - dab, y: y + tilt / 2), Point(x: x, y: y - dab / 2), Point(x: x + dab, y: y - tilt / 2),
                    Point(x: x, y: y + dab / 2),
                ]), Paint(tone, opacity: 235))
        }
    }
}
