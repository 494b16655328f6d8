extension Sketch {
    /// A wanderer in a coat and hat, seen from behind, with a staff.
    func paintFigure(_ stand: Stand) {
        let coat = palette.surface(palette.accents[0], distance: 0).mixed(palette.shade, 130)
        func smooth(_ corners: [(Int, Int)], _ paint: Paint) { canvas.fill(.smooth(stand.points(corners)), paint) }
        smooth([(-60, 0), (-420, -40), (-440, -60), (60, -24)], Paint(palette.shade, opacity: 110))
        for leg in [-46, 50] {
            canvas.fill(
                .stroke(stand.at(leg, 240), stand.at(leg, -4), thickness: stand.length(58), taper: stand.length(50)),
                Paint(palette.shade))
        }
        smooth(
            [
                (-150, 130), (-120, 420), (-126, 620), (-110, 740), (0, 790), (110, 740), (130, 620), (124, 400),
                (190, 110), (20, 150),
            ], Paint(top: coat.mixed(palette.light, 50), bottom: coat.scaled(170)))
        smooth(
            [(-128, 700), (-40, 770), (80, 770), (126, 700), (60, 650), (-60, 650)],
            Paint(coat.mixed(palette.light, 90)))
        smooth(
            [(126, 700), (96, 690), (130, 430), (170, 120), (186, 120), (150, 420)], Paint(palette.light, opacity: 120))
        canvas.fill(
            .ellipse(stand.at(0, 840), stand.length(66), stand.length(80)), Paint(palette.shade.mixed(coat, 60)))
        smooth([(-170, 874), (0, 852), (170, 874), (70, 912), (56, 985), (-56, 985), (-70, 912)], Paint(palette.shade))
        canvas.fill(
            .stroke(stand.at(120, 560), stand.at(206, 540), thickness: stand.length(50), taper: stand.length(30)),
            Paint(coat))
        canvas.fill(.stroke(stand.at(196, 760), stand.at(216, -10), thickness: stand.length(17)), Paint(palette.shade))
    }

    /// One tree, in leaf or in blossom, on its own shadow.
    func paintLoneTree(_ stand: Stand) {
        var dice = dice(82, detail: true)
        let green = Tint(hex: 0x5C8048)
        let leaf = scene.colors.isEmpty ? green : green.mixed(palette.accents[0], 170)
        let crown = scene.subject == .flower ? palette.accents[0] : leaf
        canvas.glow(
            x: stand.x, y: stand.foot, radius: stand.size / 6, stretch: 1100, tint: palette.shade, strength: 140)
        paintTree(
            &dice, x: stand.x, foot: stand.foot, tall: stand.size, leaf: palette.surface(crown, distance: 10),
            trunk: palette.shade.mixed(Tint(hex: 0x4A3428), 80))
    }
}
