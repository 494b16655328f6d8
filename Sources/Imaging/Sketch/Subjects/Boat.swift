extension Sketch {
    func paintBoat(_ stand: Stand) {
        let hull = palette.shade.mixed(palette.surface(Tint(hex: 0x6A4630), distance: 0), 90)
        let grand = scene.has(.library) || scene.has(.canopy) || scene.has(.greenhouse)
        var parts: [(Shape, Paint)] = []
        let cloth = palette.accents
        if grand {
            // A barge with rows of arched, lit windows under canopies.
            let cabin = palette.surface(Tint(hex: 0x8A6444), distance: 10).mixed(palette.shade, 60)
            parts.append(
                (
                    Shape(stand.points([(-430, 60), (-430, 230), (430, 230), (430, 60)])),
                    Paint(top: cabin, bottom: cabin.scaled(150))
                ))
            parts.append(
                (
                    Shape(stand.points([(-250, 230), (-250, 400), (250, 400), (250, 230)])),
                    Paint(top: cabin, bottom: cabin.scaled(160))
                ))
            for (count, y, tall, from, step) in [(9, 84, 116, -385, 96), (5, 254, 112, -190, 95)] {
                for index in 0..<count {
                    let a = stand.at(from + index * step - 30, y + tall)
                    let b = stand.at(from + index * step + 30, y)
                    let (left, right) = (min(a.x, b.x), max(a.x, b.x))
                    parts.append(
                        (
                            Shape(Shape.archOutline(left, a.y, right, b.y)),
                            Paint(
                                top: palette.lamp.mixed(Tint(255, 250, 230), 110), bottom: palette.lamp.mixed(hull, 60))
                        ))
                    parts.append(
                        (
                            .stroke(
                                stand.at(from + index * step, y), stand.at(from + index * step, y + tall),
                                thickness: stand.length(5)), Paint(hull)
                        ))
                    parts.append(
                        (
                            .stroke(
                                stand.at(from + index * step - 30, y + tall / 2),
                                stand.at(from + index * step + 30, y + tall / 2), thickness: stand.length(5)),
                            Paint(hull)
                        ))
                }
            }
            for (left, right, y, tall) in [(-500, 500, 232, 70), (-310, 310, 400, 100)] {
                let folds = 10
                for fold in 0..<folds {
                    let tint = palette.surface(cloth[fold % cloth.count], distance: 10).mixed(
                        palette.light, fold % 2 == 0 ? 40 : 76)
                    let x0 = left + (right - left) * fold / folds
                    let x1 = left + (right - left) * (fold + 1) / folds
                    let middle = (x0 + x1) / 2
                    parts.append(
                        (
                            Shape(
                                stand.points([
                                    (x0 * 7 / 10, y + tall), (x1 * 7 / 10, y + tall), (x1, y), (middle, y - 26),
                                    (x0, y),
                                ])), Paint(top: tint, bottom: tint.mixed(palette.shade, 80))
                        ))
                }
            }
            for mast in [-330, 0, 330] {
                let top = mast == 0 ? 700 : 560
                parts.append(
                    (
                        .stroke(
                            stand.at(mast, 230), stand.at(mast, top), thickness: stand.length(11),
                            taper: stand.length(6)), Paint(hull)
                    ))
                let flag = palette.surface(cloth[abs(mast) % cloth.count], distance: 0).mixed(palette.light, 60)
                parts.append(
                    (
                        .smooth(
                            stand.points([
                                (mast, top), (mast + 70, top - 8), (mast + 130, top - 34), (mast + 60, top - 50),
                                (mast, top - 56),
                            ])), Paint(flag)
                    ))
            }
        } else {
            let sail = palette.surface(
                Tint(hex: 0xF0E6D2).mixed(cloth[0], scene.colors.isEmpty ? 70 : 130), distance: 0
            ).mixed(palette.light, 70)
            parts.append(
                (
                    .stroke(stand.at(20, 60), stand.at(20, 900), thickness: stand.length(14), taper: stand.length(6)),
                    Paint(hull)
                ))
            parts.append(
                (
                    .smooth(
                        stand.points([(40, 880), (50, 860), (230, 420), (330, 150), (300, 130), (40, 140), (34, 160)])),
                    Paint(top: sail.mixed(palette.light, 90), bottom: sail.mixed(palette.shade, 40))
                ))
            parts.append(
                (
                    .smooth(
                        stand.points([(4, 840), (0, 800), (-190, 330), (-250, 160), (-220, 140), (-6, 170), (0, 200)])),
                    Paint(top: sail, bottom: sail.mixed(palette.shade, 100))
                ))
        }
        let beam = grand ? 560 : 380
        parts.append(
            (
                .smooth(
                    stand.points([
                        (-beam - 40, 110), (-beam + 60, 62), (beam - 60, 62), (beam + 50, 124), (beam - 40, -10),
                        (beam * 7 / 10, -34), (-beam * 7 / 10, -34), (-beam + 30, -6),
                    ])), Paint(top: hull.mixed(palette.light, 60), bottom: hull.scaled(150))
            ))
        if reflects {
            for (shape, paint) in parts {
                canvas.fill(
                    shape.mirrored(about: stand.foot, squash: 200),
                    Paint(top: paint.bottom, bottom: paint.top.mixed(palette.zenith, 90), opacity: 84))
            }
        }
        for (shape, paint) in parts { canvas.fill(shape, paint) }
        if grand {
            canvas.glow(
                x: stand.x, y: stand.foot - stand.size / 4, radius: stand.size * 3 / 4, stretch: 330,
                tint: palette.lamp, strength: 70)
        }
        canvas.fill(
            .stroke(stand.at(-beam - 90, -38), stand.at(beam + 120, -38), thickness: stand.length(10), taper: 200),
            Paint(palette.light, opacity: 70))
    }
}
