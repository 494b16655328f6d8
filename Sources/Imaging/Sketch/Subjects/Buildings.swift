extension Sketch {
    /// A lighthouse on its rock; lit when the day is not.
    func paintTower(_ stand: Stand) {
        let stone = palette.surface(Tint(hex: 0xD8D0C4), distance: 30)
        let rock = palette.surface(Tint(hex: 0x4C4A4C), distance: 20).mixed(palette.shade, 90)
        func shape(_ corners: [(Int, Int)], _ paint: Paint) { canvas.fill(Shape(stand.points(corners)), paint) }
        canvas.fill(
            .smooth(
                stand.points([
                    (-520, -40), (-400, 70), (-200, 110), (0, 150), (220, 110), (430, 50), (560, -40), (0, -70),
                ])), Paint(top: rock.mixed(palette.light, 40), bottom: rock))
        shape(
            [(-95, 100), (-58, 760), (58, 760), (95, 100)], Paint(top: stone, bottom: stone.mixed(palette.shade, 70)))
        let band = palette.surface(palette.accents[0], distance: 20)
        for (low, high) in [(180, 300), (440, 560)] {
            let (wide, narrow) = (100 - low * 37 / 660, 100 - high * 37 / 660)
            shape([(-wide, low), (-narrow, high), (narrow, high), (wide, low)], Paint(band))
        }
        shape([(-95, 100), (-58, 760), (-10, 760), (-20, 100)], Paint(palette.shade, opacity: 90))
        shape([(-84, 760), (-84, 784), (84, 784), (84, 760)], Paint(palette.shade))
        shape([(-46, 784), (-46, 870), (46, 870), (46, 784)], Paint(palette.lamp.mixed(Tint(255, 250, 230), 128)))
        shape([(-66, 870), (0, 950), (66, 870)], Paint(palette.shade))
        guard hour != .noon, hour != .morning else { return }
        let lamp = stand.at(0, 826)
        // A beam fades with its length: cones of ten lengths, each faint.
        for reach in 1...10 {
            let end = Point(x: lamp.x + stand.facing * width * 26 * reach, y: lamp.y - stand.size * 6 * reach)
            canvas.fill(
                .stroke(lamp, end, thickness: 400, taper: 400 + stand.size * 9 * reach),
                Paint(palette.lamp, opacity: 14))
        }
        canvas.glow(x: lamp.x >> 8, y: lamp.y >> 8, radius: stand.size / 2, tint: palette.lamp, strength: 170)
    }

    /// A castle with pointed roofs on a crag.
    func paintCastle(_ stand: Stand) {
        var dice = dice(83)
        let stone = palette.surface(
            Tint(hex: 0x8C8890).mixed(palette.accents[0], scene.colors.isEmpty ? 0 : 100), distance: 60
        )
        .mixed(palette.shade, 40)
        let rock = palette.surface(Tint(hex: 0x4A4850), distance: 40).mixed(palette.shade, 80)
        let roof = palette.surface(palette.accents[palette.accents.count - 1], distance: 50).mixed(palette.shade, 90)
        canvas.fill(
            .smooth(
                stand.points([
                    (-1000, -60), (-560, 90), (-420, 240), (0, 320), (440, 230), (640, 80), (1050, -60), (0, -120),
                ])), Paint(top: rock.mixed(palette.light, 40), bottom: rock))
        let towers = [
            (-330, 60, 560), (330, 70, 520), (-170, 110, 480), (170, 120, 500), (0, 90, 760), (-90, 40, 860),
            (110, 46, 700),
        ]
        for (x, half, top) in towers {
            canvas.fill(
                Shape(stand.points([(x - half, 180), (x - half, top), (x + half, top), (x + half, 180)])),
                Paint(top: stone.mixed(palette.light, 50), bottom: stone.mixed(palette.shade, 60)))
            canvas.fill(
                Shape(stand.points([(x - half, 180), (x - half, top), (x - half / 3, top), (x - half / 3, 180)])),
                Paint(palette.shade, opacity: 70))
            canvas.fill(
                Shape(stand.points([(x - half - 16, top), (x, top + half * 5 / 2), (x + half + 16, top)])), Paint(roof))
            let pane = palette.isNight || hour == .dusk ? palette.lamp : palette.shade
            for _ in 0..<3 where dice.chance(70) {
                let at = stand.at(x + dice.pick(-half / 2, half / 2), dice.pick(260, top - 40))
                canvas.fill(
                    .stroke(at, Point(x: at.x, y: at.y - stand.length(26)), thickness: stand.length(15)), Paint(pane))
            }
        }
    }

    /// An arched bridge from edge to edge.
    func paintBridge() {
        let stone = palette.surface(Tint(hex: 0xA89480), distance: 40).mixed(palette.shade, 50)
        let deck = horizon - canvas.size(120)
        let foot = horizon + canvas.size(30)
        let span = canvas.size(250)
        var shape = Shape.box(-2, deck, width + 2, foot)
        var left = focusX % span - span
        while left < width {
            shape = shape.with(.arch(left + span / 14, deck + canvas.size(26), left + span - span / 14, foot + 1))
            left += span
        }
        if reflects {
            canvas.fill(
                shape.mirrored(about: foot, squash: 230), Paint(top: stone, bottom: palette.zenith, opacity: 110))
        }
        canvas.fill(shape, Paint(top: stone.mixed(palette.light, 60), bottom: stone.mixed(palette.shade, 110)))
        canvas.fill(
            .box(-2, deck - canvas.size(10), width + 2, deck + canvas.size(6)), Paint(stone.mixed(palette.light, 90)))
    }
}
