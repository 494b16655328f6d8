extension Sketch {
    /// Shelves to the vault on both sides, a tall window at the end and lamps along the way.
    func paintLibrary() {
        var dice = dice(104)
        let hall = hall(half: 66, above: 84, below: 60, depth: 6)
        let wood = Tint(hex: 0x6A4428).mixed(palette.accents[0], scene.colors.isEmpty ? 0 : 40)
        let glowing = palette.lamp
        let wall = palette.surface(wood, distance: 0).mixed(palette.shade, 90)
        canvas.fill(
            Shape.box(-1, -1, width + 1, height + 1).with(Shape(hall.outline(hall.depth, inset: 0, pointed: true))),
            Paint(top: wall.mixed(palette.shade, 90), bottom: wall))
        paintHallFloor(hall, tint: palette.surface(Tint(hex: 0x8A6444), distance: 0).mixed(palette.shade, 50))
        for index in stride(from: hall.depth - 1, through: 0, by: -1) {
            let dim = 40 + (hall.depth - index) * 14
            for side in [-1, 1] { paintShelves(&dice, hall, bay: index, side: side, wood: wall, dim: dim) }
            let rib = Shape(hall.outline(index, pointed: true))
                .with(Shape(hall.outline(index, inset: canvas.size(26), pointed: true)))
            let tone = wall.mixed(palette.light, 40 + index * 12).mixed(palette.shade, index == 0 ? 150 : 0)
            canvas.fill(rib, Paint(top: tone.mixed(palette.shade, 70), bottom: tone))
            guard index > 0, index < 5 else { continue }
            let drop = hall.top(index) + hall.above * hall.scale(index) * 46 / 102400
            canvas.fill(.box(hall.centreX, hall.top(index), hall.centreX + 1, drop), Paint(palette.shade, opacity: 200))
            let size = canvas.size(30) * hall.scale(index) / 1024
            canvas.glow(x: hall.centreX, y: drop, radius: size * 7, tint: glowing, strength: 120)
            canvas.fill(
                .ellipse(Point(x: hall.centreX * 256, y: drop * 256), size * 200, size * 256),
                Paint(top: glowing.mixed(Tint(255, 250, 236), 170), bottom: glowing))
            if index == 2 { paintHallSubject(hall, at: 3) }
        }
        let end = hall.depth
        let bars = hall.right(end) - hall.left(end)
        for bar in 1..<4 {
            canvas.fill(
                .box(
                    hall.left(end) + bars * bar / 4, hall.top(end), hall.left(end) + bars * bar / 4 + max(1, bars / 40),
                    hall.floor(end)),
                Paint(wall, opacity: 220))
        }
        canvas.glow(x: hall.centreX, y: hall.centreY, radius: canvas.size(460), tint: palette.light, strength: 130)
        for ray in -2...2 {
            canvas.fill(
                .stroke(
                    Point(x: hall.centreX * 256, y: hall.top(end) * 256),
                    Point(x: (hall.centreX + ray * width / 5) * 256, y: height * 256), thickness: bars * 100,
                    taper: width * 30), Paint(top: palette.light, bottom: palette.horizon, opacity: 18))
        }
    }

    /// One bay of book shelves between two frames.
    func paintShelves(_ dice: inout Dice, _ hall: Hall, bay: Int, side: Int, wood: Tint, dim: Int) {
        let nearX = hall.centreX * 256 + side * hall.half * hall.scale(bay) / 4
        let farX = hall.centreX * 256 + side * hall.half * hall.scale(bay + 1) / 4
        func edge(_ level: Int, _ along: Int) -> Point {
            // `along` 0...256 from the near to the far frame, `level` 0...256 from the floor to where the vault springs.
            let share = hall.scale(bay) * (256 - along) / 256 + hall.scale(bay + 1) * along / 256
            let y = hall.centreY * 256 + hall.below * share / 4 - (hall.below + hall.above / 3) * share * level / 1024
            return Point(x: nearX + (farX - nearX) * along / 256, y: y)
        }
        let back = wood.mixed(palette.shade, 160)
        canvas.fill(Shape([edge(0, 0), edge(256, 0), edge(256, 256), edge(0, 256)]), Paint(back))
        let spines = [0x8A2F2A, 0x2F5A52, 0x2C3E6A, 0xB08840, 0x6A3A5A, 0x7A5A3A, 0xC8B48A]
        let levels = 7
        let books = bay == 0 ? 16 : (bay < 3 ? 11 : 6)
        for level in 0..<levels {
            let base = level * 256 / levels
            var along = 6
            while along < 250 {
                let thick = 256 / books * dice.pick(60, 130) / 100
                let tall = 256 / levels * dice.pick(62, 86) / 100
                let color = Tint(hex: spines[dice.pick(0, spines.count - 1)])
                    .mixed(palette.accents[dice.pick(0, palette.accents.count - 1)], scene.colors.isEmpty ? 20 : 110)
                let tint = palette.surface(color, distance: dim / 3).mixed(palette.light, bay * 12)
                    .mixed(palette.shade, bay == 0 ? 130 : 40)
                let end = min(252, along + thick - 1)
                canvas.fill(
                    Shape([
                        edge(base + 8, along), edge(base + 8 + tall, along), edge(base + 8 + tall, end),
                        edge(base + 8, end),
                    ]), Paint(top: tint.mixed(palette.lamp, 34), bottom: tint.mixed(palette.shade, 60)))
                along += thick
            }
            canvas.fill(
                Shape([edge(base, 0), edge(base + 7, 0), edge(base + 7, 256), edge(base, 256)]),
                Paint(wood.mixed(palette.lamp, 50)))
        }
    }
}
