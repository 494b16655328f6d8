/// A hall seen along its length: frames of one shape that shrink toward a point.
struct Hall {
    let centreX: Int
    let centreY: Int
    /// Half width, height above and depth below the eye of the nearest frame, in pixels.
    let half: Int
    let above: Int
    let below: Int
    let depth: Int

    /// Share (of 1024) the frame `index` is drawn at; 0 is nearest.
    func scale(_ index: Int) -> Int {
        var share = 1024
        for _ in 0..<index { share = share * 76 / 100 }
        return share
    }

    func left(_ index: Int) -> Int { centreX - half * scale(index) / 1024 }
    func right(_ index: Int) -> Int { centreX + half * scale(index) / 1024 }
    func top(_ index: Int) -> Int { centreY - above * scale(index) / 1024 }
    func floor(_ index: Int) -> Int { centreY + below * scale(index) / 1024 }

    /// The outline of a frame, in 1/256 pixel.
    func outline(_ index: Int, inset: Int = 0, pointed: Bool = false) -> [Point] {
        let share = scale(index)
        let inward = inset * share * 256 / 1024
        return Shape.archOutline(
            centreX * 256 - half * share / 4 + inward, centreY * 256 - above * share / 4 + inward,
            centreX * 256 + half * share / 4 - inward, centreY * 256 + below * share / 4, pointed: pointed)
    }
}

extension Sketch {
    func hall(half: Int, above: Int, below: Int, depth: Int) -> Hall {
        var dice = dice(101)
        return Hall(
            centreX: width / 2 + width * dice.pick(-14, 14) / 100, centreY: height * dice.pick(50, 60) / 100,
            half: width * half / 100, above: height * above / 100, below: height * below / 100, depth: depth)
    }

    func paintHallFloor(_ hall: Hall, tint: Tint) {
        let end = hall.depth
        let path = Shape([
            Point(x: hall.left(end) * 256, y: hall.floor(end) * 256),
            Point(x: hall.right(end) * 256, y: hall.floor(end) * 256),
            Point(x: (hall.centreX + hall.half * 3) * 256, y: (hall.centreY + hall.below * 3) * 256),
            Point(x: (hall.centreX - hall.half * 3) * 256, y: (hall.centreY + hall.below * 3) * 256),
        ])
        canvas.fill(path, Paint(top: tint.mixed(palette.light, 110), bottom: tint.mixed(palette.shade, 210)))
        for index in 0..<(hall.depth * 2) {
            let share = hall.scale(index / 2) * (index % 2 == 0 ? 100 : 87) / 100
            let y = (hall.centreY + hall.below * share / 1024) * 256
            canvas.fill(
                .stroke(Point(x: 0, y: y), Point(x: width * 256, y: y), thickness: canvas.size(4) * share / 4),
                Paint(palette.shade, opacity: 60))
        }
        for line in -4...4 {
            let far = Point(x: hall.centreX * 256 + line * hall.half * hall.scale(end) / 18, y: hall.floor(end) * 256)
            let near = Point(x: hall.centreX * 256 + line * hall.half * 170, y: (hall.centreY + hall.below * 3) * 256)
            canvas.fill(
                .stroke(far, near, thickness: 120, taper: canvas.size(9) * 256), Paint(palette.shade, opacity: 60))
        }
        let shine = palette.light.mixed(palette.horizon, 80)
        canvas.glow(
            x: hall.centreX, y: hall.floor(end), radius: canvas.size(190), stretch: 200, tint: shine, strength: 170)
    }

    /// What stands in the middle of the way.
    func paintHallSubject(_ hall: Hall, at index: Int) {
        let stand = Stand(
            x: hall.centreX, foot: hall.floor(index), size: hall.below * hall.scale(index) * 130 / 102400,
            facing: lightX < width / 2 ? -1 : 1)
        var dice = dice(103, detail: true)
        switch scene.subject {
        case .violin: paintViolin(stand)
        case .figure: paintSubjectFigure(stand)
        case .bird, .boat, .tower, .tree, .castle, .bridge, .flower, nil:
            if scene.subject == nil && dice.chance(40) {
                paintSubjectFigure(stand)
            } else {
                let leaf = palette.surface(
                    scene.subject == .flower ? palette.accents[0] : Tint(hex: 0x4C8A4C).mixed(palette.accents[0], 90),
                    distance: 40)
                canvas.fill(
                    Shape(stand.points([(-190, 190), (-130, 0), (130, 0), (190, 190)])),
                    Paint(top: palette.surface(Tint(hex: 0xB87850), distance: 20), bottom: palette.shade))
                paintTree(
                    &dice, x: stand.x, foot: stand.foot - stand.size * 19 / 100, tall: stand.size, leaf: leaf,
                    trunk: palette.shade)
            }
        }
    }

    func paintSubjectFigure(_ stand: Stand) {
        paintFigure(Stand(x: stand.x, foot: stand.foot, size: stand.size * 8 / 10, facing: stand.facing))
    }
}
