/// The colours of one sketch: the hour's, bent by weather and by the colour words of the prompt.
struct Palette {
    var zenith: Tint
    var middle: Tint
    var horizon: Tint
    /// Sun, moon or whatever lights the scene.
    var light: Tint
    /// What distance fades to.
    var haze: Tint
    /// What the light leaves of a white surface.
    var ambient: Tint
    /// The darkest tone near the eye.
    var shade: Tint
    /// Small warm lights: windows, lanterns.
    var lamp: Tint
    /// Cloth, flowers, neon.
    var accents: [Tint]
    let isNight: Bool

    init(scene: Scene, hour: TimeOfDay, dice: inout Dice) {
        let row = Palette.row(hour)
        zenith = Tint(hex: row.0)
        middle = Tint(hex: row.1)
        horizon = Tint(hex: row.2)
        light = Tint(hex: row.3)
        ambient = Tint(hex: row.4)
        shade = Tint(hex: row.5)
        lamp = Tint(hex: scene.has(.neon) ? 0x50E8F0 : 0xFFC860)
        isNight = hour == .night
        haze = horizon
        accents = scene.colors
        if scene.has(.neon) { accents += [Tint(hex: 0xFF2E88), Tint(hex: 0x20E0E8), Tint(hex: 0x9A50FF)] }
        if accents.isEmpty {
            let sets = [[0xD8703A, 0x2F7F88], [0xC83A48, 0xE0B050], [0x6A58B0, 0xE08A60], [0x2F8F6A, 0xE8C060]]
            accents = sets[dice.pick(0, sets.count - 1)].map { Tint(hex: $0) }
        }
        bend(by: scene.weathers)
        bend(by: scene.lights)
        bend(by: scene.colors)
        haze = horizon.mixed(middle, 96)
    }

    private mutating func bend(by weathers: [Weather]) {
        for weather in weathers {
            switch weather {
            case .rain, .cloudy:
                let veil = Tint(hex: isNight ? 0x1C2430 : 0x8A98A2)
                (zenith, middle, horizon) = (
                    zenith.mixed(veil, 130).scaled(225), middle.mixed(veil, 140), horizon.mixed(veil, 120)
                )
                ambient = ambient.greyed(80).scaled(215)
                light = light.mixed(veil, 60)
            case .storm:
                let veil = Tint(hex: isNight ? 0x12161F : 0x39414F)
                (zenith, middle, horizon) = (
                    zenith.mixed(veil, 200), middle.mixed(veil, 170), horizon.mixed(veil, 90)
                )
                ambient = ambient.greyed(100).scaled(150)
            case .snow:
                let veil = Tint(hex: isNight ? 0x4A5C80 : 0xD0DAE6)
                (zenith, middle, horizon) = (
                    zenith.mixed(veil, 50), middle.mixed(veil, 90), horizon.mixed(veil, 110)
                )
                ambient = ambient.mixed(Tint(hex: isNight ? 0x7C90C0 : 0xE8F0FF), 80)
            case .fog:
                let veil = isNight ? Tint(hex: 0x3A4658) : horizon.mixed(Tint(hex: 0xC8CCCC), 150)
                (zenith, middle, horizon) = (
                    zenith.mixed(veil, 130), middle.mixed(veil, 150), horizon.mixed(veil, 110)
                )
                shade = shade.mixed(veil, 50)
            case .clear:
                zenith = zenith.scaled(235)
            }
        }
    }

    private mutating func bend(by lights: [Light]) {
        for light in lights {
            switch light {
            case .golden:
                horizon = horizon.mixed(Tint(hex: 0xFFD080), 130)
                middle = middle.mixed(Tint(hex: 0xE8A868), 90)
                self.light = Tint(hex: 0xFFE6A8)
                ambient = ambient.mixed(Tint(hex: 0xFFC880), 90)
            case .candle:
                lamp = Tint(hex: 0xFFB850)
                ambient = ambient.mixed(Tint(hex: 0xB06830), 110)
            case .ember:
                lamp = Tint(hex: 0xFF7A28)
                self.light = Tint(hex: 0xFF9A48)
                horizon = horizon.mixed(Tint(hex: 0xE85A1E), 150)
                middle = middle.mixed(Tint(hex: 0x7A2418), 150)
                zenith = zenith.mixed(Tint(hex: 0x1C0C12), 170)
                ambient = ambient.mixed(Tint(hex: 0x9A4A28), 170)
                shade = shade.mixed(Tint(hex: 0x140808), 160)
            case .neon:
                horizon = horizon.mixed(Tint(hex: 0x8A2A78), 100)
                middle = middle.mixed(Tint(hex: 0x2C1C58), 100)
            case .moon:
                self.light = Tint(hex: 0xE4ECFF)
            case .rim:
                shade = shade.scaled(190)
                ambient = ambient.scaled(180)
            case .soft:
                horizon = horizon.greyed(50)
            }
        }
    }

    /// Colour words own the picture: the first the air and its light, the second the far sky, all of them accents.
    private mutating func bend(by colors: [Tint]) {
        guard let first = colors.first else { return }
        let strong = colors.count == 1 ? 140 : 120
        horizon = horizon.mixed(glowing(first), strong)
        middle = middle.mixed(glowing(first).mixed(zenith, 110), strong)
        light = light.mixed(first, 70)
        ambient = ambient.mixed(glowing(first), 64)
        shade = shade.mixed(first.scaled(60), 90)
        let far = colors.count > 1 ? colors[1] : first
        zenith = zenith.mixed(glowing(far).scaled(150), colors.count > 1 ? 130 : 90)
        if colors.count > 2 { middle = middle.mixed(glowing(colors[2]), 60) }
    }

    /// A colour word as light of this hour: dimmer at night.
    private func glowing(_ color: Tint) -> Tint {
        isNight ? color.scaled(120) : color
    }

    /// A surface of this colour at a distance (0 near ... 256 lost in the haze).
    func surface(_ color: Tint, distance: Int) -> Tint {
        color.lit(by: ambient).mixed(haze, distance)
    }

    // zenith, middle, horizon, light, ambient, shade
    private static func row(_ hour: TimeOfDay) -> (Int, Int, Int, Int, Int, Int) {
        switch hour {
        case .dawn: (0x4A5C94, 0xB098B4, 0xF6C4A4, 0xFFE4C0, 0xC8B0B8, 0x2A2E44)
        case .morning: (0x5A90C8, 0xA8CCE0, 0xF0E4CC, 0xFFF4D8, 0xE0E0D8, 0x2A3C44)
        case .noon: (0x2A6CB8, 0x74B0E0, 0xD4E8F0, 0xFFFBEA, 0xFFF8EC, 0x2C3A38)
        case .dusk: (0x2C2858, 0x94507A, 0xF49A5C, 0xFFD08A, 0xB07868, 0x1C1628)
        case .night: (0x060A1E, 0x101C40, 0x2A3C68, 0xDCE6FF, 0x3C4870, 0x060810)
        }
    }
}
