extension Sketch {
    /// Iron and glass over beds of green, the sky behind the panes.
    func paintGreenhouse() {
        var dice = dice(102)
        let hall = hall(half: 64, above: 74, below: 62, depth: 7)
        let leafBase = Tint(hex: 0x4A8A4C).mixed(palette.accents[0], scene.colors.isEmpty ? 0 : 120)
        let iron = Tint(hex: 0xF0F4EC).lit(by: palette.ambient.mixed(palette.light, 110))
        paintFarGarden(hall)
        paintHallFloor(hall, tint: palette.surface(Tint(hex: 0xB8AC98), distance: 20))
        // Glass takes a tint of what grows under it.
        canvas.wash(
            top: 0, bottom: hall.centreY, tint: palette.surface(leafBase, distance: 90), shareTop: 90, shareBottom: 30)
        for index in stride(from: hall.depth, through: 0, by: -1) {
            let distance = index * 20
            let metal = iron.mixed(palette.haze, distance / 2).mixed(
                palette.shade, index == 0 ? 190 : (index == 1 ? 40 : 0))
            if index < hall.depth {
                let far = hall.outline(index + 1)
                let near = hall.outline(index)
                for bar in stride(from: 1, to: min(far.count, near.count), by: 2) {
                    canvas.fill(
                        .stroke(
                            far[bar], near[bar], thickness: canvas.size(6) * hall.scale(index + 1) / 3,
                            taper: canvas.size(6) * hall.scale(index) / 3),
                        Paint(metal, opacity: 225))
                }
            }
            let rib = Shape(hall.outline(index)).with(Shape(hall.outline(index, inset: canvas.size(24))))
            canvas.fill(
                rib,
                Paint(top: metal.mixed(palette.light, index == 0 ? 20 : 90), bottom: metal.mixed(palette.shade, 60)))
            for side in [-1, 1] {
                let share = hall.scale(index)
                let bed = Point(
                    x: (hall.centreX + side * hall.half * share * 78 / 102400) * 256,
                    y: (hall.floor(index) - hall.below * share * 36 / 102400) * 256)
                let leaf = palette.surface(leafBase.mixed(Tint(hex: 0x86B050), dice.pick(0, 110)), distance: distance)

                    .mixed(palette.shade, index == 0 ? 150 : 50 - index * 6)
                paintLeaves(
                    &dice, around: bed, reachX: hall.half * share / 12, reachY: hall.below * share / 6,
                    count: index == 0 ? 150 : 110, size: canvas.size(64) * share / 4, leaf: leaf)
                paintFrond(&dice, foot: bed, size: hall.above * share * dice.pick(40, 80) / 102400, leaf: leaf)
                if index > 0 && dice.chance(75) {
                    paintBlossoms(&dice, around: bed, reach: hall.half * share / 6144, distance: distance)
                }
            }
            if index == 3 { paintHallSubject(hall, at: 3) }
        }
        if scene.has(.rain) || hour == .dawn || hour == .morning {
            canvas.wash(top: 0, bottom: height / 2, tint: palette.haze, shareTop: 24, shareBottom: 0)
        }
    }

    func paintFarGarden(_ hall: Hall) {
        paint(
            Ridge(
                crest: crest(
                    base: hall.centreY + canvas.size(30), rise: canvas.size(150), wave: 200, octaves: 5, sharp: false,
                    salt: salt + 5),
                bottom: height, lit: palette.surface(Tint(hex: 0x88A878), distance: 150),
                dark: palette.surface(Tint(hex: 0x4C6C58), distance: 130), mist: palette.haze, mistShare: 100,
                roughness: 150))
        canvas.glow(x: hall.centreX, y: hall.centreY, radius: canvas.size(420), tint: palette.light, strength: 150)
    }

    /// Long arching leaves from one point.
    func paintFrond(_ dice: inout Dice, foot: Point, size: Int, leaf: Tint) {
        for blade in 0..<11 {
            let turn = 100 + blade * 82 + dice.pick(-30, 30)
            let reach = size * dice.pick(70, 120) / 100 * 256
            let tip = Point(
                x: foot.x + reach * Fixed.cosine(turn / 2) / 4096 * 3 / 4,
                y: foot.y - reach * Fixed.sine(turn / 2) / 4096)
            let knee = Point(x: (foot.x * 2 + tip.x) / 3, y: (foot.y + tip.y * 2) / 3 - reach / 8)
            let tint = leaf.mixed(palette.light, dice.pick(0, 70)).mixed(palette.shade, dice.pick(0, 70))
            let wide = max(400, reach / 14)
            canvas.fill(
                .smooth([
                    foot, Point(x: knee.x - wide, y: knee.y), tip, tip, Point(x: knee.x + wide, y: knee.y + wide / 2),
                ]), Paint(top: tint, bottom: tint.mixed(palette.shade, 90)))
        }
    }

    func paintBlossoms(_ dice: inout Dice, around: Point, reach: Int, distance: Int) {
        for _ in 0..<14 {
            let tint = palette.accents[dice.pick(0, palette.accents.count - 1)].mixed(
                Tint(255, 250, 240), dice.pick(40, 170))
            let at = Point(
                x: around.x + dice.pick(-reach, reach) * 256, y: around.y - dice.pick(-reach / 2, reach) * 256)
            let size = max(300, reach * dice.pick(8, 22))
            canvas.fill(
                .ellipse(at, size, size * 3 / 4), Paint(palette.surface(tint, distance: distance / 2), opacity: 230))
        }
    }
}
