extension Sketch {
    /// A heron in the shallows, with its image in the water and rings around its legs.
    func paintBird(_ stand: Stand) {
        let parts = birdParts(stand)
        if reflects {
            for (shape, paint) in parts {
                canvas.fill(
                    shape.mirrored(about: stand.foot, squash: 225),
                    Paint(top: paint.bottom, bottom: paint.top.mixed(palette.haze, 110), opacity: 96))
            }
        }
        for (shape, paint) in parts { canvas.fill(shape, paint) }
        canvas.fill(.ellipse(stand.at(196, 896), stand.length(9), stand.length(9)), Paint(Tint(255, 220, 90)))
        canvas.fill(.ellipse(stand.at(198, 896), stand.length(5), stand.length(5)), Paint(Tint(10, 10, 14)))
        guard reflects else { return }
        for ring in 1...3 {
            let rim = Shape.ellipse(stand.at(0, -14), stand.length(70 * ring), stand.length(13 * ring))
                .with(.ellipse(stand.at(0, -14), stand.length(70 * ring - 8), stand.length(13 * ring - 4)))
            canvas.fill(rim, Paint(palette.light, opacity: 110 - ring * 24))
        }
    }

    private func birdParts(_ stand: Stand) -> [(Shape, Paint)] {
        let feather = palette.surface(Tint(hex: 0xA8B4C4), distance: 10)
            .mixed(palette.accents[0], scene.colors.isEmpty ? 20 : 70)
        let light = feather.mixed(palette.light, 150)
        let dark = feather.mixed(palette.shade, 170)
        func stroke(_ a: (Int, Int), _ b: (Int, Int), _ thick: Int, _ taper: Int) -> Shape {
            .stroke(
                stand.at(a.0, a.1), stand.at(b.0, b.1), thickness: stand.length(thick), taper: stand.length(taper))
        }
        func smooth(_ corners: [(Int, Int)]) -> Shape { .smooth(stand.points(corners)) }
        var parts: [(Shape, Paint)] = [
            (stroke((-30, 420), (-34, -10), 17, 11), Paint(dark)), (stroke((40, 420), (52, 170), 17, 12), Paint(dark)),
            (stroke((52, 170), (30, -20), 14, 10), Paint(dark)),
            // Tail, body.
            (smooth([(-150, 460), (-330, 300), (-360, 262), (-250, 300), (-90, 360)]), Paint(dark)),
            (
                smooth([
                    (130, 560), (60, 570), (-90, 520), (-220, 420), (-240, 372), (-60, 330), (80, 360), (160, 450),
                ]), Paint(top: light, bottom: dark)
            ),
        ]
        let throat = feather.mixed(light, 150)
        let neck: [(Int, Int, Int)] = [
            (70, 480, 150), (150, 545, 104), (176, 620, 76), (130, 700, 62), (92, 770, 54), (108, 840, 52),
            (160, 884, 60),
        ]
        for (a, b) in zip(neck, neck.dropFirst()) {
            parts.append((stroke((a.0, a.1), (b.0, b.1), a.2, b.2), Paint(throat)))
            parts.append((.ellipse(stand.at(b.0, b.1), stand.length(b.2) / 2, stand.length(b.2) / 2), Paint(throat)))
        }
        let beak = Tint(hex: 0xE8A848).lit(by: palette.ambient.mixed(palette.light, 128))
        parts += [
            (smooth([(116, 920), (190, 938), (256, 896), (246, 850), (170, 832), (112, 856)]), Paint(light)),
            (Shape(stand.points([(214, 910), (370, 866), (222, 856)])), Paint(top: beak, bottom: dark)),
            (stroke((200, 908), (20, 850), 20, 1), Paint(dark.scaled(150))),
            (stroke((190, 904), (50, 800), 9, 1), Paint(dark.scaled(150))),
            // The near wing, and its long feathers.
            (
                smooth([(60, 520), (-60, 520), (-210, 430), (-310, 300), (-180, 330), (-40, 370), (70, 430)]),
                Paint(top: feather, bottom: dark)
            ),
        ]
        for plume in 0..<6 {
            let from = (20 - plume * 34, 470 - plume * 8)
            let to = (-130 - plume * 34, 376 - plume * 14)
            parts.append((stroke(from, to, 12, 1), Paint(plume % 2 == 0 ? light : dark, opacity: 120)))
        }
        return parts
    }
}
