extension Sketch {
    /// Rings of rock around a far light, with a pool on the floor.
    func paintCavern() {
        var dice = dice(106)
        let centreX = width / 2 + width * dice.pick(-16, 16) / 100
        let centreY = height * dice.pick(40, 52) / 100
        let ember = scene.has(.volcano) || scene.has(.ember)
        let colored = palette.light.mixed(palette.accents[0], scene.colors.isEmpty ? 0 : 150)
        let shine = ember ? Tint(hex: 0xFF8A30) : colored
        canvas.glow(x: centreX, y: centreY, radius: canvas.size(520), tint: shine, strength: 220)
        let rock = palette.surface(
            Tint(hex: 0x7C7068).mixed(palette.accents[0], scene.colors.isEmpty ? 20 : 130), distance: 0)
        for ring in 0..<7 {
            let reach = 150 + ring * 105 + ring * ring * 9
            let tone = shine.mixed(rock, 90 + ring * 26).mixed(palette.shade, ring * 40)
            let points = (0..<96).map { step in
                let turn = step * 1024 / 96
                let rough = Fixed.roughness(step * 60, salt + ring * 57, octaves: 3) / 512
                // Teeth above and below, where water drips.
                let drip = abs(Fixed.sine(turn)) > 2600 ? Fixed.hash(step / 2, salt + ring) % 60 : 0
                let out = canvas.size(reach) * (196 + rough - drip) / 256
                return Point(
                    x: centreX * 256 + out * Fixed.cosine(turn) * 5 / 64, y: centreY * 256 - out * Fixed.sine(turn) / 19
                )
            }
            canvas.fill(
                Shape.box(-1, -1, width + 1, height + 1).with(Shape(points)), Paint(top: tone.scaled(190), bottom: tone)
            )
            if ring == 2 {
                canvas.glow(x: centreX, y: centreY, radius: canvas.size(420), tint: shine, strength: 80)
                let stand = Stand(x: centreX, foot: centreY + canvas.size(190), size: canvas.size(190), facing: 1)
                if scene.subject == .violin { paintViolin(stand) } else { paintFigure(stand) }
            }
        }
        canvas.glow(
            x: centreX, y: height * 88 / 100, radius: canvas.size(240), stretch: 560, tint: shine, strength: 130)
    }
}
