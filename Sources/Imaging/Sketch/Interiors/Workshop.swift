extension Sketch {
    /// The middle of the workshop's window, in pixels.
    var workshopWindow: Int { focusX + (width / 2 - focusX) / 3 }

    /// A room around the scene outside: wall, arched window, bench, and the work on it.
    func paintWorkshop() {
        var dice = dice(105)
        let wall = palette.surface(Tint(hex: 0x5A4438), distance: 0).mixed(palette.shade, 150)
        let middle = workshopWindow
        let half = width * 27 / 100
        let sill = height * 66 / 100
        let top = height * 9 / 100
        canvas.fill(
            Shape.box(-1, -1, width + 1, height + 1).with(.arch(middle - half, top, middle + half, sill)),
            Paint(top: wall.scaled(150), bottom: wall))
        canvas.glow(x: middle, y: height / 2, radius: width / 2, tint: palette.horizon, strength: 90)
        let frame = palette.shade
        canvas.fill(
            .arch(middle - half, top, middle + half, sill)
                .with(
                    .arch(middle - half + canvas.size(16), top + canvas.size(16), middle + half - canvas.size(16), sill)
                ),
            Paint(top: frame, bottom: frame.mixed(palette.horizon, 60)))
        for bar in 1..<4 {
            let x = middle - half + half * bar / 2
            canvas.fill(
                .box(x - canvas.size(4), top + canvas.size(bar == 2 ? 0 : 60), x + canvas.size(4), sill), Paint(frame))
        }
        canvas.fill(
            .box(middle - half, height * 36 / 100, middle + half, height * 36 / 100 + canvas.size(8)), Paint(frame))
        // Instruments and tools hang on both sides of the window.
        for place in 0..<6 {
            let offset = half + canvas.size(90) + (place / 2) * canvas.size(150)
            let x = middle + (place % 2 == 0 ? -offset : offset)
            let drop = height * dice.pick(10, 22) / 100
            canvas.fill(.box(x, 0, x + 1, drop), Paint(frame))
            if scene.subject == .violin || scene.subject == nil {
                let size = canvas.size(dice.pick(250, 330))
                paintViolin(Stand(x: x, foot: drop + size, size: size, facing: 1))
                canvas.glow(x: x, y: drop + size / 2, radius: size, tint: wall, strength: 150)
            }
        }
        let bench = palette.surface(Tint(hex: 0x6A4830), distance: 0).mixed(palette.shade, 70)
        canvas.fill(
            .box(-1, sill + height * 8 / 100, width + 1, height + 1),
            Paint(top: bench.mixed(palette.lamp, 70), bottom: palette.shade))
        canvas.fill(
            .box(-1, sill + height * 8 / 100, width + 1, sill + height * 9 / 100),
            Paint(bench.mixed(palette.light, 110)))
        for _ in 0..<14 {
            let foot = sill + height * dice.pick(11, 26) / 100
            let stand = Stand(
                x: dice.pick(0, width), foot: foot, size: canvas.size(dice.pick(24, 70)), facing: dice.side())
            guard abs(stand.x - middle) > canvas.size(170) else { continue }
            let tint = bench.mixed(palette.accents[dice.pick(0, palette.accents.count - 1)], 80).mixed(
                palette.shade, 90)
            if dice.chance(50) {
                canvas.fill(
                    .smooth(
                        stand.points([
                            (-260, 0), (-300, 400), (-120, 700), (-110, 1000), (110, 1000), (120, 700), (300, 400),
                            (260, 0),
                        ])), Paint(top: tint.mixed(palette.lamp, 90), bottom: tint))
            } else {
                canvas.fill(
                    .stroke(
                        stand.at(-900, 20), stand.at(700, 160), thickness: stand.length(120), taper: stand.length(60)),
                    Paint(tint))
            }
        }
        let stand = Stand(x: middle, foot: height * 93 / 100, size: canvas.size(640), facing: 1)
        canvas.glow(
            x: middle, y: stand.foot, radius: canvas.size(260), stretch: 460, tint: palette.shade, strength: 190)
        switch scene.subject {
        case .figure: paintFigure(stand)
        case .violin, nil: paintViolin(stand)
        case .bird, .boat, .tower, .tree, .castle, .bridge, .flower:
            paintTree(
                &dice, x: stand.x, foot: stand.foot, tall: stand.size * 7 / 10,
                leaf: palette.surface(palette.accents[0], distance: 0), trunk: palette.shade)
        }
        for _ in 0..<40 where scene.has(.ember) {
            canvas.glow(
                x: dice.pick(0, width), y: dice.pick(height / 4, height), radius: canvas.size(dice.pick(4, 12)),
                tint: palette.lamp, strength: 210)
        }
    }
}
