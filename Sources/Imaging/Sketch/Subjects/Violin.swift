extension Sketch {
    /// A violin standing upright, turned to the eye; of glass when the prompt says so.
    func paintViolin(_ stand: Stand) {
        let glassy = scene.has(.reflections)
        let wood =
            glassy
            ? palette.shade.mixed(palette.lamp, 50)
            : palette.surface(Tint(hex: 0xB0582C), distance: 0).mixed(palette.accents[0], scene.colors.isEmpty ? 0 : 90)
        let half = [
            (0, 0), (120, 4), (196, 60), (206, 150), (170, 230), (112, 285), (104, 340), (146, 392), (164, 460),
            (130, 530), (60, 560), (0, 562),
        ]
        let outline = half + half.dropFirst().dropLast().reversed().map { (-$0.0, $0.1) }
        let edge = outline.map { ($0.0 * 106 / 100, 281 + ($0.1 - 281) * 104 / 100) }
        canvas.glow(
            x: stand.x, y: stand.foot - stand.size * 3 / 10, radius: stand.size * 7 / 10, tint: palette.lamp,
            strength: glassy ? 170 : 110)
        canvas.fill(.smooth(stand.points(edge)), Paint(top: palette.shade, bottom: palette.shade.scaled(120)))
        canvas.fill(
            .smooth(stand.points(outline)),
            Paint(top: wood.mixed(palette.light, 120), bottom: wood.mixed(palette.shade, 60)))
        canvas.glow(
            x: stand.at(60, 0).x >> 8, y: stand.foot - stand.size / 7, radius: stand.size / 6, tint: palette.lamp,
            strength: glassy ? 200 : 80)
        canvas.glow(
            x: stand.at(40, 0).x >> 8, y: stand.foot - stand.size * 45 / 100, radius: stand.size / 8,
            tint: palette.light, strength: glassy ? 150 : 70)
        if glassy { paintFacets(stand) }
        for side in [-1, 1] {
            let hole = [(96, 170), (80, 180), (72, 240), (60, 300), (72, 310), (88, 240)].map { (side * $0.0, $0.1) }
            canvas.fill(.smooth(stand.points(hole)), Paint(palette.shade.scaled(140)))
        }
        paintStrings(stand, wood: wood)
    }

    /// Edges and a sharp highlight, as glass has them.
    private func paintFacets(_ stand: Stand) {
        let facets = [
            (-150, 70, -90, 270), (-90, 270, -130, 470), (40, 30, 100, 290), (100, 290, 60, 520), (-150, 70, 40, 30),
            (-90, 270, 100, 290),
        ]
        for (x0, y0, x1, y1) in facets {
            canvas.fill(
                .stroke(stand.at(x0, y0), stand.at(x1, y1), thickness: stand.length(5)),
                Paint(palette.light, opacity: 100))
        }
        canvas.fill(
            .smooth(stand.points([(-178, 90), (-186, 160), (-120, 270), (-140, 200), (-150, 120)])),
            Paint(Tint(255, 246, 230), opacity: 150))
    }

    /// Tailpiece, neck, bridge, four strings, scroll and pegs.
    private func paintStrings(_ stand: Stand, wood: Tint) {
        func shape(_ corners: [(Int, Int)], _ paint: Paint) { canvas.fill(Shape(stand.points(corners)), paint) }
        shape([(-30, 130), (30, 130), (20, 20), (-20, 20)], Paint(palette.shade))
        shape(
            [(-30, 350), (30, 350), (22, 880), (-22, 880)],
            Paint(top: palette.shade, bottom: palette.shade.mixed(palette.light, 40)))
        shape([(-64, 226), (64, 226), (50, 246), (-50, 246)], Paint(wood.mixed(palette.light, 140)))
        let silver = palette.light.mixed(Tint(255, 255, 255), 90)
        for string in 0..<4 {
            canvas.fill(
                .stroke(
                    stand.at(-21 + string * 14, 130), stand.at(-12 + string * 8, 880), thickness: stand.length(4)),
                Paint(silver, opacity: 210))
        }
        canvas.fill(
            .smooth(
                stand.points([(-26, 870), (-34, 930), (-30, 990), (0, 1010), (32, 990), (34, 940), (24, 870)])),
            Paint(top: wood.mixed(palette.light, 90), bottom: wood))
        for (x, y) in [(-60, 900), (60, 915), (-64, 950), (64, 962)] {
            canvas.fill(
                .stroke(stand.at(0, y), stand.at(x, y), thickness: stand.length(14), taper: stand.length(20)),
                Paint(palette.shade))
        }
    }
}
